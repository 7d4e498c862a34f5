"""Hours and days as they were counted from points; each item forgets itself when no page shows it any more."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.ids import Id
from chalicelib.domain.points import HOUR, SLOT, SLOTS, moment
from chalicelib.domain.rollups import Hour, Rollup, Sketch, as_stored, from_stored, slots_from
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import MetricData

HOURS_KEPT = timedelta(days=95)
"""The 90 days that a page shows are counted anew from hours when the page's time zone changes."""
DAYS_KEPT = timedelta(days=400)


def hours(org_id: Id, metric_id: Id, start: int, end: int) -> dict[int, Hour]:
    """The hours that begin in [start, end) and have points, by their first seconds; consistent."""
    if start >= end:
        return {}
    between = MetricData.item.between(_hour_key(metric_id, start), _hour_key(metric_id, end - 1))
    with reaching_dynamodb():
        rows = MetricData.query(org_id, between, consistent_read=True)
        return {(second := int(row.item.rpartition("#")[2])): _hour(second, row.rollup) for row in rows}


def days(org_id: Id, metric_id: Id, first: date, last: date) -> dict[date, Rollup]:
    """The days that have points; consistent."""
    between = MetricData.item.between(_day_key(metric_id, first), _day_key(metric_id, last))
    with reaching_dynamodb():
        rows = MetricData.query(org_id, between, consistent_read=True)
        return {date.fromisoformat(row.item.rpartition("#")[2]): _day(row.rollup) for row in rows}


def replace_hours(org_id: Id, metric_id: Id, counted: Mapping[int, Hour]) -> None:
    """Stores hours as they were counted; one without points is no more."""
    with reaching_dynamodb(), MetricData.batch_write() as batch:
        for second, hour in counted.items():
            row = MetricData(org_id, _hour_key(metric_id, second))
            if hour.slots:
                row.rollup = {"slots": _stored_slots(second, hour), "sketch": _stored(hour.sketch)}
                row.expires_at = moment(second) + HOURS_KEPT
                batch.save(row)
            else:
                batch.delete(row)


def replace_days(org_id: Id, metric_id: Id, counted: Mapping[date, Rollup], zone: str) -> None:
    """Stores days of a time zone as they were counted; one without points is no more."""
    with reaching_dynamodb(), MetricData.batch_write() as batch:
        for day, rollup in counted.items():
            row = MetricData(org_id, _day_key(metric_id, day))
            if rollup.sums:
                row.rollup = {"sums": as_stored(rollup.sums), "sketch": _stored(rollup.sketch)}
                row.expires_at = datetime.combine(day, time(), ZoneInfo(zone)) + DAYS_KEPT
                batch.save(row)
            else:
                batch.delete(row)


def erase(org_id: Id, metric_id: Id) -> int:
    """Deletes all that was measured of a metric, points too; answers how many items that were."""
    with reaching_dynamodb():
        rows = MetricData.query(
            org_id,
            MetricData.item.startswith(f"{metric_id}#"),
            consistent_read=True,
            attributes_to_get=["org_id", "item"],
        )
        with MetricData.batch_write() as batch:
            for row in rows:
                batch.delete(row)
        return rows.total_count


def _hour_key(metric_id: Id, second: int) -> str:
    return f"{metric_id}#h#{second:010d}"


def _day_key(metric_id: Id, day: date) -> str:
    return f"{metric_id}#d#{day.isoformat()}"


def _stored_slots(start: int, hour: Hour) -> list[Any]:
    return [as_stored(hour.slots.get(second)) for second in range(start, start + HOUR, SLOT)][:SLOTS]


def _stored(sketch: Sketch) -> dict[str, int]:
    return {str(bucket): count for bucket, count in sorted(sketch.items())}


def _read(stored: Mapping[str, int]) -> Sketch:
    return {int(bucket): count for bucket, count in stored.items()}


def _hour(second: int, stored: Mapping[str, Any]) -> Hour:
    return Hour(slots_from(second, stored["slots"]), _read(stored["sketch"]))


def _day(stored: Mapping[str, Any]) -> Rollup:
    return Rollup(from_stored(stored["sums"]), _read(stored["sketch"]))
