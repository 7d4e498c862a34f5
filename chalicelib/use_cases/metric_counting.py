"""Rolling up what was measured since the last time: hours from points, and days from hours.

Everything is counted from what is stored, never added to, so a count that is repeated, late or cut off changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain import uptime as days_rules
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.domain.points import DAY, HOUR, moment, second_of, start_of
from chalicelib.domain.rollups import between, hour_of
from chalicelib.store import metrics
from chalicelib.store.measured import head, points, rollups
from chalicelib.store.measured.head import Claim, State
from chalicelib.use_cases.metric_points import EVERYTHING

LEASE_SECONDS = 310
"""Longer than a run may take: whoever still has the claim after it is dead."""
_COUNTED = timedelta(days=31)
"""Points that are older may have expired, and hours of them stay as they are."""
_SHOWN_DAYS = days_rules.DAYS + 2

Hours = Mapping[Id, Collection[int]]
"""The first seconds of hours, by metric."""


@dataclass(frozen=True)
class Counted:
    """What a run has counted."""

    state: State
    every_range: bool
    """Whether documents of more than a day are to be written, too: once an hour, and when an earlier hour changed."""


def count(organization: Organization, now: datetime, publish: Callable[[Counted], None]) -> bool:
    """Counts what is due, has it published, and notes that it is no longer due. False while another run counts."""
    second = second_of(now)
    held = head.claim(organization.id, second, LEASE_SECONDS)
    if held is None:
        return False
    hours = _hours(held.keys, second)
    _count_hours(organization.id, hours)
    every_range = _every_range(held, hours, organization, second)
    if every_range:
        _count_days(organization, held, _hours(held.later, second), hours, second)
    told = head.counted(organization.id, held, second, organization.time_zone if every_range else held.state.zone)
    publish(Counted(told, every_range))
    _finish(organization.id, held, told, second, every_range=every_range)
    return True


def _finish(org_id: Id, held: Claim, told: State, now: int, *, every_range: bool) -> None:
    """What is only in the documents of a day is counted on when the hour is over, even if nothing else comes."""
    this_hour = start_of(now, HOUR)
    if every_range:
        head.finish(org_id, held, replace(told, wrote_hour=this_hour), later=(), again_at=None)
    else:
        later = held.later | (held.keys - {EVERYTHING})
        head.finish(org_id, held, told, later, again_at=moment(this_hour + HOUR))


def _every_range(held: Claim, hours: Hours, organization: Organization, now: int) -> bool:
    this_hour = start_of(now, HOUR)
    is_past = any(second < this_hour for each in hours.values() for second in each)
    is_other_zone = held.state.zone != organization.time_zone
    return EVERYTHING in held.keys or is_past or is_other_zone or held.state.wrote_hour != this_hour


def _hours(keys: Iterable[str], now: int) -> dict[Id, set[int]]:
    """All hours that the notes are about; those whose points may have expired are left out."""
    found: dict[Id, set[int]] = defaultdict(set)
    first = now - int(_COUNTED.total_seconds())
    for key in keys:
        if key == EVERYTHING:
            continue
        metric_id, kind, start = key.split("#")
        length = HOUR if kind == "h" else DAY
        found[metric_id] |= {each for each in range(int(start), int(start) + length, HOUR) if each >= first}
    return found


def _count_hours(org_id: Id, hours: Hours) -> None:
    for metric_id, wanted in hours.items():
        for first, last in _stretches(wanted):
            by_hour: dict[int, dict[int, float]] = {each: {} for each in range(first, last + HOUR, HOUR)}
            for second, value in points.between(org_id, metric_id, first, last + HOUR).items():
                by_hour[start_of(second, HOUR)][second] = value
            rollups.replace_hours(org_id, metric_id, {each: hour_of(found) for each, found in by_hour.items()})


def _stretches(hours: Collection[int]) -> Iterable[tuple[int, int]]:
    """The first and the last hour of each stretch without a gap, of a day at most."""
    ordered = sorted(hours)
    first = last = None
    for each in ordered:
        if first is None or last is None or each != last + HOUR or each - first >= DAY:
            if first is not None and last is not None:
                yield first, last
            first = each
        last = each
    if first is not None and last is not None:
        yield first, last


def _count_days(organization: Organization, held: Claim, earlier: Hours, hours: Hours, now: int) -> None:
    zone = organization.time_zone
    wanted: dict[Id, set[date]] = defaultdict(set)
    for known in (earlier, hours):
        for metric_id, each in known.items():
            wanted[metric_id] |= {days_rules.day_of(second, zone) for second in each}
            wanted[metric_id] |= {days_rules.day_of(second + HOUR - 1, zone) for second in each}
    if held.state.zone not in {"", zone}:
        today = days_rules.day_of(now, zone)
        shown = days_rules.days_between(today - _SHOWN_DAYS * days_rules.DAY, today)
        wanted |= {metric.id: set(shown) for metric in metrics.of_organization(organization.id)}
    for metric_id, days in wanted.items():
        _count_days_of(organization.id, metric_id, days, zone)


def _count_days_of(org_id: Id, metric_id: Id, days: Collection[date], zone: str) -> None:
    if not days:
        return
    start, end = days_rules.start_of(min(days), zone), days_rules.end_of(max(days), zone)
    found = rollups.hours(org_id, metric_id, start_of(start, HOUR), end)
    counted = {
        day: between(found, days_rules.start_of(day, zone), days_rules.end_of(day, zone)) for day in sorted(days)
    }
    rollups.replace_days(org_id, metric_id, counted, zone)
