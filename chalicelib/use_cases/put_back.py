"""Putting back an update that was deleted: the audit log knows what it said."""

from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain import incident_corrections as of_incidents
from chalicelib.domain import maintenance_corrections as of_maintenance
from chalicelib.domain.affected import ids_of
from chalicelib.domain.corrections import put_back
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Actor, EventType, LogEntry
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceUpdate
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.words import AS_STORED
from chalicelib.store import events, incidents, maintenance
from chalicelib.store.changes import Change, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases.entry_events import event_of
from chalicelib.use_cases.incidents import commit_step

U = TypeVar("U", IncidentUpdate, MaintenanceUpdate)


def put_incident_update_back(
    org_id: Id, incident_id: Id, update_id: Id, actor: Actor, now: datetime, expected: int | None = None
) -> Incident:
    """The incident as if the update had not been deleted. One that is open again by it claims its services again."""

    def attempt() -> Incident:
        before = checked(incidents.get(org_id, incident_id), expected)
        if _has(before, update_id):
            return before
        update, describes = _deleted(before, EventType.INCIDENT_UPDATE_DELETED, update_id, IncidentUpdate)
        after = of_incidents.with_update_back(before, update, now, describes=describes)
        reopens = after.is_open and not before.is_open
        given = {each.id: each.status for each in before.services if _is_amiss(each.status)} if reopens else {}
        kind, audit = EventType.INCIDENT_UPDATE_EDITED, put_back(update)
        return commit_step(before, after, given, ids_of(before.services), actor, now, kind=kind, audit=audit)

    return retried(attempt)


def put_maintenance_update_back(
    org_id: Id, maintenance_id: Id, update_id: Id, actor: Actor, now: datetime, expected: int | None = None
) -> Maintenance:
    """The maintenance as if the update had not been deleted."""

    def attempt() -> Maintenance:
        before = checked(maintenance.get(org_id, maintenance_id), expected)
        if _has(before, update_id):
            return before
        update, describes = _deleted(before, EventType.MAINTENANCE_UPDATE_DELETED, update_id, MaintenanceUpdate)
        after = of_maintenance.with_update_back(before, update, now, describes=describes)
        event = event_of(EventType.MAINTENANCE_UPDATE_EDITED, after, actor, now, [], before)
        Change(event.but(changes={**event.changes, **put_back(update)}), saved=[after]).commit()
        return after

    return retried(attempt)


def _has(entry: Incident | Maintenance, update_id: Id) -> bool:
    return any(each.id == update_id for each in entry.updates)


def _deleted(entry: Incident | Maintenance, kind: EventType, update_id: Id, model: type[U]) -> tuple[U, bool]:
    """The update as it was, and whether the entry lost its description with it; raises NotFoundError."""
    lost = _deletion(entry, kind, update_id)
    return model.model_validate(lost["update"][0], extra="ignore", context=AS_STORED), "description" in lost


def _deletion(entry: Incident | Maintenance, kind: EventType, update_id: Id) -> dict[str, Any]:
    """What changed when the update was deleted; raises NotFoundError when no recent event tells of that."""

    def is_it(each: LogEntry) -> bool:
        if each.type is not kind or each.resource_id != entry.id:
            return False
        was = each.changes.get("update", [None])[0]
        return bool(was) and was["id"] == update_id

    found = events.log(entry.org_id, is_it, limit=1).entries
    if not found:
        raise NotFoundError("No such update was deleted lately.")
    return found[0].changes


def _is_amiss(status: ServiceStatus) -> bool:
    return status not in {ServiceStatus.OPERATIONAL, ServiceStatus.UNDER_MAINTENANCE}
