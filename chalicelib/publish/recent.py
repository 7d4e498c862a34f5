"""The newest incidents and maintenance, for lists that others read: so many, whatever the past holds."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance

MOST = 50
"""Of each."""
ROOM = 500_000
"""Bytes that entries have for all their updates; those after them have their newest alone."""
E = TypeVar("E", Incident, Maintenance)


def incidents(org_id: Id) -> Sequence[Incident]:
    """Those that began last, the newest first; one query."""
    return _shortened(stored_incidents.newest_first(org_id, limit=MOST))


def maintenance(org_id: Id, on_page: Iterable[Maintenance]) -> Sequence[Maintenance]:
    """Those that begin last, the latest first; one query. What was announced long ago may still be on the page."""
    found = {each.id: each for each in on_page}
    found |= {each.id: each for each in stored_maintenance.newest_first(org_id, limit=MOST)}
    latest_first = sorted(found.values(), key=lambda each: (each.scheduled_start, each.id), reverse=True)
    return _shortened(latest_first[:MOST])


def _shortened(items: Sequence[E]) -> Sequence[E]:
    whole = len(first_that_fit(items, len(items), ROOM))
    return [item if place < whole else item.but(updates=item.updates[:1]) for place, item in enumerate(items)]
