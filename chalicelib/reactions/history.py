"""Counts what an event says of the status of services, and writes the documents of uptime."""

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.events import Event, EventType
from chalicelib.domain.history import Facts, facts_of, seconds
from chalicelib.history.counting import count, count_all
from chalicelib.history.filling import fill
from chalicelib.publish.publisher import write_uptime
from chalicelib.publish.uptime import load
from chalicelib.queues.message import Message
from chalicelib.store import events, organizations
from chalicelib.store.history import counted, facts

settings().need("table_prefix", "documents")
_SHOWN_EVERYWHERE = frozenset(
    {EventType.SERVICE_UPDATED, EventType.SERVICE_MOVED, EventType.SERVICE_DELETED, EventType.ORGANIZATION_UPDATED}
)
"""What may change how a service is called, where it stands, and whether it is shown: in every month."""


def history(message: Message) -> None:
    """One event; or none, when it is time to count on. Raises UnfinishedError while there is more of the past to read.

    Everything is stored before it is counted, and counted before it is written, so a message that comes again changes
    nothing, and one that failed half-way is completed.
    """
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    event = events.find(message.org_id, message.event_id) if message.event_id else None
    now = seconds(clock.now())
    is_new = fill(organization, now)
    given = facts_of(event) if event else Facts()
    facts.keep(organization.id, given)
    head = counted.head(organization.id)
    is_moved = head is not None and head.zone != organization.time_zone
    if is_moved:
        count_all(organization.id, organization.time_zone, now)
    months = count(organization.id, given, now)
    write_uptime(organization.id, _every_month(organization.id) if is_new or is_moved or _is_shown(event) else months)


def _is_shown(event: Event | None) -> bool:
    return event is not None and (
        event.type in _SHOWN_EVERYWHERE or (event.type.resource == "service" and len(event.changes) > 1)
    )


def _every_month(org_id: str) -> list[str]:
    found = load(org_id)
    return list(found.every_month()) if found else []
