"""Frames: what a WebSocket client is told."""

import json
from typing import Any

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.page import PageStatus
from chalicelib.domain.times import to_wire

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
    return _text(
        event=NAMES[event.type],
        id=event.id,
        tenant_id=event.org_id,
        version=version,
        occurred_at=to_wire(event.occurred_at),
        data={**event.data, "status": status.model_dump(mode="json")},
    )


def subscribed(org_id: str, slug: str, version: int) -> str:
    """From `version` on, nothing will be missed."""
    return _text(event="subscribed", tenant_id=org_id, slug=slug, version=version)


def unsubscribed(org_id: str) -> str:
    """Nothing more of that organization."""
    return _text(event="unsubscribed", tenant_id=org_id)


def pong() -> str:
    """The answer to a ping."""
    return _text(event="pong")


def error(code: str, message: str) -> str:
    """What was wrong with a message; the connection stays."""
    return _text(event="error", code=code, message=message)


def _text(**fields: Any) -> str:  # noqa: ANN401 - anything JSON can say
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
