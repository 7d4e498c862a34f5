"""The event of each change of maintenance, with the sentence that the timeline tells it in."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service


def event_of(
    kind: EventType,
    maintenance: Maintenance,
    actor: Actor,
    now: datetime,
    changed: list[Service],
    before: Maintenance | None = None,
) -> Event:
    """The event for the maintenance as it is now, and for the services that changed with it."""
    summary = _SUMMARIES[kind](maintenance)
    return happened(
        kind,
        maintenance,
        actor,
        now,
        org_id=maintenance.org_id,
        summary=summary,
        before=before,
        services=changed,
    )


_SUMMARIES: dict[EventType, Callable[[Maintenance], str]] = {
    EventType.MAINTENANCE_CREATED: lambda item: (
        f"Maintenance {'recorded' if item.is_finished else 'scheduled'}: {item.title}"
    ),
    EventType.MAINTENANCE_UPDATED: lambda item: f"Maintenance updated: {item.title}",
    EventType.MAINTENANCE_STATUS_CHANGED: lambda item: f"Maintenance {item.status.replace('_', ' ')}: {item.title}",
    EventType.MAINTENANCE_UPDATE_EDITED: lambda item: f"Update edited: {item.title}",
    EventType.MAINTENANCE_UPDATE_DELETED: lambda item: f"Update deleted: {item.title}",
    EventType.MAINTENANCE_DELETED: lambda item: f"Maintenance deleted: {item.title}",
}
