"""The public documents besides the page itself; each says of which version it is."""

from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page, PageStatus, TimelineEntry
from chalicelib.domain.postmortems import IncidentWithPostmortem, PublishedPostmortem
from chalicelib.domain.services import Service
from chalicelib.domain.times import Instant
from chalicelib.store import postmortems
from chalicelib.store.snapshots import Snapshot


class ServiceList(Model):
    """The services of a page."""

    services: tuple[Service, ...]
    status: PageStatus
    version: int
    updated_at: Instant


class MaintenanceList(Model):
    """Running, coming and recently finished maintenance of a page."""

    maintenance: tuple[Maintenance, ...]
    version: int
    updated_at: Instant


class Timeline(Model):
    """What happened, newest first."""

    timeline: tuple[TimelineEntry, ...]
    next_cursor: Id | None = None


class IncidentPage(Model):
    """One incident, and whose it is."""

    organization: OrganizationProfile
    incident: IncidentWithPostmortem


class MaintenancePage(Model):
    """One maintenance, and whose it is."""

    organization: OrganizationProfile
    maintenance: Maintenance


def services(page: Page) -> ServiceList:
    """`/services`."""
    return ServiceList(services=page.services, status=page.status, version=page.version, updated_at=page.updated_at)


def maintenance(page: Page) -> MaintenanceList:
    """`/maintenance`."""
    return MaintenanceList(maintenance=page.maintenance, version=page.version, updated_at=page.updated_at)


def timeline(snapshot: Snapshot) -> Timeline:
    """`/timeline`, its first page; where the snapshot forgot older ones, a cursor leads to them."""
    entries = snapshot.timeline
    more = bool(entries) and snapshot.version > len(entries)
    return Timeline(timeline=entries, next_cursor=entries[-1].id if more else None)


def incident(organization: OrganizationProfile, found: Incident) -> IncidentPage:
    """`/incidents/{id}`, with its postmortem."""
    whole = IncidentWithPostmortem.model_construct(**found.__dict__, postmortem=postmortem(found))
    return IncidentPage(organization=organization, incident=whole)


def postmortem(found: Incident) -> PublishedPostmortem | None:
    """What visitors read of an incident's postmortem; one read, where the incident says that there is one."""
    written = postmortems.find(found.org_id, found.id) if found.postmortem_at else None
    return PublishedPostmortem.of(written) if written else None


def one_maintenance(organization: OrganizationProfile, found: Maintenance) -> MaintenancePage:
    """`/maintenance/{id}`."""
    return MaintenancePage(organization=organization, maintenance=found)
