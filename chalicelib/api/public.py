"""/api/status/{slug}/...: what visitors read. The CDN has most of it as documents; this answers what it lacks."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.page import CACHED
from chalicelib.api.paging import MAX_PAGE, Paging, next_link
from chalicelib.api.registry import Open
from chalicelib.domain.events import Event
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page, TimelineEntry
from chalicelib.publish import history, views
from chalicelib.publish.history import IncidentHistory
from chalicelib.publish.snapshot import page_now
from chalicelib.publish.views import IncidentPage, MaintenanceList, MaintenancePage, ServiceList, Timeline
from chalicelib.store import events, organizations, slugs, snapshots
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance

bp = Blueprint(__name__)


class PublicPaging(BaseModel):
    """Which part of a list; other parameters are ignored, since they may be there to get around a cache."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    limit: int | None = Field(default=None, ge=1, le=MAX_PAGE)
    """At most so many items."""
    cursor: str | None = Field(default=None, max_length=64)
    """`next_cursor` of the page before."""

    def paging(self, limit: int) -> Paging:
        """With a limit."""
        return Paging(limit=self.limit or limit, cursor=self.cursor)


@endpoint(bp, "GET", "/api/status/{slug}/services", Open.PUBLIC, answer=ServiceList)
def get_status_services(call: Call[None, None]) -> Answer:
    """Get the services of a page."""
    return Answer(views.services(_page(call)), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/incidents", Open.PUBLIC, query=PublicPaging, answer=IncidentHistory)
def get_status_incidents(call: Call[None, PublicPaging]) -> Answer:
    """Get the history of incidents, by month; or by `limit`."""
    org_id = slugs.need_holder(call.path["slug"])
    found = _history(org_id, call.query)
    path = f"/api/status/{call.path['slug']}/incidents"
    link = {"Link": f'<{path}?cursor={found.next_cursor}>; rel="next"'} if found.next_cursor else {}
    if call.query.limit and found.next_cursor:
        link = next_link(path, call.query.paging(MAX_PAGE), found.next_cursor)
    return Answer(found, CACHED | link)


@endpoint(bp, "GET", "/api/status/{slug}/incidents/{incident_id}", Open.PUBLIC, answer=IncidentPage)
def get_status_incident(call: Call[None, None]) -> Answer:
    """Get one incident."""
    organization = _organization(call)
    found = stored_incidents.get(organization.id, call.id("incident_id"))
    return Answer(views.incident(organization, found), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/maintenance", Open.PUBLIC, answer=MaintenanceList)
def get_status_maintenance(call: Call[None, None]) -> Answer:
    """Get running, coming and recently finished maintenance."""
    return Answer(views.maintenance(_page(call)), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/maintenance/{maintenance_id}", Open.PUBLIC, answer=MaintenancePage)
def get_status_one_maintenance(call: Call[None, None]) -> Answer:
    """Get one maintenance."""
    organization = _organization(call)
    found = stored_maintenance.get(organization.id, call.id("maintenance_id"))
    return Answer(views.one_maintenance(organization, found), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/timeline", Open.PUBLIC, query=PublicPaging, answer=Timeline)
def get_status_timeline(call: Call[None, PublicPaging]) -> Answer:
    """Get what happened, newest first."""
    org_id, query = slugs.need_holder(call.path["slug"]), call.query.paging(50)
    found: list[Event] = events.newest_public(org_id, limit=query.limit + 1, before=query.before)
    entries = tuple(TimelineEntry.of(event) for event in found[: query.limit])
    cursor = entries[-1].id if len(found) > query.limit else None
    link = next_link(f"/api/status/{call.path['slug']}/timeline", query, cursor)
    return Answer(Timeline(timeline=entries, next_cursor=cursor), CACHED | link)


def _page(call: Call[None, None]) -> Page:
    org_id = slugs.need_holder(call.path["slug"])
    snapshot = snapshots.get(org_id)
    return snapshot.page if snapshot else page_now(org_id, version=0, updated_at=call.now)


def _organization(call: Call[None, None]) -> OrganizationProfile:
    """As published, but for texts that the page had no room for."""
    org_id = slugs.need_holder(call.path["slug"])
    snapshot = snapshots.get(org_id)
    return snapshot.page.organization if snapshot and snapshot.whole else organizations.get(org_id).profile


def _history(org_id: str, query: PublicPaging) -> IncidentHistory:
    month = query.cursor and history.is_month(query.cursor)
    if query.limit or (query.cursor and not month):
        paging = query.paging(MAX_PAGE)
        before = history.end_of(query.cursor) if query.cursor and month else paging.before
        return history.page(org_id, limit=paging.limit, before=before)
    return history.month(org_id, query.cursor) if query.cursor else history.newest_month(org_id)
