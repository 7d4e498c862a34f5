"""Times as other products write them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from chalicelib.domain.times import EARLIEST, LATEST, to_milliseconds, zone_names

_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M")


def moment(value: object, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a value names, in UTC; one without an offset is read in the zone. None for what is no time."""
    found = _read(value)
    if found is None:
        return None
    aware = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    return to_milliseconds(aware) if EARLIEST <= aware <= LATEST else None


def zone_of(name: object) -> tzinfo:
    """The time zone of that name; UTC for one that is not known."""
    return ZoneInfo(name) if isinstance(name, str) and name in zone_names() else UTC


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_epoch(float(value))
    text = str(value or "").strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the caller says in which zone
        except ValueError:
            continue
    return None


def _of_epoch(value: float) -> datetime | None:
    """Seconds, or milliseconds where they would lie far in the future."""
    seconds = value / 1000 if value > 1e11 else value
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
