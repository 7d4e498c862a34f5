"""Metrics as the team reads them: with their newest point, and what was measured over any stretch of time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from chalicelib.at_once import beside
from chalicelib.domain import points as rules
from chalicelib.domain import uptime as days_rules
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import Metric
from chalicelib.domain.model import Model
from chalicelib.domain.points import HOUR, Point, moment, second_of, start_of
from chalicelib.domain.rollups import Rollup, Sums, merged, merged_sketches, percentile, sketch_of, steps_of, sums_of
from chalicelib.domain.times import Instant
from chalicelib.store import metrics as store
from chalicelib.store import organizations
from chalicelib.store.measured import points, rollups

P95 = 0.95


class Step(StrEnum):
    """How long a step is."""

    MINUTE = "1m"
    FIVE_MINUTES = "5m"
    HOUR = "1h"
    DAY = "1d"


_SECONDS = {Step.MINUTE: 60, Step.FIVE_MINUTES: 300}
_LONGEST = {
    Step.MINUTE: timedelta(days=7),
    Step.FIVE_MINUTES: timedelta(days=7),
    Step.HOUR: timedelta(days=92),
    Step.DAY: timedelta(days=366),
}


class MeasuredMetric(Metric):
    """A metric with its newest point."""

    latest: Point | None
    """Null while it has none of the last 30 days."""


class Measured(Model):
    """What the points of one step came to."""

    at: Instant
    """When the step begins."""
    value: float
    """By the metric's aggregation."""
    count: int
    """How many points it has."""
    mean: float
    """Of its points."""
    least: float
    """The smallest."""
    most: float
    """The greatest."""
    sum: float
    """All of them added up."""
    last: float
    """The newest."""


class Measurements(Model):
    """What was measured, in steps; those without points are left out."""

    metric_id: Id
    """Of which metric."""
    step: Step
    """How long each step is, as it was asked for."""
    count: int
    """How many points there are in all of it."""
    mean: float | None
    """Of all points; null where there are none, as what follows."""
    p95: float | None
    """What 95 of 100 points are at or below, to within one percent; nearer to zero than 0.000000001 is zero."""
    least: float | None
    """The smallest."""
    most: float | None
    """The greatest."""
    sum: float | None
    """All points added up."""
    last: float | None
    """The newest."""
    points: tuple[Measured, ...]
    """In the order of time."""


def of_organization(org_id: Id, after: Id | None, limit: int) -> tuple[list[MeasuredMetric], Id | None]:
    """So many of them, as the page lists them, and the one after which to go on; `after` is such a one."""
    every = store.of_organization(org_id)
    start = next((place + 1 for place, each in enumerate(every) if each.id == after), 0)
    found = every[start : start + limit]
    newest = [beside(partial(points.latest, org_id, each.id)) for each in found]
    cursor = found[-1].id if start + limit < len(every) else None
    return [_with(metric, future.result()) for metric, future in zip(found, newest, strict=True)], cursor


def one(org_id: Id, metric_id: Id) -> MeasuredMetric:
    """One of them; raises NotFoundError."""
    return _with(store.get(org_id, metric_id), points.latest(org_id, metric_id))


def measured(org_id: Id, metric_id: Id, start: datetime, end: datetime, step: Step, now: datetime) -> Measurements:
    """What was measured from `start` up to, and without, `end`; raises InvalidError for a stretch that is too long."""
    metric = store.get(org_id, metric_id)
    if start >= end:
        raise InvalidError(("query", "to"), "must be after `from`")
    if end - start > _LONGEST[step]:
        raise InvalidError(("query", "from"), f"must be at most {_LONGEST[step].days} days before `to`")
    end = min(end, now + rules.AHEAD)
    first, last = second_of(start), second_of(end)
    if step in _SECONDS:
        found = points.between(org_id, metric_id, first, last)
        together = Rollup(sums_of(found), sketch_of(found.values()))
        return _told(metric, step, steps_of(found, _SECONDS[step]), together)
    if step is Step.HOUR:
        hours = rollups.hours(org_id, metric_id, start_of(first, HOUR), last)
        by_hour = {second: sums for second, hour in hours.items() if (sums := hour.sums)}
        return _told(metric, step, by_hour, _together(by_hour, [each.sketch for each in hours.values()]))
    zone = organizations.get(org_id).time_zone
    days = rollups.days(org_id, metric_id, days_rules.day_of(first, zone), days_rules.day_of(last - 1, zone))
    by_day = {days_rules.start_of(day, zone): each.sums for day, each in days.items() if each.sums}
    return _told(metric, step, by_day, _together(by_day, [each.sketch for each in days.values()]))


def _together(by_start: Mapping[int, Sums], sketches: list[Mapping[int, int]]) -> Rollup:
    return Rollup(merged(by_start[each] for each in sorted(by_start)), merged_sketches(sketches))


def _with(metric: Metric, latest: tuple[int, float] | None) -> MeasuredMetric:
    newest = Point(at=moment(latest[0]), value=latest[1]) if latest else None
    return MeasuredMetric(**metric.__dict__, latest=newest)


def _told(metric: Metric, step: Step, by_start: Mapping[int, Sums], together: Rollup) -> Measurements:
    total = together.sums
    return Measurements(
        metric_id=metric.id,
        step=step,
        count=total.count if total else 0,
        mean=total and total.mean,
        p95=percentile(together, P95),
        least=total and total.least,
        most=total and total.most,
        sum=total and total.total,
        last=total and total.last,
        points=tuple(_of_step(metric, start, sums) for start, sums in sorted(by_start.items())),
    )


def _of_step(metric: Metric, start: int, sums: Sums) -> Measured:
    return Measured(
        at=moment(start),
        value=sums.value(metric.aggregation),
        count=sums.count,
        mean=sums.mean,
        least=sums.least,
        most=sums.most,
        sum=sums.total,
        last=sums.last,
    )
