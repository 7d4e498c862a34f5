"""Frames: what a WebSocket client is told of a change."""

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.page import PageStatus
from chalicelib.domain.times import to_wire
from chalicelib.live.replies import text

NAMES = {
    EventType.ORGANIZATION_CREATED: "status_update",
    EventType.ORGANIZATION_UPDATED: "status_update",
    EventType.SERVICE_CREATED: "status_update",
    EventType.SERVICE_MOVED: "status_update",
    EventType.SERVICE_DELETED: "status_update",
    EventType.SERVICE_UPDATED: "service_update",
    EventType.SERVICE_STATUS_CHANGED: "service_update",
    EventType.INCIDENT_CREATED: "incident_created",
    EventType.INCIDENT_UPDATED: "incident_update",
    EventType.INCIDENT_STATUS_CHANGED: "incident_update",
    EventType.INCIDENT_UPDATE_POSTED: "incident_update",
    EventType.INCIDENT_DELETED: "incident_update",
    EventType.MAINTENANCE_CREATED: "maintenance_created",
    EventType.MAINTENANCE_UPDATED: "maintenance_update",
    EventType.MAINTENANCE_STATUS_CHANGED: "maintenance_update",
    EventType.MAINTENANCE_DELETED: "maintenance_update",
}


def frame(event: Event, version: int, status: PageStatus) -> str:
    """The frame that says what the event changed, and how the whole page now stands."""
    return text(
        event=NAMES[event.type],
        id=event.id,
        tenant_id=event.org_id,
        version=version,
        occurred_at=to_wire(event.occurred_at),
        data={**event.data, "status": status.model_dump(mode="json")},
    )
