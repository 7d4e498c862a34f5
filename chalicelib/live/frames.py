"""Frames: what a WebSocket client is told about a change."""

from collections.abc import Collection
from typing import Any

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import PageStatus
from chalicelib.domain.times import to_wire
from chalicelib.live.replies import text

NAMES = {
    EventType.ORGANIZATION_CREATED: "status_update",
    EventType.ORGANIZATION_UPDATED: "status_update",
    EventType.ORGANIZATION_IMPORTED: "status_update",
    EventType.SERVICE_CREATED: "status_update",
    EventType.SERVICE_MOVED: "status_update",
    EventType.SERVICE_DELETED: "status_update",
    EventType.SERVICE_HISTORY_CORRECTED: "status_update",
    EventType.SERVICE_UPDATED: "service_update",
    EventType.SERVICE_STATUS_CHANGED: "service_update",
    EventType.INCIDENT_CREATED: "incident_created",
    EventType.INCIDENT_UPDATED: "incident_update",
    EventType.INCIDENT_STATUS_CHANGED: "incident_update",
    EventType.INCIDENT_UPDATE_POSTED: "incident_update",
    EventType.INCIDENT_UPDATE_EDITED: "incident_update",
    EventType.INCIDENT_UPDATE_DELETED: "incident_update",
    EventType.INCIDENT_DELETED: "incident_update",
    EventType.MAINTENANCE_CREATED: "maintenance_created",
    EventType.MAINTENANCE_UPDATED: "maintenance_update",
    EventType.MAINTENANCE_STATUS_CHANGED: "maintenance_update",
    EventType.MAINTENANCE_UPDATE_EDITED: "maintenance_update",
    EventType.MAINTENANCE_UPDATE_DELETED: "maintenance_update",
    EventType.MAINTENANCE_DELETED: "maintenance_update",
}


_UNSAID = frozenset({"history", "imported"})
"""Of an event: only for those who count and publish."""


def frame(
    event: Event,
    version: int,
    status: PageStatus,
    *,
    organization: OrganizationProfile | None = None,
    gone: Collection[Id] = (),
) -> str:
    """The frame that says what the event changed, and how the whole page stood at the version that tells of it.

    Events may come late. So what is `gone` by now is marked as deleted, so that no viewer puts it back; and the
    organization, whose profile has no version to compare, is told as `organization` has it: as it is on the page. Where
    the past changed, `uptime` says from when to when, so that viewers fetch its document again.
    """
    data: dict[str, Any] = {name: _marked(value, gone) for name, value in event.data.items() if name not in _UNSAID}
    if told := event.data.get("history"):
        data["uptime"] = {"from": min(span["from"] for span in told), "to": max(span["to"] for span in told)}
    if organization and "organization" in data:
        data["organization"] = organization.model_dump(mode="json")
    return text(
        event=NAMES[event.type],
        id=event.id,
        tenant_id=event.org_id,
        version=version,
        occurred_at=to_wire(event.occurred_at),
        data={**data, "status": status.model_dump(mode="json")},
    )


def _marked(value: Any, gone: Collection[Id]) -> Any:  # noqa: ANN401 - a resource, several, or a flag
    if isinstance(value, list):
        return [_marked(each, gone) for each in value]
    return {**value, "deleted": True} if isinstance(value, dict) and value.get("id") in gone else value
