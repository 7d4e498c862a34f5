"""The past, read from the events that are there: once for each organization, in as many goes as it takes."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib import log
from chalicelib.domain.history import Facts, facts_of
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.history.counting import count_all
from chalicelib.store import events
from chalicelib.store.history import counted, facts
from chalicelib.store.history.counted import Head
from chalicelib.store.transactions import LostRaceError

SECONDS = 200.0
"""After so long the rest is left to another go."""


class UnfinishedError(Exception):
    """There is more of the past to read."""


def fill(organization: Organization, now: int, seconds: float = SECONDS) -> bool:
    """Reads all events that there are, and counts them; False where that was done before.

    Raises UnfinishedError when time is up: where it got to is kept, and the next call goes on there. Repeating any of
    it changes nothing.
    """
    head = counted.head(organization.id)
    if head and head.is_ready:
        return False
    until = time.monotonic() + seconds
    after = head.filled_to if head else ""
    while found := events.oldest_first(organization.id, after=after):
        learned = Facts()
        for event in found.events:
            learned = learned.and_of(facts_of(event))
        facts.keep(organization.id, learned)
        after = found.read_to
        if time.monotonic() > until:
            _remember(organization.id, head, after, now)
            raise UnfinishedError(organization.id)
    count_all(organization.id, organization.time_zone, now)
    log.info("history_filled", organization=organization.id)
    return True


def _remember(org_id: Id, head: Head | None, read_to: Id, now: int) -> None:
    """Where another go has got further meanwhile, that is left."""
    try:
        counted.replace_head(org_id, replace(head or Head(), filled_to=read_to), datetime.fromtimestamp(now, UTC), {})
    except LostRaceError:
        log.info("history_filled_side_by_side", organization=org_id)
