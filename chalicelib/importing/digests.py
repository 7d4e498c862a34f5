"""What tells whether an item changed: at its source since it was taken over, and here since an import left it.

Both are digests, kept with its foreign id. Only what people decide is in them: a service that an incident turned, and
maintenance that the clock started or ended, have been changed by nobody.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import DEFAULT_TEXTS, Maintenance, MaintenanceStatus, MaintenanceUpdate
from chalicelib.domain.model import Model
from chalicelib.domain.pieces import Piece
from chalicelib.domain.services import Service
from chalicelib.domain.templates import Template
from chalicelib.domain.times import to_wire

OURS = "-"
"""In the place of a digest of what people made here: no source changes it."""
_NOT_SAID = {"foreign_id", "since"}
"""A service of unknown age is as old as the first thing that is told of it, which depends on what else came."""


def said(piece: Piece) -> str:
    """Of what a source says. Fields that are not given do not count, so a newer release's digest is the same."""
    return _digest(piece.model_dump(mode="json", exclude=_NOT_SAID, exclude_defaults=True))


def left(model: Model) -> str:
    """Of what people can change of it here."""
    return _digest(_DECIDED[type(model)](model))


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _service(service: Service) -> Mapping[str, Any]:
    return service.model_dump(mode="json", include={"name", "description", "category"}) | {"at": service.chosen_at}


def _incident(incident: Incident) -> Mapping[str, Any]:
    decided = incident.model_dump(
        mode="json",
        include={"title", "description", "status", "impact", "started_at", "resolved_at", "postmortem_at"},
    )
    return decided | {
        "services": sorted(each.id for each in incident.services),
        "updates": [_update(each) for each in incident.updates],
    }


def _maintenance(entry: Maintenance) -> Mapping[str, Any]:
    decided = entry.model_dump(mode="json", include={"title", "description", "scheduled_start", "scheduled_end"})
    return decided | {
        "services": sorted(each.id for each in entry.services),
        "updates": [_update(each) for each in entry.updates if not is_of_the_clock(entry, each)],
    }


def _template(template: Template) -> Mapping[str, Any]:
    return template.model_dump(mode="json", exclude={"id", "created_at", "updated_at", "version"})


def _update(update: Any) -> list[str]:  # noqa: ANN401 - of either kind
    return [update.status.value, update.text, to_wire(update.created_at)]


def is_of_the_clock(entry: Maintenance, update: MaintenanceUpdate) -> bool:
    """Whether it reads as what the clock says when it starts or ends maintenance, and came no earlier than that."""
    due = {
        MaintenanceStatus.IN_PROGRESS: entry.scheduled_start,
        MaintenanceStatus.COMPLETED: entry.scheduled_end,
    }.get(update.status)
    return bool(due and update.created_at >= due and update.text == DEFAULT_TEXTS[update.status])


_DECIDED: Mapping[type[Model], Callable[[Any], Mapping[str, Any]]] = {
    Service: _service,
    Incident: _incident,
    Maintenance: _maintenance,
    Template: _template,
}
