"""/api/events: the audit log, and for everybody in the team what happened on the page last."""

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.registry import People
from chalicelib.domain.events import EventType, Happening, LogEntry
from chalicelib.domain.organizations import Role
from chalicelib.store import events as store

bp = Blueprint(__name__)

LOOKED_AT = 100
"""So many entries are looked through for what is about the page: the log also tells of the team and its keys."""


class EventQuery(Paging):
    """Which entries are listed; an entry must pass all filters."""

    type: EventType | None = None
    """Only of this type."""
    actor: str | None = Field(default=None, max_length=255)
    """Only by this user, API key, or `clock`."""
    resource_id: str | None = Field(default=None, max_length=255)
    """Only about this incident, service, member, ..."""

    def wants(self, entry: LogEntry) -> bool:
        """Whether an entry passes the filters."""
        return (
            self.type in {None, entry.type}
            and self.actor in {None, entry.actor.id}
            and self.resource_id in {None, entry.resource_id}
        )

    @property
    def filters(self) -> dict[str, str]:
        """As they go into the next page's address."""
        return {
            name: value for name, value in self.model_dump(include={"type", "actor", "resource_id"}).items() if value
        }


class EventItems(Items):
    """Who did what, newest first.

    With a filter, a page may be short or even empty and still have a next one: each looks through a part of the log.
    """

    items: list[LogEntry]


@endpoint(bp, "GET", "/api/events", People(Role.ADMIN), query=EventQuery, answer=EventItems)
def list_events(call: Call[None, EventQuery]) -> Answer:
    """List who did what, newest first."""
    query = call.query
    found = store.log(call.org_id, query.wants, limit=query.limit, before=query.before)
    items = EventItems(items=found.entries, next_cursor=found.looked_down_to)
    return Answer(items, next_link("/api/events", query, found.looked_down_to, **query.filters))


class RecentQuery(BaseModel):
    """How much is listed."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    limit: int = Field(default=10, ge=1, le=20)
    """At most so many."""


class RecentItems(BaseModel):
    """What happened on the page, newest first."""

    items: list[Happening]


@endpoint(bp, "GET", "/api/events/recent", People(Role.VIEWER), query=RecentQuery, answer=RecentItems)
def list_recent_events(call: Call[None, RecentQuery]) -> RecentItems:
    """List what happened on the page last, and who did it.

    Unlike the log it is for every member: nothing of the team or its keys is in it, nor what exactly an edit changed.
    """
    found = store.log(call.org_id, lambda entry: entry.is_public, limit=call.query.limit, look_at=LOOKED_AT)
    return RecentItems(items=[Happening(**entry.model_dump(exclude={"changes"})) for entry in found.entries])
