"""The event of each change of an incident or maintenance, with the sentence that the timeline tells it in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.incidents import Incident, StatusByService
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service
from chalicelib.domain.times import to_wire

_SECOND = timedelta(seconds=1)
_SUMMARIES: Mapping[EventType, str] = {
    EventType.INCIDENT_CREATED: "Incident {begun}: {title}",
    EventType.INCIDENT_UPDATED: "Incident edited: {title}",
    EventType.INCIDENT_STATUS_CHANGED: "Incident {status}: {title}",
    EventType.INCIDENT_UPDATE_POSTED: "Incident updated: {title}",
    EventType.INCIDENT_UPDATE_EDITED: "Update edited: {title}",
    EventType.INCIDENT_UPDATE_DELETED: "Update deleted: {title}",
    EventType.INCIDENT_DELETED: "Incident deleted: {title}",
    EventType.MAINTENANCE_CREATED: "Maintenance {begun}: {title}",
    EventType.MAINTENANCE_UPDATED: "Maintenance updated: {title}",
    EventType.MAINTENANCE_STATUS_CHANGED: "Maintenance {status}: {title}",
    EventType.MAINTENANCE_UPDATE_EDITED: "Update edited: {title}",
    EventType.MAINTENANCE_UPDATE_DELETED: "Update deleted: {title}",
    EventType.MAINTENANCE_DELETED: "Maintenance deleted: {title}",
}


def event_of(
    kind: EventType,
    entry: Incident | Maintenance,
    actor: Actor,
    now: datetime,
    changed: list[Service],
    before: Incident | Maintenance | None = None,
) -> Event:
    """The event for the incident or maintenance as it is now, and for the services that changed with it."""
    status = entry.status.replace("_", " ")
    summary = _SUMMARIES[kind].format(title=entry.title, status=status, begun=_begun(entry))
    return happened(kind, entry, actor, now, org_id=entry.org_id, summary=summary, before=before, services=changed)


def with_spans(event: Event, given: StatusByService, start: datetime, end: datetime) -> Event:
    """The event, also telling that services were in these statuses from `start` to `end`, which their history keeps."""
    if not given or end - start < _SECOND:
        return event
    spans = [
        {"service_id": service_id, "status": status.value, "from": to_wire(start), "to": to_wire(end)}
        for service_id, status in given.items()
    ]
    return event.but(data={**event.data, "history": spans})


def _begun(entry: Incident | Maintenance) -> str:
    """One that is over when it is made is told afterwards."""
    if isinstance(entry, Incident):
        return "opened" if entry.is_open else "recorded"
    return "recorded" if entry.is_finished else "scheduled"
