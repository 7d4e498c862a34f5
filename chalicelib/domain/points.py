"""Points of a metric: a value at a time, to the second. Of two for the same second the later call counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant

MAX_POINTS = 3000
"""In one call."""
OLDEST = timedelta(days=30)
AHEAD = timedelta(minutes=5)
"""How far the clock of whoever measures may be ahead of ours."""
LARGEST = 1e15
"""Beyond it, a number of 64 bits has no room for decimals."""
SLOT, HOUR, DAY = 300, 3600, 86400
"""Seconds. A slot is what is stored together."""
SLOTS = HOUR // SLOT

Value = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
Points = Mapping[int, float]
"""By seconds since 1970."""


class Point(Model):
    """One value."""

    at: Instant
    """When it was measured, to the second: from 30 days ago to five minutes ahead of now."""
    value: Value
    """Any number from -1,000,000,000,000,000 to 1,000,000,000,000,000."""


class PointsDraft(Model):
    """Points to be added; those of times that have one already replace it."""

    points: tuple[Point, ...] = Field(min_length=1, max_length=MAX_POINTS)
    """In any order; of two for the same second the one that comes later in the list counts."""


def given(points: Sequence[Point], now: datetime) -> dict[int, float]:
    """By second; raises InvalidError for a time that is too old or too far ahead."""
    earliest, newest = oldest(now), now + AHEAD
    for place, point in enumerate(points):
        if point.at < earliest:
            raise InvalidError(("points", place, "at"), "must be at most 30 days ago")
        if point.at > newest:
            raise InvalidError(("points", place, "at"), "must not be in the future; is your clock ahead?")
    return {second_of(point.at): point.value for point in points}


def oldest(now: datetime) -> datetime:
    """The earliest time of a point; who counts 30 days back by a clock that is a little behind is not refused."""
    return now - OLDEST - AHEAD


def by_slot(points: Points) -> dict[int, dict[int, float]]:
    """The points of each slot, by its first second."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for second, value in points.items():
        found[start_of(second, SLOT)][second] = value
    return found


def start_of(second: int, step: int) -> int:
    """The first second of the step that holds this one."""
    return second - second % step


def second_of(moment: datetime) -> int:
    """Seconds since 1970, cut."""
    return int(moment.timestamp())


def moment(second: int) -> datetime:
    """The inverse."""
    return datetime.fromtimestamp(second, UTC)


def starts(seconds: Iterable[int], step: int) -> set[int]:
    """The first seconds of the steps that hold these."""
    return {start_of(each, step) for each in seconds}
