"""/api/status/{slug}/...: what visitors read. The CDN has most of it as documents; this answers what it lacks."""

from dataclasses import dataclass
from typing import Annotated, Any

from chalice import Blueprint
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.page import CACHED
from chalicelib.api.paging import MAX_PAGE, Paging, next_link
from chalicelib.api.registry import Open
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.events import Event
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page, TimelineEntry
from chalicelib.publish import followed, history, metrics, uptime, views
from chalicelib.publish.followed import FollowedDocument
from chalicelib.publish.history import IncidentHistory
from chalicelib.publish.metric_models import MetricsDocument
from chalicelib.publish.metrics import Measured
from chalicelib.publish.snapshot import page_now
from chalicelib.publish.uptime import Uptime
from chalicelib.publish.uptime_models import UptimeBars, UptimeDocument
from chalicelib.publish.views import IncidentPage, MaintenanceList, MaintenancePage, ServiceList, Timeline
from chalicelib.store import events, organizations, services, slugs, snapshots
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store.published import PublishedPage

bp = Blueprint(__name__)


MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"


def _a_month(name: str) -> str:
    if not uptime.is_month(name):
        raise ValueError("must be a month such as 2026-10")
    return name


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


class MonthQuery(BaseModel):
    """Which month; other parameters are ignored, since they may be there to get around a cache."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    month: Annotated[str, AfterValidator(_a_month), Field(json_schema_extra={"pattern": MONTH})] | None = None
    """Such as 2026-10, in the page's time zone; without one, the last 90 days."""


@dataclass(frozen=True)
class Text:
    """A document that is JSON already."""

    json: str

    def model_dump_json(self) -> str:
        """As it was rendered."""
        return self.json


@endpoint(bp, "GET", "/api/status/{slug}/services", Open.PUBLIC, answer=ServiceList)
def get_status_services(call: Call[None, None]) -> Answer:
    """Get the services of a page."""
    found = views.services(_page(call))
    return Answer(PublishedPage(found.version, found.model_dump_json()), CACHED)


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


@endpoint(bp, "GET", "/api/status/{slug}/uptime", Open.PUBLIC, query=MonthQuery, answer=UptimeDocument)
def get_status_uptime(call: Call[None, MonthQuery]) -> Answer:
    """Get the uptime of 90 days; or of a `month`."""
    found = _uptime(call)
    return Answer(Text(found.recent() if call.query.month is None else _month(found, call.query.month)), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/uptime/bars", Open.PUBLIC, answer=UptimeBars)
def get_status_uptime_bars(call: Call[None, None]) -> Answer:
    """Get the uptime of 90 days, as small as a page can draw it from."""
    return Answer(Text(_uptime(call).bars()), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/uptime/{month}", Open.PUBLIC, answer=UptimeDocument)
def get_status_uptime_month(call: Call[None, None]) -> Answer:
    """Get the uptime of a month."""
    found = _uptime(call)
    if not uptime.is_month(call.path["month"]):
        raise NotFoundError("There is nothing at this address.")
    return Answer(Text(_month(found, call.path["month"])), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/metrics", Open.PUBLIC, answer=MetricsDocument)
def get_status_metrics(call: Call[None, None]) -> Answer:
    """Get the metrics of the last 24 hours; a page that shows none has an empty list."""
    return Answer(Text(_measured(call).day), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/metrics/{range}", Open.PUBLIC, answer=MetricsDocument)
def get_status_metrics_of_range(call: Call[None, None]) -> Answer:
    """Get the metrics of a `week`, a `month` of 30 days, or a `quarter` of 90 days."""
    if call.path["range"] not in metrics.RANGES[1:]:
        raise NotFoundError("There is nothing at this address.")
    return Answer(Text(_measured(call).longer(call.path["range"])), CACHED)


@endpoint(bp, "GET", "/api/status/{slug}/providers", Open.PUBLIC, answer=FollowedDocument)
def get_status_providers(call: Call[None, None]) -> Answer:
    """Get what is known of the services that follow pages of others, and since when; empty where none does."""
    found = services.of_organization(slugs.need_holder(call.path["slug"]))
    return Answer(followed.document(found, call.now) or FollowedDocument(as_of=call.now), CACHED)


def _measured(call: Call[None, Any]) -> Measured:
    found = metrics.load(slugs.need_holder(call.path["slug"]), call.now)
    if found is None:
        raise NotFoundError("There is no such page.")
    return found


def _uptime(call: Call[None, Any]) -> Uptime:
    org_id = slugs.need_holder(call.path["slug"])
    found = uptime.load(org_id) or uptime.not_counted(org_id, call.now)
    if found is None:
        raise NotFoundError("This page shows no uptime.")
    return found


def _month(found: Uptime, name: str) -> str:
    if found.is_future(name):
        raise InvalidError(("query", "month"), "has not begun")
    return found.month(name)


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
