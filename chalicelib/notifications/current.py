"""What was gathered for a minute, as it reads when it is told: words may be corrected, or taken back, meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.notifications import Told
from chalicelib.domain.times import to_wire
from chalicelib.store import incidents, maintenance

_FINDING: Mapping[str, Callable[[Id, Id], Incident | Maintenance | None]] = {
    "incident": incidents.find,
    "maintenance": maintenance.find,
}

_MADE_OF_WORDS = frozenset({EventType.INCIDENT_UPDATE_POSTED, EventType.INCIDENT_STATUS_CHANGED})
"""An incident has a state by its newest update: without that, it never had it."""


def as_it_reads_now(event: Event) -> Event | None:
    """The event with its words as they are by now; None where they, or all that it is about, were deleted."""
    kind = event.type.resource
    if kind not in _FINDING:
        return event
    found = _FINDING[kind](event.org_id, event.resource_id)
    if found is None:
        return None
    told = event.data[kind]
    own = _own(event, told["updates"])
    known = {each.id: each for each in found.updates}
    kept = [known[each["id"]].model_dump(mode="json") for each in own if each["id"] in known]
    if own and not kept and event.type in _MADE_OF_WORDS:
        return None
    times = _times(found) if isinstance(found, Maintenance) else {}
    return event.but(data={**event.data, kind: {**told, **times, "title": found.title, "updates": kept}})


def said_as_it_reads_now(told: Told) -> Told | None:
    """What was held back, with its words as they are by now; None where all that it is about was deleted."""
    if told.incident_id:
        found: Incident | Maintenance | None = incidents.find(told.org_id, told.incident_id)
    elif told.maintenance_id:
        found = maintenance.find(told.org_id, told.maintenance_id)
    else:
        return told
    if found is None:
        return None
    known = {each.created_at: each for each in found.updates}
    kept = [(each, known[each.at]) for each in told.updates if each.at in known]
    said = [each.but(text=update.text, tree=update.text_tree) for each, update in kept]
    return told.but(title=found.title, updates=tuple(said))


def _times(maintenance: Maintenance) -> dict[str, str]:
    """The present ones: later ones may have been set without telling."""
    return {
        "scheduled_start": to_wire(maintenance.scheduled_start),
        "scheduled_end": to_wire(maintenance.scheduled_end),
    }


def _own(event: Event, updates: list[Any]) -> list[Any]:
    """Those that came with the event: the newest one, or all where it begins with them."""
    return updates if event.type in {EventType.INCIDENT_CREATED, EventType.MAINTENANCE_CREATED} else updates[:1]
