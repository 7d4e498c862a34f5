"""Incidents and maintenance in Statuspage's words, which have none for what is cancelled: that is completed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from chalicelib.domain.affected import Affected
from chalicelib.domain.ids import Id, id_from
from chalicelib.domain.incidents import Incident, IncidentStatus, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus, MaintenanceUpdate
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.services import ServiceStatus
from chalicelib.publish.address import page_url
from chalicelib.publish.statuspage import shapes
from chalicelib.publish.statuspage.shapes import (
    COMPONENT_STATUS,
    AffectedComponent,
    Component,
    EntryStatus,
    ScheduledMaintenance,
    Update,
)

Components = Mapping[Id, Component]
"""Those of the page, by id."""
Said = IncidentUpdate | MaintenanceUpdate
States = Mapping[Id, ServiceStatus]

_WORDS: Mapping[IncidentStatus | MaintenanceStatus, EntryStatus] = {
    IncidentStatus.INVESTIGATING: "investigating",
    IncidentStatus.IDENTIFIED: "identified",
    IncidentStatus.MONITORING: "monitoring",
    IncidentStatus.RESOLVED: "resolved",
    MaintenanceStatus.SCHEDULED: "scheduled",
    MaintenanceStatus.IN_PROGRESS: "in_progress",
    MaintenanceStatus.VERIFYING: "verifying",
    MaintenanceStatus.COMPLETED: "completed",
    MaintenanceStatus.CANCELLED: "completed",
}
_FINE = ServiceStatus.OPERATIONAL


class Entries:
    """Makes the entries of one page."""

    def __init__(self, org_id: Id, organization: OrganizationProfile, components: Components) -> None:
        self._org_id, self._organization, self._components = org_id, organization, components

    def incident(self, found: Incident, postmortem: str = "") -> shapes.Incident:
        """One incident; a published postmortem is its newest update: the text, if it is given, and where it is read."""
        updates = tuple(self._updates(found.id, found.updates, found.services))
        link = page_url(self._organization, "incidents", found.id)
        if found.postmortem_at:
            updates = (_postmortem(found.id, found.postmortem_at, link, postmortem), *updates)
        return shapes.Incident.model_construct(
            id=found.id,
            name=found.title,
            status="postmortem" if found.postmortem_at else _WORDS[found.status],
            created_at=found.created_at,
            updated_at=found.updated_at,
            monitoring_at=_monitoring_since(found.updates),
            resolved_at=found.resolved_at,
            impact=found.impact.value,
            shortlink=link,
            started_at=found.started_at,
            page_id=self._org_id,
            incident_updates=updates,
            components=self._of(found.services),
        )

    def maintenance(self, found: Maintenance) -> ScheduledMaintenance:
        """One maintenance."""
        return ScheduledMaintenance.model_construct(
            id=found.id,
            name=found.title,
            status=_WORDS[found.status],
            created_at=found.created_at,
            updated_at=found.updated_at,
            monitoring_at=None,
            resolved_at=found.ended_at,
            impact="maintenance",
            shortlink=page_url(self._organization, "maintenance", found.id),
            started_at=found.actual_start or found.scheduled_start,
            page_id=self._org_id,
            incident_updates=tuple(self._updates(found.id, found.updates, found.services)),
            components=self._of(found.services),
            scheduled_for=found.scheduled_start,
            scheduled_until=found.scheduled_end,
        )

    def _of(self, services: Affected) -> tuple[Component, ...]:
        """Those that are on the page; the updates name also the ones that are gone."""
        return tuple(self._components[each.id] for each in services if each.id in self._components)

    def _updates(self, entry_id: Id, updates: Sequence[Said], services: Affected) -> Iterable[Update]:
        states = _states(updates, services)
        for said, after, before in zip(updates, states, [*states[1:], {}], strict=True):
            yield _update(entry_id, said, _affected(services, before, after))


def _update(entry_id: Id, said: Said, affected: tuple[AffectedComponent, ...] | None) -> Update:
    return Update.model_construct(
        id=said.id,
        status=_WORDS[said.status],
        body=said.text,
        incident_id=entry_id,
        created_at=said.created_at,
        updated_at=said.edited_at or said.created_at,
        display_at=said.created_at,
        affected_components=affected,
    )


def _affected(services: Affected, before: States, after: States) -> tuple[AffectedComponent, ...] | None:
    """None where no service is affected, as Statuspage has it."""
    found = tuple(
        AffectedComponent.model_construct(
            code=each.id,
            name=each.name,
            old_status=COMPONENT_STATUS[before.get(each.id, _FINE)],
            new_status=COMPONENT_STATUS[after.get(each.id, _FINE)],
        )
        for each in services
    )
    return found or None


def _states(updates: Sequence[Said], services: Affected) -> list[States]:
    """What an entry makes of its services as of each update, newest first: from what it says last, back in time."""
    found: list[States] = []
    known: States = {each.id: each.status for each in services}
    for said in updates:
        found.append(_held(said, known))
        known = {**known, **(said.services_were if isinstance(said, IncidentUpdate) else {})}
    return found


def _held(said: Said, known: States) -> States:
    """Nothing before an entry begins, and nothing once it is over."""
    if said.status in _NOT_HOLDING:
        return {}
    return dict.fromkeys(known, ServiceStatus.UNDER_MAINTENANCE) if isinstance(said, MaintenanceUpdate) else known


_NOT_HOLDING = frozenset(
    {IncidentStatus.RESOLVED, MaintenanceStatus.SCHEDULED, MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED}
)


def _postmortem(incident_id: Id, at: datetime, link: str, text: str) -> Update:
    where = f"What happened, and why: {link}"
    return Update.model_construct(
        id=id_from(sha256(f"postmortem\n{incident_id}".encode()).digest()),
        status="postmortem",
        body=f"{text}\n\n{where}" if text else where,
        incident_id=incident_id,
        created_at=at,
        updated_at=at,
        display_at=at,
        affected_components=None,
    )


def _monitoring_since(updates: Sequence[IncidentUpdate]) -> datetime | None:
    """When it was first watched, of the last time that it was."""
    since = None
    for said in updates:
        if said.status is IncidentStatus.MONITORING:
            since = said.created_at
        elif since:
            break
    return since
