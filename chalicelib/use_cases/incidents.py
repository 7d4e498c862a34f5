"""Opening, editing, moving on, resolving and deleting incidents, each together with the services it holds down."""

from collections.abc import Callable, Collection
from datetime import datetime

from chalicelib.domain import incidents as rules
from chalicelib.domain.affected import affected_by, ids_of
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.holds import held_by_incident, released_by_incident
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import (
    MAX_OPEN,
    Incident,
    IncidentDraft,
    IncidentEdit,
    IncidentStatusChange,
    IncidentUpdateDraft,
    StatusByService,
    statuses_given,
    to_restore,
)
from chalicelib.domain.services import Service
from chalicelib.store.changes import Change, checked
from chalicelib.store.incidents import get, unresolved
from chalicelib.store.transactions import retried
from chalicelib.use_cases import services
from chalicelib.use_cases.holders import Holding, others, present


def open_incident(org_id: Id, draft: IncidentDraft, actor: Actor, now: datetime) -> Incident:
    """A new incident; its services get the status the draft gives them."""
    given = statuses_given(draft.service_status, draft.service_ids)

    def attempt() -> Incident:
        affected = services.chosen(org_id, draft.service_ids)
        incident = rules.opened(org_id, draft, affected_by(affected, given), given, now)
        if incident.is_open:
            _check_room(org_id)
        held = held_by_incident(affected, given, now) if incident.is_open else []
        event = _event(EventType.INCIDENT_CREATED, incident, actor, now, held)
        Change(event, saved=[incident, *held]).commit()
        return incident

    return retried(attempt)


def edit(
    org_id: Id,
    incident_id: Id,
    changes: IncidentEdit,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident edited; editing changes no service's status."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        fields = changes.model_dump(exclude_none=True, exclude={"service_ids"})
        if changes.service_ids is not None:
            kept = {item.id: item for item in before.services}
            fresh = tuple(service_id for service_id in changes.service_ids if service_id not in kept)
            chosen = {item.id: item for item in affected_by(services.chosen(org_id, fresh), {})}
            fields["services"] = tuple((kept | chosen)[service_id] for service_id in dict.fromkeys(changes.service_ids))
        incident = before.revised(now, **fields)
        event = _event(EventType.INCIDENT_UPDATED, incident, actor, now, [], before)
        Change(event, saved=[incident]).commit()
        return incident

    return retried(attempt)


def change_status(
    org_id: Id,
    incident_id: Id,
    change: IncidentStatusChange,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident one step on; resolving restores its services unless the change says not to."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        incident = rules.stepped(before, change, now)
        restore = to_restore(change.restore_services, ids_of(before.services))
        return _moved(before, incident, {}, actor, now, restore=restore)

    return retried(attempt)


def post_update(
    org_id: Id,
    incident_id: Id,
    draft: IncidentUpdateDraft,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident with one more update, and whatever step and service statuses it brings."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        given = statuses_given(draft.service_status, tuple(ids_of(before.services)))
        incident = rules.updated(before, draft, given, now)
        chosen = draft.restore_services if draft.service_status is None else False
        restore = to_restore(chosen, ids_of(before.services))
        return _moved(before, incident, given, actor, now, restore=restore)

    return retried(attempt)


def delete(org_id: Id, incident_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The incident never was; an open one gives back its services."""

    def attempt() -> None:
        incident = checked(get(org_id, incident_id), expected)
        released, relied_on = _released(incident, now, ids_of(incident.services)) if incident.is_open else ([], [])
        event = _event(EventType.INCIDENT_DELETED, incident, actor, now, released)
        Change(event, saved=list(released), deleted=[incident], unchanged=relied_on).commit()

    retried(attempt)


def _check_room(org_id: Id) -> None:
    if len(unresolved(org_id)) >= MAX_OPEN:
        raise ConflictError(f"An organization can have {MAX_OPEN} open incidents. Resolve one first.")


def _moved(
    before: Incident,
    incident: Incident,
    given: StatusByService,
    actor: Actor,
    now: datetime,
    *,
    restore: Collection[Id],
) -> Incident:
    if incident.is_open and not before.is_open:
        _check_room(incident.org_id)
    affected = present(incident) if given else []
    changed, relied_on = held_by_incident(affected, given, now), list[Holding]()
    if before.is_open and not incident.is_open and restore:
        changed, relied_on = _released(incident, now, restore)
    stayed = before.status is incident.status
    kind = EventType.INCIDENT_UPDATE_POSTED if stayed else EventType.INCIDENT_STATUS_CHANGED
    event = _event(kind, incident, actor, now, changed, before)
    Change(event, saved=[incident, *changed], unchanged=relied_on).commit()
    return incident


def _released(incident: Incident, now: datetime, wanted: Collection[Id]) -> tuple[list[Service], list[Holding]]:
    held_elsewhere = others(incident.org_id, than=incident.id)
    affected = [service for service in present(incident) if service.id in wanted]
    released = released_by_incident(affected, held_elsewhere.holders, now)
    return released, held_elsewhere.witnesses(service.id for service in affected)


def _event(
    kind: EventType,
    incident: Incident,
    actor: Actor,
    now: datetime,
    changed: list[Service],
    before: Incident | None = None,
) -> Event:
    summary = _SUMMARIES[kind](incident)
    return happened(
        kind, incident, actor, now, org_id=incident.org_id, summary=summary, before=before, services=changed
    )


_SUMMARIES: dict[EventType, Callable[[Incident], str]] = {
    EventType.INCIDENT_CREATED: lambda incident: f"Incident opened: {incident.title}",
    EventType.INCIDENT_UPDATED: lambda incident: f"Incident edited: {incident.title}",
    EventType.INCIDENT_STATUS_CHANGED: lambda incident: f"Incident {incident.status}: {incident.title}",
    EventType.INCIDENT_UPDATE_POSTED: lambda incident: f"Incident updated: {incident.title}",
    EventType.INCIDENT_DELETED: lambda incident: f"Incident deleted: {incident.title}",
}
