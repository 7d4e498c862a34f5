"""What is measured of metrics: points that people, programs and monitors add, and take away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.domain import points as rules
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.points import DAY, HOUR, Point, Points
from chalicelib.store import metrics as store
from chalicelib.store.measured import head, points

EVERYTHING = "*"
"""Noted where documents are to be written whatever was measured."""
_BEYOND = rules.AHEAD + timedelta(seconds=1)
"""Later than any point there is."""
_RECENT = timedelta(hours=2)
"""Older points are noted by day, so that a month of them is 31 notes and not 720."""


def push(org_id: Id, metric_id: Id, given: Sequence[Point], now: datetime) -> int:
    """Adds points, each in the place of one of the same second; answers how many seconds they are of."""
    return push_many(org_id, {metric_id: given}, now)[metric_id]


def push_many(org_id: Id, given: Mapping[Id, Sequence[Point]], now: datetime) -> dict[Id, int]:
    """The same for several metrics; nothing is stored unless all of it is right."""
    checked_points = {metric_id: _checked(org_id, metric_id, each, now) for metric_id, each in given.items()}
    points.add(org_id, checked_points)
    _note(org_id, checked_points, now)
    return {metric_id: len(each) for metric_id, each in checked_points.items()}


def record(org_id: Id, metric_id: Id, measured: Iterable[tuple[datetime, float]], now: datetime) -> None:
    """What a monitor measured, into the metric that `begin_monitor` made; for several at once, see `record_many`."""
    record_many(org_id, {metric_id: measured}, now)


def record_many(org_id: Id, measured: Mapping[Id, Iterable[tuple[datetime, float]]], now: datetime) -> None:
    """The same for several metrics at once. No definition is read: a monitor knows that its metric is there."""
    found = {
        metric_id: {rules.second_of(at): float(value) for at, value in each} for metric_id, each in measured.items()
    }
    points.add(org_id, found)
    _note(org_id, found, now)


def remove_points(org_id: Id, metric_id: Id, start: datetime, end: datetime, now: datetime) -> None:
    """Removes the points from `start` up to, and without, `end`."""
    store.get(org_id, metric_id)
    if start >= end:
        raise InvalidError(("query", "to"), "must be after `from`")
    if start < rules.oldest(now):
        raise InvalidError(("query", "from"), "must be at most 30 days ago: what is older is only kept rolled up")
    first, last = rules.second_of(start), rules.second_of(min(end, now + _BEYOND))
    if first >= last:
        return
    points.remove(org_id, metric_id, first, last)
    every_hour = dict.fromkeys((*range(first, last, HOUR), last - 1), 0.0)  # an earlier call may have been cut off
    _note(org_id, {metric_id: every_hour}, now)


def keys_of(metric_id: Id, seconds: Iterable[int], now: datetime) -> set[str]:
    """What is to be noted of points at these seconds: hours, and days where they are not recent."""
    recent = rules.second_of(now - _RECENT)
    hours = rules.starts((each for each in seconds if each >= recent), HOUR)
    days = rules.starts((each for each in seconds if each < recent), DAY)
    return {f"{metric_id}#h#{each}" for each in hours} | {f"{metric_id}#d#{each}" for each in days}


def _note(org_id: Id, stored: Mapping[Id, Points], now: datetime) -> None:
    """Notes what is to be counted, even if nothing changed: whoever stored the same may have died before."""
    keys = {key for metric_id, each in stored.items() for key in keys_of(metric_id, each, now)}
    if keys:
        head.note(org_id, keys, now)


def _checked(org_id: Id, metric_id: Id, given: Sequence[Point], now: datetime) -> dict[int, float]:
    if store.get(org_id, metric_id).monitor_id:
        raise ConflictError("A monitor measures this; nobody else can add points to it.")
    return rules.given(given, now)
