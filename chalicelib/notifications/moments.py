"""Times as a reader tells them, in their own zone, which is named."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(at: datetime, zone: str) -> str:
    """`26 Nov 2026, 19:55 CET`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M} {name_of(local)}"


def span(start: datetime, end: datetime, zone: str) -> str:
    """`26 Nov 2026, 19:55 to 21:00 CET`."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if first.date() == last.date() and name_of(first) == name_of(last):
        return f"{day(first)}, {first:%H:%M} to {last:%H:%M} {name_of(first)}"
    return f"{moment(start, zone)} to {moment(end, zone)}"


def day(local: datetime) -> str:
    """`26 Nov 2026`."""
    return f"{local.day} {local:%b} {local.year}"


def name_of(local: datetime) -> str:
    """`CET`; `UTC+03` where the zone's time has no name but a number."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in {"+", "-"} else name
