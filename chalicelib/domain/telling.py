"""What an event says to subscribers: nothing, or one message; and messages of one incident gathered into one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.appearance import SERVICE_STATUSES, word_of
from chalicelib.domain.events import CLOCK, TELLING, Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceStatus
from chalicelib.domain.markdown import size_of
from chalicelib.domain.notifications import NEWS_FOR, NamedService, NotificationKind, Place, Said, Told
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import from_wire

MAX_SAID = 20
"""Updates in one message at most ..."""
MAX_SAID_BYTES = 120_000
"""... and so much of their texts, as stored; the newest is always told."""
_K = NotificationKind
_E = EventType
Categories = Mapping[Id, str]
"""Of services, by their ids."""


def is_news(event: Event, now: datetime) -> bool:
    """Whether it is told at all: what is older than an hour never is, nor what somebody asked not to tell."""
    return event.type in TELLING and event.notify is not False and now - _happened_at(event) < NEWS_FOR


def _happened_at(event: Event) -> datetime:
    """Steps of maintenance that the clock makes up for happened when they were due: a machine was off, or restored."""
    if event.type is not EventType.MAINTENANCE_STATUS_CHANGED or event.actor.id != CLOCK.id:
        return event.occurred_at
    maintenance = event.data["maintenance"]
    is_over = maintenance["status"] == MaintenanceStatus.COMPLETED
    due_at = from_wire(maintenance["scheduled_end" if is_over else "scheduled_start"])
    return min(event.occurred_at, max(due_at, from_wire(maintenance["created_at"])))


def told_of(event: Event, categories: Categories) -> Told | None:
    """The message about one event; None for what subscribers are not told, such as a corrected title."""
    found = _READERS[event.type](event) if event.type in _READERS else None
    if found is None:
        return None
    return found.but(categories=_named(found.service_ids, categories))


def earlier_services(told: Told, about: Sequence[str]) -> tuple[str, ...]:
    """Services that the thread of an end was about, and the end itself is not."""
    known = {each.id for each in told.services}
    return tuple(each for each in about if each not in known) if told.place is Place.END else ()


def told_of_earlier(told: Told, earlier: tuple[str, ...], categories: Categories) -> Told:
    """An end that is told to the followers of these services, too."""
    named = dict.fromkeys((*told.categories, *_named(earlier, categories)))
    return told.but(earlier_service_ids=earlier, categories=tuple(named))


def _named(service_ids: Sequence[str], categories: Categories) -> tuple[str, ...]:
    chosen = set(service_ids)
    return tuple(dict.fromkeys(name for each, name in categories.items() if each in chosen and name))


def gathered(messages: Sequence[Told]) -> Told:
    """Several messages of one thread, from the oldest to the newest, as one: its state is the newest."""
    newest = messages[-1]
    leading = _leading(messages)
    services = {each.id: each for message in messages for each in message.services}
    said = [each for message in reversed(messages) for each in message.updates]
    return newest.but(
        kind=leading.kind,
        place=leading.place,
        by=leading.by,
        services=tuple(services.values()),
        categories=tuple(dict.fromkeys(name for message in messages for name in message.categories)),
        updates=that_fit(said),
    )


def that_fit(said: Sequence[Said]) -> tuple[Said, ...]:
    """The newest updates, as many as one message takes; they come with the newest first."""
    kept: list[Said] = []
    room = MAX_SAID_BYTES
    for each in said[:MAX_SAID]:
        room -= len(each.text.encode()) + size_of(each.tree)
        if kept and room < 0:
            break
        kept.append(each)
    return tuple(kept)


def _leading(messages: Sequence[Told]) -> Told:
    """An end is told as an end, and a beginning as a beginning, whatever else is told with it; the later one leads."""
    leading = messages[0]
    for each in messages[1:]:
        if each.place not in {Place.MIDDLE, leading.place}:
            leading = each
    return leading


def _of_new_incident(event: Event) -> Told | None:
    """What is recorded when it is over already is history."""
    incident = event.data["incident"]
    if incident["status"] == IncidentStatus.RESOLVED:
        return None
    return _incident(event, _K.INCIDENT_OPENED, Place.START)


def _of_incident_step(event: Event) -> Told:
    incident = event.data["incident"]
    was = event.changes.get("status", [None])[0]
    if incident["status"] == IncidentStatus.RESOLVED:
        return _incident(event, _K.INCIDENT_RESOLVED, Place.END)
    reopened = was == IncidentStatus.RESOLVED
    return _incident(event, _K.INCIDENT_UPDATED, Place.START if reopened else Place.MIDDLE)


def _of_incident_update(event: Event) -> Told:
    return _incident(event, _K.INCIDENT_UPDATED, Place.MIDDLE)


def _of_incident_edit(event: Event) -> Told | None:
    """Only a postmortem that is published by it; its text is not in the event."""
    if event.changes.get("published", [None, None])[1] is not True:
        return None
    return _incident(event, _K.POSTMORTEM_PUBLISHED, Place.END).but(state="Postmortem", updates=())


def _incident(event: Event, kind: NotificationKind, place: Place) -> Told:
    incident = event.data["incident"]
    return Told(
        org_id=event.org_id,
        event_id=event.id,
        kind=kind,
        place=place,
        title=incident["title"],
        state=word_of(_status(IncidentStatus, incident["status"])),
        impact=_status(Impact, incident["impact"]),
        at=event.occurred_at,
        services=_services(incident),
        incident_id=incident["id"],
        updates=_newest(incident, IncidentStatus, all_of_them=kind is _K.INCIDENT_OPENED),
        path=f"incidents/{incident['id']}",
        thread=incident["id"],
        by=event.actor.id,
    )


def _of_new_maintenance(event: Event) -> Told | None:
    if event.data["maintenance"]["status"] != MaintenanceStatus.SCHEDULED:
        return None
    return _maintenance(event, _K.MAINTENANCE_SCHEDULED, Place.START)


def _of_maintenance_edit(event: Event) -> Told | None:
    """New times, or another word on it."""
    if {"scheduled_start", "scheduled_end"} & event.changes.keys():
        said = Said(label="Rescheduled", at=event.occurred_at)
        return _maintenance(event, _K.MAINTENANCE_RESCHEDULED, Place.START).but(state="Rescheduled", updates=(said,))
    updates = event.data["maintenance"]["updates"]
    if updates and from_wire(updates[0]["created_at"]) == event.occurred_at:
        return _maintenance(event, _K.MAINTENANCE_UPDATED, Place.MIDDLE)
    return None


def _of_maintenance_step(event: Event) -> Told:
    status = event.data["maintenance"]["status"]
    begins = event.changes.get("status", [None])[0] == MaintenanceStatus.SCHEDULED
    if status == MaintenanceStatus.COMPLETED:
        return _maintenance(event, _K.MAINTENANCE_ENDED, Place.END)
    if status == MaintenanceStatus.CANCELLED:
        return _maintenance(event, _K.MAINTENANCE_CANCELLED, Place.END)
    return _maintenance(event, _K.MAINTENANCE_STARTED if begins else _K.MAINTENANCE_UPDATED, Place.MIDDLE)


def _maintenance(event: Event, kind: NotificationKind, place: Place) -> Told:
    maintenance = event.data["maintenance"]
    return Told(
        org_id=event.org_id,
        event_id=event.id,
        kind=kind,
        place=place,
        title=maintenance["title"],
        state=word_of(_status(MaintenanceStatus, maintenance["status"])),
        at=event.occurred_at,
        services=_services(maintenance),
        maintenance_id=maintenance["id"],
        updates=_newest(maintenance, MaintenanceStatus),
        starts_at=maintenance["scheduled_start"],
        ends_at=maintenance["scheduled_end"],
        path=f"maintenance/{maintenance['id']}",
        thread=maintenance["id"],
        by=event.actor.id,
    )


def _of_service(event: Event) -> Told:
    """A status that somebody chose by hand; of many at once, one message."""
    changed = [event.data["service"], *event.data.get("services", ())]
    status = _status(ServiceStatus, changed[0]["status"])
    others = f" and {len(changed) - 1} more" if changed[1:] else ""
    return Told(
        org_id=event.org_id,
        event_id=event.id,
        kind=_K.SERVICE_STATUS,
        place=Place.START,
        title=f"{changed[0].get('name', '')}{others}".strip(),
        state=SERVICE_STATUSES[status].word,
        at=event.occurred_at,
        services=tuple(NamedService(id=each["id"], name=each.get("name", ""), status=status) for each in changed),
        thread=changed[0]["id"],
        by=event.actor.id,
    )


def _services(resource: Mapping[str, Any]) -> tuple[NamedService, ...]:
    return tuple(
        NamedService(id=each["id"], name=each["name"], status=_status(ServiceStatus, each["status"]))
        for each in resource["services"]
    )


def _newest(
    resource: Mapping[str, Any], words: type[IncidentStatus] | type[MaintenanceStatus], *, all_of_them: bool = False
) -> tuple[Said, ...]:
    given = resource["updates"] if all_of_them else resource["updates"][:1]
    return that_fit(
        [
            Said(
                label=word_of(_status(words, each["status"])),
                at=each["created_at"],
                text=each["text"],
                tree=each.get("text_tree"),
            )
            for each in given
        ]
    )


def _status(words: type[Any], value: str) -> Any:  # noqa: ANN401 - the word of either kind
    return words(value) if value in words.__members__.values() else words.for_unknown()


_READERS: Mapping[EventType, Callable[[Event], Told | None]] = {
    _E.INCIDENT_CREATED: _of_new_incident,
    _E.INCIDENT_UPDATED: _of_incident_edit,
    _E.INCIDENT_STATUS_CHANGED: _of_incident_step,
    _E.INCIDENT_UPDATE_POSTED: _of_incident_update,
    _E.MAINTENANCE_CREATED: _of_new_maintenance,
    _E.MAINTENANCE_UPDATED: _of_maintenance_edit,
    _E.MAINTENANCE_STATUS_CHANGED: _of_maintenance_step,
    _E.SERVICE_STATUS_CHANGED: _of_service,
}
