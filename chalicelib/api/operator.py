"""/admin: for whoever runs Allclear."""

from dataclasses import asdict

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.registry import Open
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.store import census, schema

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
