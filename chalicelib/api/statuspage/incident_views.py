"""Incidents and maintenance as v1 shows them: as v2 does, and what only the team may read."""

from functools import cached_property
from typing import Any

from chalicelib.api.statuspage.components import as_listed
from chalicelib.api.statuspage.shapes import Incident as Shown
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.postmortems import Postmortem
from chalicelib.publish.statuspage.entries import Entries
from chalicelib.store import organizations, postmortems, services

_BY_ITSELF: dict[str, Any] = dict.fromkeys(
    (
        "scheduled_auto_in_progress",
        "scheduled_auto_completed",
        "auto_transition_to_maintenance_state",
        "auto_transition_to_operational_state",
        "auto_transition_deliver_notifications_at_start",
        "auto_transition_deliver_notifications_at_end",
    ),
    True,
)
"""All maintenance here begins and ends by itself, and subscribers are told."""


class Views:
    """Makes the incidents of one page. What they name is read once, and not before the first is made."""

    def __init__(self, org_id: Id) -> None:
        self._org_id = org_id

    @cached_property
    def _entries(self) -> Entries:
        organization = organizations.get(self._org_id)
        found = as_listed(organization, services.of_organization(self._org_id))
        return Entries(self._org_id, organization.profile, {each.id: each for each in found if not each.group})

    def of(self, entry: Incident | Maintenance) -> Shown:
        """One of them."""
        return self._incident(entry) if isinstance(entry, Incident) else self._maintenance(entry)

    def _incident(self, incident: Incident) -> Shown:
        found = postmortems.find(self._org_id, incident.id) if incident.postmortem_at else None
        shown = self._entries.incident(incident, found.text if found and found.published else "")
        return Shown.model_construct(**shown.__dict__, **_postmortem(found))

    def _maintenance(self, maintenance: Maintenance) -> Shown:
        return Shown.model_construct(**self._entries.maintenance(maintenance).__dict__, **_BY_ITSELF)


def _postmortem(found: Postmortem | None) -> dict[str, Any]:
    if found is None or not found.published:
        return {}
    return {
        "postmortem_body": found.text,
        "postmortem_body_last_updated_at": found.updated_at,
        "postmortem_published_at": found.published_at,
    }
