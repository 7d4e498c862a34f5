"""Correcting posted updates, and deleting slips; the audit log keeps what was there before."""

from datetime import datetime

from chalicelib.domain import incident_corrections as of_incidents
from chalicelib.domain import maintenance_corrections as of_maintenance
from chalicelib.domain.affected import ids_of, with_statuses
from chalicelib.domain.corrections import audited, found
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import Incident, StatusByService, statuses_given, to_restore
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.maintenance_corrections import MaintenanceUpdateEdit
from chalicelib.store import incidents, maintenance
from chalicelib.store.changes import Change, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases.entry_events import event_of
from chalicelib.use_cases.incidents import commit_step


def edit_incident_update(
    org_id: Id,
    incident_id: Id,
    update_id: Id,
    edit: IncidentUpdateEdit,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident with the update corrected. The newest one's status is the incident's, so this may resolve it."""

    def attempt() -> Incident:
        before = checked(incidents.get(org_id, incident_id), expected)
        affected = ids_of(before.services)
        given = statuses_given(edit.service_status, tuple(affected))
        after = of_incidents.corrected(before, update_id, edit, given, now)
        if after is before:
            return before
        audit = audited(found(before.updates, update_id), found(after.updates, update_id))
        restore = to_restore(edit.restore_services, affected)
        kind = EventType.INCIDENT_UPDATE_EDITED
        return commit_step(before, after, given, restore, actor, now, kind=kind, audit=audit)

    return retried(attempt)


def delete_incident_update(
    org_id: Id, incident_id: Id, update_id: Id, actor: Actor, now: datetime, expected: int | None = None
) -> Incident:
    """The incident as if the update had never been posted: without the one that resolved it, it is open again."""

    def attempt() -> Incident:
        before = checked(incidents.get(org_id, incident_id), expected)
        after = of_incidents.without(before, update_id, now)
        audit = audited(found(before.updates, update_id), None)
        restore = to_restore(True, ids_of(before.services))  # noqa: FBT003 - as the API has it
        kind = EventType.INCIDENT_UPDATE_DELETED
        return commit_step(before, after, {}, restore, actor, now, kind=kind, audit=audit)

    return retried(attempt)


def take_incident_update_back(
    org_id: Id, incident_id: Id, update_id: Id, given: StatusByService, actor: Actor, now: datetime
) -> Incident:
    """The incident as if its newest update had never been posted, with its services in these statuses while it is open.

    Raises ConflictError where something was said or done since.
    """

    def attempt() -> Incident:
        before = incidents.get(org_id, incident_id)
        if before.updates[0].id != update_id or len(before.updates) == 1:
            raise ConflictError("It was changed again since. Change it by hand.")
        after = of_incidents.without(before, update_id, now)
        audit = audited(found(before.updates, update_id), None)
        kept = {each: given[each] for each in ids_of(after.services) if each in given} if after.is_open else {}
        after = after.but(services=with_statuses(after.services, kept))
        kind = EventType.INCIDENT_UPDATE_DELETED
        return commit_step(before, after, kept, ids_of(before.services), actor, now, kind=kind, audit=audit)

    return retried(attempt)


def edit_maintenance_update(
    org_id: Id,
    maintenance_id: Id,
    update_id: Id,
    edit: MaintenanceUpdateEdit,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Maintenance:
    """The maintenance with the update corrected; it neither starts nor ends by that."""

    def attempt() -> Maintenance:
        before = checked(maintenance.get(org_id, maintenance_id), expected)
        after = of_maintenance.corrected(before, update_id, edit, now)
        return _commit(EventType.MAINTENANCE_UPDATE_EDITED, before, after, update_id, actor, now)

    return retried(attempt)


def delete_maintenance_update(
    org_id: Id, maintenance_id: Id, update_id: Id, actor: Actor, now: datetime, expected: int | None = None
) -> Maintenance:
    """The maintenance as if the update had never been posted."""

    def attempt() -> Maintenance:
        before = checked(maintenance.get(org_id, maintenance_id), expected)
        after = of_maintenance.without(before, update_id, now)
        return _commit(EventType.MAINTENANCE_UPDATE_DELETED, before, after, update_id, actor, now)

    return retried(attempt)


def _commit(
    kind: EventType, before: Maintenance, after: Maintenance, update_id: Id, actor: Actor, now: datetime
) -> Maintenance:
    if after is before:
        return before
    remains = next((said for said in after.updates if said.id == update_id), None)
    audit = audited(found(before.updates, update_id), remains)
    event = event_of(kind, after, actor, now, [], before)
    Change(event.but(changes={**event.changes, **audit}), saved=[after]).commit()
    return after
