"""The past, read from the events that are there: once for each organization, in as many goes as it takes."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib import log
from chalicelib.domain.history import Facts
from chalicelib.domain.history_of_events import facts_of
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.history.counting import count_all
from chalicelib.store import events
from chalicelib.store.history import counted, facts
from chalicelib.store.history.counted import Head
from chalicelib.store.transactions import LostRaceError

SECONDS = 200.0
"""After so long the rest is left to another go."""
CLAIM = 300
"""Seconds after which one who reads the past counts as stopped."""


class UnfinishedError(Exception):
    """There is more of the past to read."""


def fill(organization: Organization, now: int, seconds: float = SECONDS) -> bool:
    """Reads all events that there are, and counts them; False where that was done before.

    A long past is read by one at a time, since many events that come at once would each read all of it. Raises
    UnfinishedError for the others, and when time is up: where it got to is kept, and the next call goes on there.
    """
    head = counted.head(organization.id)
    if head and head.is_ready:
        return False
    if head and head.claimed_until > now:
        raise UnfinishedError(organization.id)
    until = time.monotonic() + seconds
    after, claim = head.filled_to if head else "", None
    while found := events.oldest_first(organization.id, after=after):
        learned = Facts()
        for event in found.events:
            learned = learned.and_of(facts_of(event))
        facts.keep(organization.id, learned)
        after = found.read_to
        if found.has_more and claim is None:
            claim = _put(organization.id, replace(head or Head(), claimed_until=now + CLAIM), now)
        if claim and time.monotonic() > until:
            _put(organization.id, replace(claim, filled_to=after, claimed_until=0), now)
            raise UnfinishedError(organization.id)
    count_all(organization.id, organization.time_zone, now)
    log.info("history_filled", organization=organization.id)
    return True


def _put(org_id: Id, head: Head, now: int) -> Head:
    """Due at once, so that the job has it read on if nothing else does."""
    try:
        return counted.replace_head(org_id, head, datetime.fromtimestamp(now, UTC), {})
    except LostRaceError:
        raise UnfinishedError(org_id) from None
