"""What history should add up to, said as plainly as it can be: second by second, or nearly."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from chalicelib.domain.history import GONE, Told, Turn

QUARTER = 900
"""No time zone of our days changes its clocks, or has its midnight, at another second than these."""


def days_of(turns: Sequence[Turn], told: Sequence[Told], until: int, zone: str) -> dict[date, dict[str, int]]:
    """For each day, the seconds in each status."""
    place = ZoneInfo(zone)
    found: dict[date, Counter[str]] = defaultdict(Counter)
    edges = _edges(turns, told, until)
    for start, end in pairwise(edges):
        if status := _status_at(start, turns, told):
            found[datetime.fromtimestamp(start, place).date()][status] += end - start
    return {day: dict(seconds) for day, seconds in found.items()}


def _edges(turns: Sequence[Turn], told: Sequence[Told], until: int) -> list[int]:
    first = min(turn.at for turn in turns)
    grid: Iterable[int] = range(first // QUARTER * QUARTER, until, QUARTER)
    given = {until, *grid, *(t.at for t in turns), *(t.start for t in told), *(t.end for t in told)}
    return sorted(each for each in given if first <= each <= until)


def _status_at(second: int, turns: Sequence[Turn], told: Sequence[Told]) -> str:
    """What was told last of this second; else what the service had last turned to, empty where it was not there."""
    status, reached = "", 0
    for turn in sorted(turns, key=lambda turn: turn.version):
        reached = max(reached, turn.at)
        if reached <= second:
            status = turn.status
    if status == GONE:
        return ""
    covering = [each for each in told if each.start <= second < each.end]
    return max(covering, key=lambda each: (each.event_id, each.place)).status if covering else status
