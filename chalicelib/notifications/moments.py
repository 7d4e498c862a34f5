"""Times as a reader tells them, in their own zone, which is named."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.publish.moments import name_of


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
