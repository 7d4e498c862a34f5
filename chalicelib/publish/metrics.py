"""The documents of metrics: the lines of the page, read from what was rolled up."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.domain import metrics as rules
from chalicelib.domain import uptime as days_rules
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import Metric
from chalicelib.domain.points import DAY, HOUR, SLOT, moment, second_of, start_of
from chalicelib.domain.rollups import Hour, Rollup, Sums, merged, merged_sketches, percentile
from chalicelib.domain.times import to_wire
from chalicelib.store import metrics, organizations
from chalicelib.store.measured import head, rollups

RANGES = ("day", "week", "month", "quarter")
P95 = 0.95
_MONTH = 30
Json = dict[str, Any]


@dataclass(frozen=True)
class Steps:
    """Stretches of the same length, the newest of which goes on."""

    start: int
    step: int
    count: int

    @property
    def end(self) -> int:
        """When the last one is over."""
        return self.start + self.step * self.count

    @property
    def starts(self) -> Sequence[int]:
        """When each begins."""
        return range(self.start, self.end, self.step)


def steps(name: str, as_of: int) -> Steps:
    """Of a range that has no days: 24 hours by five minutes, a week by hours, a month by six hours."""
    length, step = {"day": (DAY, SLOT), "week": (7 * DAY, HOUR), "month": (_MONTH * DAY, 6 * HOUR)}[name]
    count = length // step
    return Steps(start_of(as_of, step) - (count - 1) * step, step, count)


class Measured:
    """What a page shows of metrics, up to one moment."""

    def __init__(self, org_id: Id, zone: str, shown: Sequence[Metric], as_of: int, revision: int) -> None:
        self.zone, self.shown, self.as_of, self.revision = zone, shown, as_of, revision
        self._org_id = org_id

    @cached_property
    def day(self) -> str:
        """The document of 24 hours."""
        return self._by_slots("day", {each.id: self._recent[each.id] for each in self.shown})

    def longer(self, name: str) -> str:
        """The document of another range."""
        return self._by_days() if name == "quarter" else self._by_slots(name, self._month)

    @cached_property
    def recent(self) -> Mapping[Id, Sequence[tuple[int, Sums]]]:
        """The hours of the last day that have points, the newest first, by metric."""
        return {
            key: [(second, sums) for second in sorted(each, reverse=True) if (sums := each[second].sums)]
            for key, each in self._recent.items()
        }

    @cached_property
    def _recent(self) -> Mapping[Id, Mapping[int, Hour]]:
        return self._hours(steps("day", self.as_of))

    @cached_property
    def _month(self) -> Mapping[Id, Mapping[int, Hour]]:
        return self._hours(steps("month", self.as_of))

    def _hours(self, of: Steps) -> Mapping[Id, Mapping[int, Hour]]:
        first, end = start_of(of.start, HOUR), of.end
        return {each.id: rollups.hours(self._org_id, each.id, first, end) for each in self.shown}

    def _by_slots(self, name: str, hours: Mapping[Id, Mapping[int, Hour]]) -> str:
        of = steps(name, self.as_of)
        made = [_line(metric, *_rolled_up(hours[metric.id], of)) for metric in self.shown]
        return self._document(name, of.start, of.step, made)

    def _by_days(self) -> str:
        today = days_rules.day_of(self.as_of, self.zone)
        first = today - timedelta(days=days_rules.DAYS - 1)
        wanted = days_rules.days_between(first, today)
        made = [_line(metric, *self._of_days(metric, wanted)) for metric in self.shown]
        return self._document("quarter", days_rules.start_of(first, self.zone), DAY, made, first)

    def _of_days(self, metric: Metric, wanted: Sequence[date]) -> tuple[Sequence[Sums | None], Rollup, Sequence[int]]:
        found = rollups.days(self._org_id, metric.id, wanted[0], wanted[-1])
        sums = [found[day].sums if day in found else None for day in wanted]
        together = Rollup(merged(sums), merged_sketches(each.sketch for each in found.values()))
        return sums, together, [days_rules.start_of(day, self.zone) for day in wanted]

    def _document(self, name: str, start: int, step: int, lines: Sequence[Json], first: date | None = None) -> str:
        made = {
            "range": name,
            "start": to_wire(moment(start)),
            "step": step,
            "first_day": first and first.isoformat(),
            "time_zone": self.zone,
            "as_of": to_wire(moment(self.as_of)),
            "metrics": lines,
        }
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def load(org_id: Id, now: datetime | None = None) -> Measured | None:
    """What a page shows, up to where it was counted; None for a page without metrics, unless `now` is given."""
    organization, state = organizations.find(org_id), head.state(org_id)
    if organization is None or (now is None and not organization.shows_metrics):
        return None
    shown = rules.shown(metrics.of_organization(org_id)) if organization.shows_metrics else []
    as_of = state.as_of or second_of(now or organization.updated_at)
    return Measured(org_id, organization.time_zone, shown, as_of, state.revision)


def _rolled_up(hours: Mapping[int, Hour], of: Steps) -> tuple[Sequence[Sums | None], Rollup, Sequence[int]]:
    slots = {second: sums for hour in hours.values() for second, sums in hour.slots.items() if second >= of.start}
    by_step: dict[int, list[Sums]] = {}
    for second in sorted(slots):
        by_step.setdefault(start_of(second, of.step), []).append(slots[second])
    sums = [merged(by_step.get(start, ())) for start in of.starts]
    sketches = [hour.sketch for second, hour in hours.items() if second >= start_of(of.start, HOUR)]
    return sums, Rollup(merged(sums), merged_sketches(sketches)), of.starts


def _line(metric: Metric, sums: Sequence[Sums | None], together: Rollup, starts: Sequence[int]) -> Json:
    number = _rounding(metric.decimals)
    known = [(start, each) for start, each in zip(starts, sums, strict=True) if each]
    total = together.sums
    p95 = percentile(together, P95)
    return {
        "id": metric.id,
        "name": metric.name,
        "unit": metric.unit,
        "decimals": metric.decimals,
        "aggregation": metric.aggregation,
        "latest": {"at": to_wire(moment(known[-1][0])), "value": number(known[-1][1].last)} if known else None,
        "mean": number(total.mean) if total else None,
        "p95": None if p95 is None else number(p95),
        "least": number(total.least) if total else None,
        "most": number(total.most) if total else None,
        "values": [number(each.value(metric.aggregation)) if each else None for each in sums],
    }


def _rounding(decimals: int) -> Callable[[float], float]:
    """Rounds values to the decimals of the metric, and to integers where that is the same, to keep documents small."""

    def rounded(value: float) -> float:
        found = round(value, decimals)
        return int(found) if found == int(found) else found

    return rounded
