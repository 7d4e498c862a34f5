"""What history learns from events, those of older releases included."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.events import CLOCK, Event, EventType
from chalicelib.domain.history import GONE, TOMBSTONE, UNKNOWN, Because, Entry, Facts, Told, Turn, born, seconds
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import from_wire, to_wire

_OVER = frozenset({"resolved", "completed", "cancelled"})


def facts_of(event: Event) -> Facts:
    """What history learns from an event."""
    because = _because(event)
    return Facts(
        [*_own_turn(event, because), *_turns_along(event, because)], list(_told(event, because)), list(_entries(event))
    )


def _because(event: Event) -> Because:
    resource = event.type.resource
    if event.type is EventType.SERVICE_HISTORY_CORRECTED:
        return Because("correction", by=event.actor.name, reason=str(event.changes.get("reason", ["", ""])[1]))
    if resource in {"incident", "maintenance"}:
        return Because(resource, event.resource_id, event.actor.name)
    if event.type is EventType.SERVICE_CREATED:
        return Because("created", by=event.actor.name)
    return Because("clock" if event.actor.id == CLOCK.id else "person", by=event.actor.name)


def _own_turn(event: Event, because: Because) -> Iterable[Turn]:
    """Of an event about a service: edits that leave its status alone say nothing here."""
    if event.type is EventType.SERVICE_DELETED:
        version = int(event.changes.get("version", [TOMBSTONE])[0]) + 1
        yield Turn(event.resource_id, seconds(event.occurred_at), version, GONE, because)
    elif event.type in {EventType.SERVICE_CREATED, EventType.SERVICE_STATUS_CHANGED}:
        yield from _turn(event.data["service"], because)


def _turns_along(event: Event, because: Because) -> Iterable[Turn]:
    for service in event.data.get("imported", {}).get("services", ()):
        yield from _imported_turns(service)
    for service in event.data.get("services", ()):
        yield from _turn(service if "status" in service else _as_named(event, service), because)


def _imported_turns(service: Mapping[str, Any]) -> Iterable[Turn]:
    """It was fine since it was there, as far as nothing else is told; it is as it came. An archive tells its own."""
    if service.get("is_restored"):
        return
    since, fine = born(service["id"]), ServiceStatus.OPERATIONAL.value
    yield Turn(service["id"], since, UNKNOWN, fine, Because("created"))
    yield Turn(service["id"], seconds(from_wire(service["updated_at"])), 1, str(service["status"]), Because("created"))


def _turn(service: Mapping[str, Any], because: Because) -> Iterable[Turn]:
    if "status" in service:
        at = max(seconds(from_wire(service["updated_at"])), born(service["id"]))
        yield Turn(service["id"], at, int(service["version"]), str(service["status"]), because)


def _as_named(event: Event, service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a large event of an older release, which told ids alone: the status that the incident or maintenance names."""
    holder = event.data.get(event.type.resource, {})
    named = next((each["status"] for each in holder.get("services", ()) if each["id"] == service["id"]), None)
    if named is None:
        return service
    over = event.type.resource == "incident" and holder.get("resolved_at")
    status = ServiceStatus.OPERATIONAL.value if over else named
    return {**service, "status": status, "updated_at": to_wire(event.occurred_at), "version": UNKNOWN}


def _told(event: Event, because: Because) -> Iterable[Told]:
    for place, span in enumerate(event.data.get("history", ())):
        start, end = (seconds(from_wire(span[name])) for name in ("from", "to"))
        if (start := max(start, born(span["service_id"]))) < end:
            told_by = (
                Because("incident", str(span["incident_id"]), event.actor.name) if "incident_id" in span else because
            )
            yield Told(span["service_id"], start, end, str(span["status"]), told_by, event.id, place)


def _entries(event: Event) -> Iterable[Entry]:
    kind = event.type.resource
    if kind in {"incident", "maintenance"}:
        if event.type.is_deletion:
            yield Entry(event.resource_id, kind, TOMBSTONE)
        else:
            yield from _entry(kind, event.data[kind])
    for name, along in (("incident", "incidents"), ("maintenance", "maintenances")):
        for each in (*event.data.get(along, ()), *event.data.get("imported", {}).get(along, ())):
            yield from _entry(name, each)


def _entry(kind: str, given: Mapping[str, Any]) -> Iterable[Entry]:
    """As the resource is now; nothing from a stub, which a large event tells of what changed along."""
    if "services" not in given:
        return
    start, end = ("started_at", "resolved_at") if kind == "incident" else ("actual_start", "actual_end")
    began, ended = (seconds(from_wire(given[name])) if given.get(name) else None for name in (start, end))
    services = tuple(each["id"] for each in given["services"])
    if began is not None and ended is None and given["status"] in _OVER:
        ended = seconds(from_wire(given["updated_at"]))
    if began is not None and ended is not None:
        ended = max(ended, began)
    yield Entry(given["id"], kind, int(given["version"]), given["title"], began, ended, services)
