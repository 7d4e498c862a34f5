"""Incidents that follow another product, where they were imported from: they become what is said of them there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import page_room
from chalicelib.domain.affected import ids_of
from chalicelib.domain.events import Actor, Event, EventType, quiet
from chalicelib.domain.ids import Id, moment_of, new_id
from chalicelib.domain.incidents import Incident, StatusByService
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Change, Operation
from chalicelib.store.incidents import unresolved
from chalicelib.use_cases import incident_services, incidents, parts
from chalicelib.use_cases.entry_events import event_of

_SECOND = timedelta(seconds=1)


def instead_of(before: Incident, built: Incident, now: datetime) -> Incident:
    """The next version of an incident: as built anew, and under the id that it has."""
    start = built.started_at
    moved = new_id(start) if moment_of(before.id) != start else None
    return built.but(
        id=before.id,
        moved_to=before.moved_to if start == before.started_at else moved,
        created_at=before.created_at,
        postmortem_at=before.postmortem_at,
        updated_at=now,
        version=before.version + 1,
    )


@dataclass(frozen=True)
class Beside:
    """What is written in the same transaction."""

    given: StatusByService
    """The status that the incident gives its services while it is open."""
    saved: Sequence[Model]
    along: Callable[[Incident], Sequence[Operation]]
    spans: Sequence[dict[str, Any]]
    """What its event tells history."""


def replace(before: Incident, after: Incident, beside: Beside, actor: Actor, now: datetime) -> Incident:
    """Writes `after`, with what it does to its services; nobody is notified. Raises LostRaceError."""
    exchange = incident_services.exchanged(before, tuple(ids_of(after.services)), chosen=True, now=now)
    if after.is_open:
        _check_room(before, after)
        changed, claims = incident_services.claimed(after.but(claims=exchange.incident.holding), beside.given, now)
        after, changed = after.but(claims=claims), [*exchange.out, *changed]
    else:
        changed = incident_services.ended(before, {}, ids_of(before.services), now, exchange.added)
        after = after.but(claims={})
    event = _told(event_of(_kind(before, after), after, actor, now, changed, before), beside.spans)
    written = {service.id for service in changed}
    change = Change(
        event,
        saved=[after, *beside.saved, *changed],
        first=beside.along(after),
        held=[each for each in exchange.added if each.id not in written],
        moved_from=before if after.place != before.place else None,
    )
    return parts.commit(change, before, after)


def spans(
    services: Iterable[Id], status: ServiceStatus, start: datetime, end: datetime, incident_id: Id
) -> list[dict[str, Any]]:
    """That services were in a status, as an event's `history` has it."""
    if end - start < _SECOND:
        return []
    times = {"from": to_wire(start), "to": to_wire(end), "incident_id": incident_id}
    return [{"service_id": each, "status": status.value, **times} for each in services]


def _kind(before: Incident, after: Incident) -> EventType:
    stays = before.status is after.status
    return EventType.INCIDENT_UPDATED if stays else EventType.INCIDENT_STATUS_CHANGED


def _told(event: Event, told: Sequence[dict[str, Any]]) -> Event:
    return quiet(event.but(data={**event.data, "history": [*told]}) if told else event, notify=False)


def _check_room(before: Incident, after: Incident) -> None:
    if not before.is_open:
        incidents.with_room(after)
    elif page_room.size_of_entry(after) > page_room.size_of_entry(before):
        page_room.check_incident(after, unresolved(after.org_id))
