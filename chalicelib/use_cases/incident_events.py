"""The event of each change of an incident, with the sentence that the timeline tells it in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.incidents import Incident, StatusByService
from chalicelib.domain.services import Service
from chalicelib.domain.times import to_wire

_SECOND = timedelta(seconds=1)


def event_of(
    kind: EventType,
    incident: Incident,
    actor: Actor,
    now: datetime,
    changed: list[Service],
    before: Incident | None = None,
) -> Event:
    """The event for the incident as it is now, and for the services that changed with it."""
    summary = _SUMMARIES[kind](incident)
    return happened(
        kind, incident, actor, now, org_id=incident.org_id, summary=summary, before=before, services=changed
    )


def with_spans(event: Event, given: StatusByService, start: datetime, end: datetime) -> Event:
    """The event, also telling that services were in these statuses from `start` to `end`, which their history keeps."""
    if not given or end - start < _SECOND:
        return event
    spans = [
        {"service_id": service_id, "status": status.value, "from": to_wire(start), "to": to_wire(end)}
        for service_id, status in given.items()
    ]
    return event.but(data={**event.data, "history": spans})


_SUMMARIES: dict[EventType, Callable[[Incident], str]] = {
    EventType.INCIDENT_CREATED: lambda incident: (
        f"Incident {'opened' if incident.is_open else 'recorded'}: {incident.title}"
    ),
    EventType.INCIDENT_UPDATED: lambda incident: f"Incident edited: {incident.title}",
    EventType.INCIDENT_STATUS_CHANGED: lambda incident: f"Incident {incident.status}: {incident.title}",
    EventType.INCIDENT_UPDATE_POSTED: lambda incident: f"Incident updated: {incident.title}",
    EventType.INCIDENT_UPDATE_EDITED: lambda incident: f"Update edited: {incident.title}",
    EventType.INCIDENT_UPDATE_DELETED: lambda incident: f"Update deleted: {incident.title}",
    EventType.INCIDENT_DELETED: lambda incident: f"Incident deleted: {incident.title}",
}
