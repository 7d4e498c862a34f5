"""/admin: for whoever runs Allclear."""

from dataclasses import asdict

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.registry import Open
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.live import set_aside
from chalicelib.store import census, schema
from chalicelib.store import set_aside as store

bp = Blueprint(__name__)


class Tables(Model):
    """What was made."""

    created: tuple[str, ...]
    """The tables that were missing; none when all were there."""


class OrganizationSize(Model):
    """One organization in numbers."""

    org_id: str
    name: str
    slug: str
    created_at: Instant
    members: int
    services: int
    incidents: int
    maintenance: int
    connections: int
    """Who watches now, give or take those that are gone unnoticed."""
    version: int
    page_bytes: int
    """Of its last snapshot, compressed."""


class OrganizationSizes(Items):
    """Organizations, in no order."""

    items: list[OrganizationSize]


class Publication(Model):
    """An organization that is set aside: its page can't be published, while others can."""

    org_id: str
    since: Instant
    """When it failed first."""
    tries: int
    """How often it failed."""
    error: str
    """The name of the last error; the log has the rest."""
    events: int
    """How many changes its page does not show yet."""
    next_at: Instant
    """When the next try is due."""


class Publications(Items):
    """Organizations that are set aside, in no order."""

    items: list[Publication]


@endpoint(bp, "POST", "/admin/init-database", Open.OPERATOR, answer=Tables)
def init_database(call: Call[None, None]) -> Tables:  # noqa: ARG001 - a view's shape
    """Make the tables that are missing; safe to repeat."""
    return Tables(created=tuple(schema.create_missing_tables()))


@endpoint(bp, "GET", "/admin/debug/organizations", Open.OPERATOR, query=Paging, answer=OrganizationSizes)
def debug_organizations(call: Call[None, Paging]) -> Answer:
    """List organizations with counts and sizes."""
    found, cursor = census.some(call.query.limit, call.query.before)
    sizes = OrganizationSizes(
        items=[OrganizationSize.model_validate(asdict(each)) for each in found], next_cursor=cursor
    )
    return Answer(sizes, next_link("/admin/debug/organizations", call.query, cursor))


@endpoint(bp, "GET", "/admin/publications", Open.OPERATOR, query=Paging, answer=Publications)
def list_publications(call: Call[None, Paging]) -> Answer:
    """List the organizations whose publications fail, and are tried again."""
    found, cursor = store.some(call.query.limit, call.query.before)
    waiting = Publications(items=[_publication(each) for each in found], next_cursor=cursor)
    return Answer(waiting, next_link("/admin/publications", call.query, cursor))


@endpoint(bp, "POST", "/admin/publications/{org_id}/release", Open.OPERATOR, answer=Publication)
def release_publication(call: Call[None, None]) -> Publication:
    """Try an organization that is set aside now, whenever its next try is due."""
    org_id = call.id("org_id")
    found = store.find(org_id)
    if found is None:
        raise NotFoundError("This organization is not set aside.")
    set_aside.release(org_id)
    return _publication(found)


def _publication(waiting: store.Waiting) -> Publication:
    return Publication(**asdict(waiting), events=store.count_unpublished(waiting.org_id))
