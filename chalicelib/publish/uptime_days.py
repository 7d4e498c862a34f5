"""What was counted of an organization, asked by service and day: what is stored of a few months, and what goes on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import Entry, moment, seconds
from chalicelib.domain.organizations import Organization
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.domain.uptime import DAY, DAYS, Seconds
from chalicelib.store.history import counted
from chalicelib.store.history.counted import Head, Month

Json = dict[str, Any]
UP = ServiceStatus.OPERATIONAL.value


@dataclass(frozen=True)
class Counted:
    """A service over some days."""

    service: Service
    known: int
    sums: Seconds
    by_day: dict[date, Seconds]

    @property
    def uptime(self) -> float | None:
        """Of all of these days."""
        return rules.uptime_of(self.known, self.sums)


@dataclass(frozen=True)
class Row:
    """What a table of months says of a service."""

    name: str
    category: str
    recent: float | None
    """Of 90 days."""
    months: tuple[float | None, ...]
    """As `months_shown` has them."""


class CountedDays:
    """An organization's counted history; months are read when they are asked for, each once."""

    def __init__(self, organization: Organization, head: Head, listed: Sequence[Service]) -> None:
        self.organization = organization
        self.head = head
        self.services = listed
        self._months: dict[str, Month] = {}

    @cached_property
    def today(self) -> date:
        """The last day that is counted, up to `as_of`."""
        return rules.day_of(self.head.as_of, self.head.zone)

    @property
    def as_of(self) -> str:
        """On the wire."""
        return to_wire(moment(self.head.as_of))

    def every_month(self) -> Iterator[str]:
        """Those with data, the newest first."""
        newest = rules.month_of(self.today)
        oldest = min(self.head.first_month or newest, newest)
        yield from reversed(rules.months_between(_first(oldest), self.today))

    @property
    def first_month(self) -> str:
        """The oldest month with data."""
        return list(self.every_month())[-1]

    @property
    def recent_days(self) -> list[date]:
        """The 90 days that the page shows, today included."""
        return rules.days_between(self.today - (DAYS - 1) * DAY, self.today)

    @property
    def months_shown(self) -> list[str]:
        """Those that the last 90 days lie in and that have data, the newest first: no others are read for a table."""
        oldest = rules.month_of(self.recent_days[0])
        return [name for name in self.every_month() if name >= oldest]

    def by_month(self) -> list[Row]:
        """The uptime of each service in 90 days and in each of these months, in the page's order."""
        spans = [rules.days_of_month(name) for name in self.months_shown]
        months = [rules.days_between(first, min(last, self.today)) for first, last in spans]
        places = {name: place for place, name in enumerate(self.organization.categories)}
        return [
            Row(
                service.name,
                service.category,
                self.counted(service, self.recent_days).uptime,
                tuple(self.counted(service, days).uptime for days in months),
            )
            for service in sorted(self.services, key=lambda each: places.get(each.category, len(places)))
        ]

    def is_future(self, name: str) -> bool:
        """Whether a month has not begun."""
        return _first(name) > self.today

    def counted(self, service: Service, days: Sequence[date]) -> Counted:
        """A service over days that follow each other."""
        by_day = self._sums(service, days)
        total: Seconds = {}
        for each in by_day.values():
            for status, length in each.items():
                rules.add(total, status, length)
        return Counted(service, sum(self.known(service, day) for day in days), total, by_day)

    def known(self, service: Service, day: date) -> int:
        """How many seconds of a day are known: those since the service was created and up to `as_of`."""
        if not self.head.is_ready:
            return 0
        start = max(rules.start_of(day, self.head.zone), seconds(service.created_at))
        return max(0, min(rules.end_of(day, self.head.zone), self.head.as_of) - start)

    def categories(self, found: Iterable[Counted]) -> list[Json]:
        """Those that have services, as the page orders them, with the mean of their services."""
        by_name: dict[str, list[float | None]] = defaultdict(list)
        for each in found:
            if each.service.category:
                by_name[each.service.category].append(each.uptime)
        places = {name: place for place, name in enumerate(self.organization.categories)}
        names = sorted(by_name, key=lambda name: places.get(name, len(places)))
        return [{"name": name, "uptime": rules.mean(by_name[name])} for name in names]

    def entries(self, days: Sequence[date]) -> list[Entry]:
        """Incidents and maintenance of these days, the one that started first comes first."""
        found = dict(self.head.open)
        for name in rules.months_between(days[0], days[-1]):
            found |= self._month(name).entries
        found |= self.head.open
        low, high = (rules.start_of(days[0], self.head.zone), rules.end_of(days[-1], self.head.zone))
        there = [each for each in found.values() if each.start is not None and each.start < high]
        return sorted(
            (each for each in there if each.end is None or each.end >= low),
            key=lambda each: (each.start or 0, each.id),
        )

    def _sums(self, service: Service, days: Sequence[date]) -> dict[date, Seconds]:
        """What is over, as it is stored, and what goes on, up to `as_of`."""
        first, last = days[0], days[-1]
        found: dict[date, Seconds] = {}
        for name in rules.months_between(first, last):
            for number, sums in self._month(name).sums.get(service.id, {}).items():
                if first <= (day := _first(name).replace(day=number)) <= last:
                    found[day] = dict(sums)
        running = self.head.running.get(service.id)
        if running:
            start = max(running.since, rules.start_of(first, self.head.zone))
            end = min(self.head.as_of, rules.end_of(last, self.head.zone))
            for day, length in rules.shares(start, end, self.head.zone) if start < end else ():
                rules.add(found.setdefault(day, {}), running.status, length)
        return found

    def _month(self, name: str) -> Month:
        if name not in self._months:
            self._months[name] = counted.month(self.organization.id, self.head.generation, name)
        return self._months[name]


def _first(month: str) -> date:
    return rules.days_of_month(month)[0]
