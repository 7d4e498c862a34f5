"""What the clocks of a time zone do between two moments, as a calendar has to say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["STANDARD", "DAYLIGHT"]
_NONE, _DAY = timedelta(), timedelta(days=1)
_AROUND = timedelta(days=366)
"""What is subscribed to may be moved; and a rule of a year shows whole."""


@dataclass(frozen=True)
class Observance:
    """From a moment on, the clocks show another time."""

    kind: Kind
    begins: datetime
    """As the clocks show it before they change."""
    before: str
    """`+0100`."""
    after: str
    name: str


def observances(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Observance]:
    """What holds at first, and every change since."""
    at, until = first.astimezone(UTC) - _AROUND, last.astimezone(UTC) + _AROUND
    yield _observance(zone, at, at)
    while at < until:
        if at.astimezone(zone).utcoffset() != (at + _DAY).astimezone(zone).utcoffset():
            change = _change(zone, at, at + _DAY)
            yield _observance(zone, change - timedelta(seconds=1), change)
        at += _DAY


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with the offset of `after`."""
    low, high = int(before.timestamp()), int(after.timestamp())
    offset = before.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        is_before = datetime.fromtimestamp(middle, zone).utcoffset() == offset
        low, high = (middle, high) if is_before else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def _observance(zone: ZoneInfo, before: datetime, at: datetime) -> Observance:
    old, new = before.astimezone(zone), at.astimezone(zone)
    shown = at + (old.utcoffset() or timedelta())
    kind: Kind = "DAYLIGHT" if (new.dst() or _NONE) > _NONE else "STANDARD"
    return Observance(kind, shown, _offset(old), _offset(new), new.tzname() or "")


def _offset(at: datetime) -> str:
    """Seconds, which no zone has had for long, are left out."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}"
