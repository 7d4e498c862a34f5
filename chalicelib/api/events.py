"""/api/events: the audit log."""

from chalice import Blueprint
from pydantic import Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.registry import People
from chalicelib.domain.events import EventType, LogEntry
from chalicelib.domain.organizations import Role
from chalicelib.store import events as store

bp = Blueprint(__name__)


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
