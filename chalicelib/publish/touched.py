"""Which documents a batch of events changes, by their names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.times import from_wire
from chalicelib.publish import history
from chalicelib.publish.source import Source
from chalicelib.queues.message import NewVersion

_LISTING = (
    EventType.SERVICE_CREATED,
    EventType.SERVICE_UPDATED,
    EventType.SERVICE_MOVED,
    EventType.SERVICE_DELETED,
    EventType.ORGANIZATION_IMPORTED,
)
"""What changes which services there are, their names or their order."""
_COME_AND_GO = (EventType.SERVICE_DELETED, EventType.ORGANIZATION_IMPORTED)
_ENTRIES = ("incidents", "maintenances")
_ALONG = frozenset(_ENTRIES)
_ENDED = ("ended_at", "actual_end", "updated_at")
"""Where an event of deleted maintenance says when that was over; the older ones lack the first."""


def incidents(_: Source, events: Sequence[Event]) -> set[Id]:
    """The incidents that the events changed, or changed along with something else."""
    return _named("incident", events)


def maintenance(_: Source, events: Sequence[Event]) -> set[Id]:
    """The maintenance that the events changed, or changed along with something else."""
    return _named("maintenance", events)


def services(events: Sequence[Event]) -> set[Id]:
    """The services that the events changed, or changed along with something else."""
    return _named("service", events)


def months(source: Source, events: Sequence[Event]) -> set[str]:
    """The months of history with what the events changed, and those whose cursors lead to them."""
    found = _months(source, events)
    return source.with_cursors(found) if found else found


def newest_month(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """The first page of history, whenever any of history changed."""
    return ("",) if not source.follows or _months(source, events) else ()


def never(_: Source, __: Sequence[Event]) -> tuple[str, ...]:
    """What a reaction of its own writes when it has counted, and no publication."""
    return ()


def history_page(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """The first page of history as people read it, which also says whose it is."""
    renamed = any(event.type is EventType.ORGANIZATION_UPDATED for event in events)
    return ("",) if renamed else newest_month(source, events)


def uptime_page(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """The page of uptime, where it says whose it is, or is hidden; its figures come when history is counted."""
    told = any(event.type is EventType.ORGANIZATION_UPDATED for event in events)
    return ("",) if told or not source.follows else ()


def by_measuring(_: Source, __: Sequence[Event]) -> tuple[str, ...]:
    """What is written when metrics were rolled up, and by no publication."""
    return ()


def metrics_page(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """The page of metrics, where it says whose it is, or is no more; its figures come when metrics are rolled up."""
    told = any(event.type is EventType.ORGANIZATION_UPDATED for event in events)
    return ("",) if source.page.organization.shows_metrics and (told or not source.follows) else ()


def followed(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """What services follow of others' pages, where they begin or cease to; what is read later, a job writes."""
    is_other = any("follows" in event.changes or event.type in _COME_AND_GO for event in events)
    return ("",) if is_other or not source.follows else ()


def subscribe_page(source: Source, events: Sequence[Event]) -> Iterable[str]:
    """The page to subscribe at, where it says whose it is and which services there are."""
    told = any(event.type is EventType.ORGANIZATION_UPDATED or event.type in _LISTING for event in events)
    return ("",) if told or not source.follows else ()


def new_version(org_id: Id, version: int, events: Sequence[Event]) -> NewVersion:
    """What these events changed of what other programs read."""
    affected = {service_id for event in events for service_id in _affected(event)}
    return NewVersion(org_id, version, tuple(sorted(services(events) | affected)), any(map(_reads_differently, events)))


def _affected(event: Event) -> Iterable[Id]:
    """The services of an incident or maintenance, and those that it had before."""
    now = event.data.get(event.type.resource, {}).get("services", ())
    before = (event.changes.get("services") or [()])[0] or ()
    imported = (each for name in _ENTRIES for entry in _imported(event, name) for each in entry.get("services", ()))
    return (each["id"] for each in (*now, *before, *imported))


def _reads_differently(event: Event) -> bool:
    """Whether more happened than that a service is in another state."""
    return event.type is not EventType.SERVICE_STATUS_CHANGED or not event.data.keys().isdisjoint(_ALONG)


def _named(resource: str, events: Sequence[Event]) -> set[Id]:
    found = {event.resource_id for event in events if event.type.resource == resource}
    along = {item["id"] for event in events for item in event.data.get(f"{resource}s", ())}
    return found | along | {item["id"] for event in events for item in _imported(event, f"{resource}s")}


def _imported(event: Event, resources: str) -> Sequence[Mapping[str, Any]]:
    """What an import brought, in the few words that its event has of each."""
    found: Sequence[Mapping[str, Any]] = event.data.get("imported", {}).get(resources, ())
    return found


def _months(source: Source, events: Sequence[Event]) -> set[str]:
    over = (source.maintenance(maintenance_id) for maintenance_id in maintenance(source, events))
    of_maintenance = {history.month_of(item.ended_at) for item in over if item and item.ended_at}
    return _months_of_incidents(source, events) | of_maintenance | _months_of_deleted(events)


def _months_of_incidents(source: Source, events: Sequence[Event]) -> set[str]:
    """The months they began in, by what is known now and by what was said before."""
    ids = incidents(source, events)
    known = (source.incident(each) for each in ids)
    found = {history.month_of_incident(each) for each in ids}
    found |= {history.month_of(incident.started_at) for incident in known if incident}
    starts = (event.changes.get("started_at") or () for event in events if event.resource_id in ids)
    return found | {history.month_of(from_wire(moment)) for both in starts for moment in both if moment}


def _months_of_deleted(events: Sequence[Event]) -> set[str]:
    """The months that maintenance which is no more had ended in, or would have."""
    gone = (event.changes for event in events if event.type is EventType.MAINTENANCE_DELETED)
    moments = (next(lost[name][0] for name in _ENDED if lost.get(name, [None])[0]) for lost in gone)
    return {history.month_of(from_wire(moment)) for moment in moments}
