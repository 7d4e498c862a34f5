"""Cron expressions: when a job is to run, in a time zone.

Five fields (minute, hour, day of the month, month, day of the week) of numbers, names, `*`, ranges, lists and steps, or
one of `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly`. As cron has it, a day matches one of its two fields
where both are given. A time that a change to summer time leaves out is taken an hour later; one that comes twice counts
once, unless it is meant for every hour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SHORT: Mapping[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CHANGE = timedelta(hours=2)
_LOOKED_AT = timedelta(days=9 * 366)
"""29 February may be eight years away."""


@dataclass(frozen=True)
class Field:
    """What one of the five may hold."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    """In the order of their numbers, which begin with `least`."""


_FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day", 1, 31),
    Field("month", 1, 12, _MONTHS),
    Field("weekday", 0, 7, _DAYS),
)


@dataclass(frozen=True)
class Cron:
    """An expression, read."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""
    any_hour: bool
    any_day: bool
    any_weekday: bool

    def runs_on(self, day: date) -> bool:
        """Whether there is a run on a day."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (of_month and of_week) if self.any_day or self.any_weekday else (of_month or of_week)

    def after(self, moment: datetime, zone: str) -> datetime | None:
        """The first run after a moment; None where there is none within nine years, as on 30 February."""
        place = ZoneInfo(zone)
        first = moment.astimezone(place).date()
        for number in range(_LOOKED_AT.days):
            day = first + timedelta(days=number)
            if self.runs_on(day) and (found := self._first(day, place, moment)):
                return found
        return None

    def _first(self, day: date, place: ZoneInfo, moment: datetime) -> datetime | None:
        """Of a day. In the order of clocks; a change moves them by two hours at most."""
        best: datetime | None = None
        for hour in self.hours:
            if best and datetime.combine(day, time(hour), place) - best > _CHANGE:
                break
            if moment - datetime.combine(day, time(hour, 59), place) > _CHANGE:
                continue
            later = [at for at in self._times(day, hour, place) if at > moment]
            best = min([*later, best] if best else later, default=None)
        return best

    def _times(self, day: date, hour: int, place: ZoneInfo) -> Iterator[datetime]:
        """Of a time that is left out there is no second: by the clocks after the change it would be an hour earlier."""
        for minute in self.minutes:
            first, second = (
                datetime.combine(day, time(hour, minute, fold=fold), place).astimezone(UTC) for fold in (0, 1)
            )
            yield first
            if self.any_hour and second > first:
                yield second


def read(text: str) -> Cron:
    """Raises ValueError, with a sentence for people, for what is no expression."""
    parts = _SHORT.get(text.strip().lower(), text).lower().split()
    if len(parts) != len(_FIELDS):
        raise ValueError("must have five fields: minute, hour, day of the month, month and day of the week")
    found = [_values(field, part) for field, part in zip(_FIELDS, parts, strict=True)]
    return Cron(
        tuple(sorted(found[0])),
        tuple(sorted(found[1])),
        found[2],
        found[3],
        frozenset(each % 7 for each in found[4]),
        parts[1].startswith("*"),
        parts[2].startswith("*"),
        parts[4].startswith("*"),
    )


def _values(field: Field, text: str) -> frozenset[int]:
    return frozenset(value for part in text.split(",") for value in _part(field, part))


def _part(field: Field, text: str) -> range:
    span, slash, given = text.partition("/")
    step = _number(field, given, 1, field.most) if slash else 1
    if span == "*":
        least, most = field.least, field.most
    else:
        first, dash, last = span.partition("-")
        least = _number(field, first, field.least, field.most)
        most = _number(field, last, field.least, field.most) if dash else field.most if slash else least
        if field.name == "weekday" and dash and most == 0 < least:
            most = 7  # a week that ends on Sunday
    if most < least:
        raise ValueError(f"has a {field.name} range that ends before it begins: {text}")
    return range(least, most + 1, step)


def _number(field: Field, text: str, least: int, most: int) -> int:
    if text in field.names:
        return field.names.index(text) + field.least
    if not (text.isascii() and text.isdigit() and least <= int(text[:4]) <= most):
        raise ValueError(f"names no {field.name} that there is: {text[:20]}")
    return int(text)
