"""Adding, editing and removing services, and saying in which status they are."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import page_room
from chalicelib.domain import services as rules
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service, ServiceDraft, ServiceEdit, ServiceStatus
from chalicelib.store.changes import Change, checked
from chalicelib.store.services import get, of_organization
from chalicelib.store.transactions import at_first, retried
from chalicelib.use_cases import holders


def chosen(org_id: Id, service_ids: tuple[Id, ...], every: Sequence[Service] = ()) -> list[Service]:
    """The services with these ids, in page order; raises InvalidError for one that is not the organization's.

    `every` are all that it has, if they were read already.
    """
    if not service_ids:
        return []
    found = [service for service in every or of_organization(org_id) if service.id in service_ids]
    known = {service.id for service in found}
    for position, service_id in enumerate(service_ids):
        if service_id not in known:
            raise InvalidError(("service_ids", position), "is not a service of this organization")
    return found


def add(org_id: Id, draft: ServiceDraft, actor: Actor, now: datetime) -> Service:
    """A new service."""

    def attempt() -> Service:
        existing = of_organization(org_id)
        service = rules.added(org_id, draft, existing, now)
        page_room.check_services(service, existing)
        summary = f"{service.name} was added"
        event = happened(EventType.SERVICE_CREATED, service, actor, now, org_id=org_id, summary=summary)
        Change(event, saved=[service]).commit()
        return service

    return retried(attempt)


def change_status(
    org_id: Id,
    service_id: Id,
    status: ServiceStatus,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
    known: Service | None = None,
) -> Service:
    """The service in its new status. `expected` is the version the caller last saw, `known` what was just read."""
    current = at_first(known, lambda: get(org_id, service_id))

    def attempt() -> Service:
        before = checked(current(), expected)
        service = rules.with_status(before, status, now)
        summary = f"{service.name} is {_words(status)}"
        event = happened(
            EventType.SERVICE_STATUS_CHANGED,
            service,
            actor,
            now,
            org_id=org_id,
            summary=summary,
            before=before,
        )
        Change(event, saved=[service]).commit()
        return service

    return retried(attempt)


def edit(
    org_id: Id, service_id: Id, changes: ServiceEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Service:
    """The service edited; a new name also shows in what is open."""

    def attempt() -> Service:
        before = checked(get(org_id, service_id), expected)
        service = rules.edited(before, changes, now)
        if page_room.size_of_service(service) > page_room.size_of_service(before):
            page_room.check_services(service, of_organization(org_id))
        along = holders.with_room(org_id, service_id, service, now) if service.name != before.name else []
        event = happened(
            _kind_of_edit(before, service),
            service,
            actor,
            now,
            org_id=org_id,
            summary=f"{service.name} was edited",
            before=before,
            incidents=holders.of_incidents(along),
            maintenances=holders.of_maintenance(along),
        )
        Change(event, saved=[service, *along]).commit()
        return service

    edited = retried(attempt)
    if changes.name is not None:
        holders.follow(org_id, service_id, actor, now)
    return edited


def delete(org_id: Id, service_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The service is gone from the page and from what is open; past incidents keep its name."""

    def attempt() -> None:
        service = checked(get(org_id, service_id), expected)
        along = holders.with_room(org_id, service_id, None, now)
        event = happened(
            EventType.SERVICE_DELETED,
            service,
            actor,
            now,
            org_id=org_id,
            summary=f"{service.name} was removed",
            incidents=holders.of_incidents(along),
            maintenances=holders.of_maintenance(along),
        )
        Change(event, saved=list(along), deleted=[service]).commit()

    try:
        retried(attempt)
    except NotFoundError:
        # an earlier deletion may have been interrupted before everything had followed
        holders.follow(org_id, service_id, actor, now)
        raise
    holders.follow(org_id, service_id, actor, now)


def _kind_of_edit(before: Service, after: Service) -> EventType:
    if before.status is not after.status:
        return EventType.SERVICE_STATUS_CHANGED
    moved = (before.position, before.category) != (after.position, after.category)
    return EventType.SERVICE_MOVED if moved else EventType.SERVICE_UPDATED


def _words(status: ServiceStatus) -> str:
    return status.value.replace("_", " ")
