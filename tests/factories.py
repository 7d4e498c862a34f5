"""Values of the domain, each whole and ordinary but for what a test says about it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.affected import affected_by
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import new_id
from chalicelib.domain.incidents import Incident, IncidentDraft, opened
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, scheduled
from chalicelib.domain.organizations import Organization, OrganizationDraft, founded
from chalicelib.domain.services import Service, ServiceStatus

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ADA = Actor(id="01kg000000000000000000000a", name="Ada")
ORG_ID = "01kg000000000000000000000b"

UP = ServiceStatus.OPERATIONAL
SLOW = ServiceStatus.DEGRADED_PERFORMANCE
PARTLY_DOWN = ServiceStatus.PARTIAL_OUTAGE
DOWN = ServiceStatus.MAJOR_OUTAGE
COVERED = ServiceStatus.UNDER_MAINTENANCE


def an_organization(name: str = "Northwind", slug: str = "northwind", **fields: Any) -> Organization:
    """A tenant's profile."""
    return founded(OrganizationDraft(name=name, **fields), slug, NOW)


def a_service(name: str = "Checkout", **fields: Any) -> Service:
    """A service, operational unless said otherwise."""
    given = {"id": new_id(NOW), "org_id": ORG_ID, "created_at": NOW, "updated_at": NOW, **fields}
    return Service(name=name, **given)


def an_incident(title: str = "Payments fail", *services: Service, now: datetime = NOW, **fields: Any) -> Incident:
    """An incident just opened, touching `services`."""
    return opened(ORG_ID, IncidentDraft(title=title, **fields), affected_by(services, {}), {}, now)


def a_maintenance_draft(
    title: str = "Database upgrade", starts_in: float = 1, lasts: float = 2, now: datetime = NOW, **fields: Any
) -> MaintenanceDraft:
    """Maintenance to be scheduled; times in hours."""
    start = now + timedelta(hours=starts_in)
    return MaintenanceDraft(title=title, scheduled_start=start, scheduled_end=start + timedelta(hours=lasts), **fields)


def a_maintenance(title: str = "Database upgrade", *services: Service, **fields: Any) -> Maintenance:
    """Maintenance just scheduled, to start in an hour and to last for two."""
    return scheduled(ORG_ID, a_maintenance_draft(title, **fields), affected_by(services, {}), NOW)
