"""The documents of uptime: what is stored of a few months, by the names and the order that services have now.

A document of 500 services has 45,000 days, so these are plain dicts; `publish/uptime_models.py` says what is in them.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import Entry, moment, seconds
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.domain.uptime import DAY, DAYS, Seconds
from chalicelib.store import organizations, services
from chalicelib.store.history import counted
from chalicelib.store.history.counted import Head, Month

Json = dict[str, Any]
UP = ServiceStatus.OPERATIONAL.value
MAX_NAMED = 50
"""Incidents, and maintenance, that a day of one service names: those that started last."""


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
        return rules.percent(self.known, rules.down(self.sums))


@dataclass(frozen=True)
class Row:
    """What a table of months says of a service."""

    name: str
    category: str
    recent: float | None
    """Of 90 days."""
    months: tuple[float | None, ...]
    """As `months_shown` has them."""


class Uptime:
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

    def recent(self) -> str:
        """The document of 90 days."""
        last = self.today
        return self._document(rules.days_between(last - (DAYS - 1) * DAY, last), self.services)

    def month(self, name: str) -> str:
        """The document of a month that is not in the future; services that came later are left out."""
        first, last = rules.days_of_month(name)
        last = min(last, self.today)
        end = rules.end_of(last, self.head.zone)
        there = [each for each in self.services if seconds(each.created_at) < end]
        return self._document(rules.days_between(first, last), there)

    @property
    def _recent_days(self) -> list[date]:
        return rules.days_between(self.today - (DAYS - 1) * DAY, self.today)

    @property
    def months_shown(self) -> list[str]:
        """Those that the last 90 days lie in and that have data, the newest first: no others are read for a table."""
        oldest = rules.month_of(self._recent_days[0])
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
                self.counted(service, self._recent_days).uptime,
                tuple(self.counted(service, days).uptime for days in months),
            )
            for service in sorted(self.services, key=lambda each: places.get(each.category, len(places)))
        ]

    def is_future(self, name: str) -> bool:
        """Whether a month has not begun."""
        return _first(name) > self.today

    def bars(self) -> str:
        """The compact document of 90 days, which the page draws."""
        days = self._recent_days
        found = [self.counted(service, days) for service in self.services]
        notes = _Notes(self, days)
        listed = [self._bars_of(each, days, notes) for each in found]
        zone, last = self.head.zone, self.today
        return _text(
            {
                **self._about(days),
                "today": {
                    "from": to_wire(moment(rules.start_of(last, zone))),
                    "to": to_wire(moment(rules.end_of(last, zone))),
                },
                "first_month": self.first_month,
                "services": listed,
                "categories": self.categories(found),
                "notes": [_note(each) for each in notes.named],
            }
        )

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

    def _document(self, days: Sequence[date], listed: Sequence[Service]) -> str:
        found = [self.counted(service, days) for service in listed]
        notes = _Notes(self, days)
        quiet = {day: self._quiet(day) for day in days}
        made = [self._service(each, days, notes, quiet) for each in found]
        return _text(
            {
                **self._about(days),
                "first_month": self.first_month,
                "services": made,
                "categories": self.categories(found),
                "notes": [_note(each) for each in notes.named],
            }
        )

    def _about(self, days: Sequence[date]) -> Json:
        return {
            "days": len(days),
            "from": days[0].isoformat(),
            "to": days[-1].isoformat(),
            "time_zone": self.head.zone,
            "as_of": self.as_of,
        }

    def _service(self, found: Counted, days: Sequence[date], notes: "_Notes", quiet: dict[date, Json]) -> Json:
        service, born = found.service, seconds(found.service.created_at)
        named = notes.of(service.id)
        made = [
            quiet[day]
            if day not in found.by_day and day not in named and rules.start_of(day, self.head.zone) >= born
            else self._day(found, day, notes.noted(named.get(day, ())))
            for day in days
        ]
        return {
            "id": service.id,
            "name": service.name,
            "category": service.category,
            "uptime": found.uptime,
            "days": made,
        }

    def _quiet(self, day: date) -> Json:
        """A day of a service that was operational all the time, without anything to tell."""
        zone = self.head.zone
        known = max(0, min(rules.end_of(day, zone), self.head.as_of) - rules.start_of(day, zone))
        return _a_day(day, known, {}, ())

    def _day(self, found: Counted, day: date, named: Sequence[Entry]) -> Json:
        known = self.known(found.service, day)
        return _a_day(day, known, found.by_day.get(day, {}), named if known else ())

    def _bars_of(self, found: Counted, days: Sequence[date], notes: "_Notes") -> Json:
        service, named = found.service, notes.of(found.service.id)
        listed = []
        for place, day in enumerate(days):
            sums = found.by_day.get(day, {})
            if (sums or day in named) and (known := self.known(service, day)):
                listed.append(
                    {
                        "day": place,
                        "uptime": rules.percent(known, rules.down(sums)),
                        "seconds": sums,
                        "notes": [notes.place_of(each) for each in named.get(day, ())],
                    }
                )
        running = self.head.running.get(service.id)
        made = {
            "id": service.id,
            "uptime": found.uptime,
            "known": found.known,
            "down": rules.down(found.sums) / 10,
            "status": running.status if running else UP,
            "days": listed,
        }
        created = rules.day_of(seconds(service.created_at), self.head.zone)
        return made | ({"since": created.isoformat()} if created > days[0] else {})

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


class _Notes:
    """Which incidents and maintenance each day of each service names."""

    def __init__(self, uptime: Uptime, days: Sequence[date]) -> None:
        zone = uptime.head.zone
        self._days = days
        self._starts = [rules.start_of(day, zone) for day in days]
        self._as_of = uptime.head.as_of
        self._by_service: dict[Id, list[Entry]] = defaultdict(list)
        for entry in uptime.entries(days):
            for service_id in entry.services:
                self._by_service[service_id].append(entry)
        self._places: dict[Id, int] = {}
        self.named: list[Entry] = []

    def of(self, service_id: Id) -> dict[date, list[Entry]]:
        """By day, the one that started last comes last."""
        found: dict[date, list[Entry]] = defaultdict(list)
        for entry in self._by_service.get(service_id, ()):
            for day in self._days_of(entry):
                found[day].append(entry)
        return {day: entries[-MAX_NAMED:] for day, entries in found.items()}

    def noted(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """These, which the document names now."""
        for each in entries:
            self.place_of(each)
        return entries

    def place_of(self, entry: Entry) -> int:
        """Where a document that names each once has it."""
        if entry.id not in self._places:
            self._places[entry.id] = len(self.named)
            self.named.append(entry)
        return self._places[entry.id]

    def _days_of(self, entry: Entry) -> Sequence[date]:
        """From the day in which it started to the one in which it ended; one that ends at midnight ends before it."""
        start = entry.start or 0
        end = self._as_of if entry.end is None else entry.end
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first, bisect_right(self._starts, max(start, end - 1)) - 1)
        return self._days[first : last + 1]


def load(org_id: Id, *, shown: bool = True) -> Uptime | None:
    """The counted history; None before there is one. Where it is `shown`, None also for a page that hides it."""
    head, organization = counted.head(org_id), organizations.find(org_id)
    if head is None or not head.is_ready or organization is None:
        return None
    if shown and not organization.show_uptime:
        return None
    listed = services.of_organization(org_id)
    return Uptime(organization, head, [each for each in listed if each.show_uptime or not shown])


def not_counted(org_id: Id, now: datetime) -> Uptime | None:
    """What stands in its place until then: nothing is known of any service. None for a page that hides it."""
    organization = organizations.find(org_id)
    if organization is None or not organization.show_uptime:
        return None
    return Uptime(organization, Head(zone=organization.time_zone, as_of=seconds(now)), ())


def is_month(name: str) -> bool:
    """Whether it is a month such as 2026-10, from 1970 on."""
    year, dash, number = name.partition("-")
    return (
        name.isascii()
        and dash == "-"
        and len(year) == 4
        and len(number) == 2
        and (year + number).isdigit()
        and int(year) >= 1970
        and 1 <= int(number) <= 12
    )


def _a_day(day: date, known: int, sums: Seconds, named: Sequence[Entry]) -> Json:
    up = known - sum(sums.values())
    return {
        "date": day.isoformat(),
        "uptime": rules.percent(known, rules.down(sums)),
        "seconds": ({UP: up} if up > 0 else {}) | sums,
        "incidents": [each.id for each in named if each.kind == "incident"],
        "maintenance": [each.id for each in named if each.kind == "maintenance"],
    }


def _note(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "from": to_wire(moment(entry.start or 0)),
        "to": to_wire(moment(entry.end)) if entry.end is not None else None,
    }


def _first(month: str) -> date:
    return rules.days_of_month(month)[0]


def _text(made: Json) -> str:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
