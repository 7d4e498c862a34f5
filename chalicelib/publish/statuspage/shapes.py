"""The objects of Statuspage's v2 documents: its names and words, in its order. Programs read them by closed lists."""

from collections.abc import Mapping
from typing import Literal

from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import Instant

ComponentStatus = Literal["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]
EntryStatus = Literal[
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "postmortem",
    "scheduled",
    "in_progress",
    "verifying",
    "completed",
]
EntryImpact = Literal["none", "minor", "major", "critical", "maintenance"]


COMPONENT_STATUS: Mapping[ServiceStatus, ComponentStatus] = {
    ServiceStatus.OPERATIONAL: "operational",
    ServiceStatus.UNKNOWN: "degraded_performance",
    ServiceStatus.UNDER_MAINTENANCE: "under_maintenance",
    ServiceStatus.DEGRADED_PERFORMANCE: "degraded_performance",
    ServiceStatus.PARTIAL_OUTAGE: "partial_outage",
    ServiceStatus.MAJOR_OUTAGE: "major_outage",
}
"""There is no word for what is not known, which is never fine."""


class PageInfo(Model):
    """Whose document it is."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: Instant


PageIndicator = Literal["none", "minor", "major", "critical", "maintenance"]


class Status(Model):
    """The state of the whole page."""

    indicator: PageIndicator
    description: str


class Component(Model):
    """A service."""

    id: str
    name: str
    status: ComponentStatus
    created_at: Instant
    updated_at: Instant
    position: int
    description: str | None
    showcase: bool
    """Whether visitors see its uptime."""
    start_date: str | None
    """Since when there is uptime of it, as `2026-01-05`."""
    group_id: str | None
    page_id: str
    group: bool = False
    only_show_if_degraded: bool = False


class Group(Component):
    """A category; its status is that of the worst of its services."""

    components: tuple[str, ...]
    """The ids of its services."""


class AffectedComponent(Model):
    """A service as an update changed it."""

    code: str
    name: str
    old_status: ComponentStatus
    new_status: ComponentStatus


class Update(Model):
    """Something that was said of an incident or maintenance."""

    id: str
    status: EntryStatus
    body: str
    incident_id: str
    created_at: Instant
    updated_at: Instant
    display_at: Instant
    affected_components: tuple[AffectedComponent, ...] | None
    deliver_notifications: bool = True
    custom_tweet: None = None
    tweet_id: None = None


class Incident(Model):
    """Something that is, or was, wrong."""

    id: str
    name: str
    status: EntryStatus
    created_at: Instant
    updated_at: Instant
    monitoring_at: Instant | None
    resolved_at: Instant | None
    impact: EntryImpact
    shortlink: str
    started_at: Instant
    page_id: str
    incident_updates: tuple[Update, ...]
    """Newest first."""
    components: tuple[Component, ...]


class ScheduledMaintenance(Incident):
    """Planned work."""

    scheduled_for: Instant
    scheduled_until: Instant


class StatusDocument(Model):
    """`status.json`."""

    page: PageInfo
    status: Status


class ComponentsDocument(Model):
    """`components.json`."""

    page: PageInfo
    components: tuple[Group | Component, ...]


class IncidentsDocument(Model):
    """`incidents.json`, and those of the unresolved."""

    page: PageInfo
    incidents: tuple[Incident, ...]


class MaintenanceDocument(Model):
    """`scheduled-maintenances.json`, and those of what is to come and of what is under way."""

    page: PageInfo
    scheduled_maintenances: tuple[ScheduledMaintenance, ...]


class Summary(Model):
    """`summary.json`."""

    page: PageInfo
    components: tuple[Group | Component, ...]
    incidents: tuple[Incident, ...]
    scheduled_maintenances: tuple[ScheduledMaintenance, ...]
    status: Status
