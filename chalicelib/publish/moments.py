"""Times in the published HTML: in UTC, which holds for every reader; the scripts tell them in the viewer's own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.times import to_wire

_UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


def moment(at: datetime, year: int | None = None) -> str:
    """`23 Nov, 13:59 UTC`. The year is told unless it is `year`, the one that a reader takes for granted."""
    return f'<time datetime="{to_wire(at)}">{day(at, year)}, {at:%H:%M} UTC</time>'


def local(at: datetime, zone: str) -> str:
    """`23 Nov 2026, 14:59 CET`: for a page that one reader sees, whose zone is known."""
    there = at.astimezone(ZoneInfo(zone))
    return f'<time datetime="{to_wire(at)}">{day(there)}, {there:%H:%M} {name_of(there)}</time>'


def name_of(there: datetime) -> str:
    """`CET`; `UTC+03` where the zone's time has no name but a number."""
    name = there.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def span(start: datetime, end: datetime, year: int | None = None) -> str:
    """`24 Nov, 10:00 to 12:00 UTC`."""
    told = year if start.year == end.year else None
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{day(end, told)}, {end:%H:%M}"
    return f'<time datetime="{to_wire(start)}">{day(start, told)}, {start:%H:%M} to {until} UTC</time>'


def day(at: datetime, year: int | None = None) -> str:
    """`23 Nov`, with the year unless it is `year`."""
    return f"{at.day} {at:%b}" if at.year == year else f"{at.day} {at:%b} {at.year}"


def length(start: datetime, end: datetime) -> str:
    """`2 hours 15 minutes`."""
    left = max(1, round((end - start).total_seconds() / 60))
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(parts[:2])
