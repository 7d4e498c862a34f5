"""Counts what an event says of the status of services, and writes the documents of uptime."""

import time

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.events import Event, EventType
from chalicelib.domain.history import Facts, seconds
from chalicelib.domain.history_of_events import facts_of
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.history.counting import Outcome, Pace, count, count_all, written
from chalicelib.history.filling import fill
from chalicelib.publish.publisher import write_uptime
from chalicelib.queues import queues
from chalicelib.queues.message import Message
from chalicelib.store import events, organizations
from chalicelib.store.history import counted, facts

settings().need("table_prefix", "documents")
QUEUE = "history"
_SHOWN_EVERYWHERE = frozenset(
    {EventType.SERVICE_UPDATED, EventType.SERVICE_MOVED, EventType.SERVICE_DELETED, EventType.ORGANIZATION_UPDATED}
)
"""What may change how a service is called, where it stands, and whether it is shown: in every month."""
_SHARE = 10
"""Documents that take a second are written every ten."""
_took: dict[Id, float] = {}
"""How long the documents of an organization took, the last time this process wrote them."""


class NotSentError(Exception):
    """The queue did not take the message that has documents written."""


def history(message: Message) -> None:
    """One event; or none, when it is time to count on and to write.

    Everything is stored before it is counted, and counted before it is written, so a message that comes again changes
    nothing, and one that failed half-way is completed. Raises UnfinishedError while there is more of the past to read.
    """
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    event = events.find(message.org_id, message.event_id) if message.event_id else None
    follow(organization, event, seconds(clock.now()), _pace(organization.id, event))


def follow(organization: Organization, event: Event | None, now: int, pace: Pace) -> None:
    """Counts, and writes as the pace says."""
    fill(organization, now)
    given = facts_of(event) if event else Facts()
    facts.keep(organization.id, given)
    head = counted.head(organization.id)
    restored = event is not None and event.data.get("imported", {}).get("history")
    if restored or (head is not None and head.zone != organization.time_zone):
        count_all(organization.id, organization.time_zone, now)
    _write(organization.id, count(organization.id, given, now, pace))


def _pace(org_id: Id, event: Event | None) -> Pace:
    wait = max(Pace.seconds, round(_SHARE * _took.get(org_id, 0)))
    return Pace(wait, is_due=event is None, every_month=event is not None and _shows_everywhere(event))


def _shows_everywhere(event: Event) -> bool:
    return event.type in _SHOWN_EVERYWHERE or (event.type.resource == "service" and len(event.changes) > 1)


def _write(org_id: Id, outcome: Outcome) -> None:
    if outcome.write_in and queues.current().send(QUEUE, [Message(org_id)], outcome.write_in):
        raise NotSentError(org_id)
    if outcome.writes:
        began = time.monotonic()
        write_uptime(org_id, outcome.months)
        written(org_id, outcome)
        _took[org_id] = time.monotonic() - began
