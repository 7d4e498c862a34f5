"""Times as people write them, and as they read them."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allclear_cli.client.errors import UsageError

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "min": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(?:\d+\s*(?:d|h|min|m|s)\s*)+", re.IGNORECASE)
_PART = re.compile(r"(\d+)\s*(d|h|min|m|s)", re.IGNORECASE)


def moment(text: str, zone: str | None = None, now: datetime | None = None) -> datetime:
    """A time with its zone, from `2026-01-10T02:00+01:00`, `2026-01-10 02:00` (in `zone`, else here) or `now`.

    Raises UsageError for what is none, and for a time that clocks skip.
    """
    if text.strip().casefold() == "now":
        return now or datetime.now(timezone.utc)
    try:
        found = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text.strip()))
    except ValueError:
        raise UsageError(f"{text!r} is no time. Write 2026-01-10T02:00+01:00, or 2026-01-10 02:00.") from None
    if len(text.strip()) <= 10:
        raise UsageError(f"{text!r} says no time of day. Write {text.strip()} 02:00.")
    if found.tzinfo is not None:
        return found
    local = found.replace(tzinfo=zone_named(zone)) if zone else found.astimezone()
    there_and_back = local.astimezone(timezone.utc).astimezone(local.tzinfo if zone else None)
    if there_and_back.replace(tzinfo=None) != found:
        raise UsageError(f"{text!r} does not exist: clocks skip it. Write a time with its offset.")
    return local


def duration(text: str) -> timedelta:
    """From `90m`, `2h`, `1h 30m`, `1d`; raises UsageError."""
    if not _DURATION.fullmatch(text.strip()):
        raise UsageError(f"{text!r} is no duration. Write 90m, 2h or 1h30m.")
    found = sum((timedelta(**{_UNITS[unit.lower()]: int(many)}) for many, unit in _PART.findall(text)), timedelta())
    if not found:
        raise UsageError("A duration is longer than nothing.")
    return found


def zone_named(name: str) -> ZoneInfo:
    """Raises UsageError for a zone that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"{name!r} is no time zone. Write Europe/Zurich, say.") from None


def wire(at: datetime) -> str:
    """As the API takes it."""
    return at.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(at: datetime | None) -> str:
    """On this machine's clock, with the offset; empty for no time."""
    if at is None:
        return ""
    here = at.astimezone()
    offset = here.strftime("%z")
    return f"{here:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"
