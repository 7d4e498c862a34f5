"""Uptime: how a day's seconds in each status count, and in which days of a time zone seconds lie."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.timeline import Piece

COUNTED: tuple[ServiceStatus, ...] = (
    ServiceStatus.UNDER_MAINTENANCE,
    ServiceStatus.DEGRADED_PERFORMANCE,
    ServiceStatus.PARTIAL_OUTAGE,
    ServiceStatus.MAJOR_OUTAGE,
    ServiceStatus.UNKNOWN,
)
"""The statuses whose seconds are kept, in the order in which they are stored; the rest of a day was operational."""
_TENTHS: Mapping[str, int] = {ServiceStatus.MAJOR_OUTAGE: 10, ServiceStatus.PARTIAL_OUTAGE: 3}
"""How much a second in a status counts as down. What is missing here counts nothing."""
WEIGHTS: Mapping[str, float] = {status: tenths / 10 for status, tenths in _TENTHS.items()}
"""The same as parts of a second."""
DIGITS = 4
_ALMOST = 100 - 10**-DIGITS
DAYS = 90
"""What the page shows, today included."""
DAY = timedelta(days=1)

Seconds = dict[str, int]
"""By status, without those in which it was for no second."""
Days = dict[date, Seconds]


@lru_cache(maxsize=4096)
def start_of(day: date, zone: str) -> int:
    """The second in which a day begins; where clocks skip midnight, the first there is."""
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp())


def end_of(day: date, zone: str) -> int:
    """The second in which the next day begins: 23, 24 or 25 hours later."""
    return start_of(day + DAY, zone)


def day_of(second: int, zone: str) -> date:
    """The day a second lies in."""
    return datetime.fromtimestamp(second, ZoneInfo(zone)).date()


def days_between(first: date, last: date) -> list[date]:
    """Both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def shares(start: int, end: int, zone: str) -> Iterator[tuple[date, int]]:
    """How many seconds from `start` to `end` lie in each day."""
    day = day_of(start, zone)
    while start < end:
        until = min(end, end_of(day, zone))
        if until > start:
            yield day, until - start
        start, day = max(start, until), day + DAY


def sums(pieces: Iterable[Piece], start: int, end: int, zone: str) -> Days:
    """For each day between two seconds, those of statuses other than operational."""
    found: Days = {}
    for piece in pieces:
        low, high = max(piece.start, start), end if piece.end is None else min(piece.end, end)
        if piece.status is not ServiceStatus.OPERATIONAL and low < high:
            for day, length in shares(low, high, zone):
                add(found.setdefault(day, {}), piece.status, length)
    return found


def add(to: Seconds, status: str, length: int) -> None:
    """So many seconds more."""
    to[status] = to.get(status, 0) + length


def down(given: Mapping[str, int]) -> int:
    """How much of the seconds counts as down, in tenths of a second."""
    return sum(length * _TENTHS.get(status, 0) for status, length in given.items())


def uptime_of(known: int, given: Mapping[str, int]) -> float | None:
    """Of so many seconds, with what they were; those in which nothing was known are neither up nor down."""
    return percent(known - given.get(ServiceStatus.UNKNOWN, 0), down(given))


def percent(known: int, tenths_down: int) -> float | None:
    """The uptime of so many known seconds; None without any, and never 100 when any counts as down."""
    if known <= 0:
        return None
    found = round(100 * (1 - tenths_down / (10 * known)), DIGITS)
    return min(found, _ALMOST) if tenths_down else found


def mean(uptimes: Iterable[float | None]) -> float | None:
    """Of those that are known; never 100 when one of them is not."""
    known = [each for each in uptimes if each is not None]
    if not known:
        return None
    found = round(sum(known) / len(known), DIGITS)
    return found if min(known) == 100 else min(found, _ALMOST)


def month_of(day: date) -> str:
    """`2026-11`."""
    return f"{day:%Y-%m}"


def months_between(first: date, last: date) -> list[str]:
    """Both included, the oldest first."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [
        f"{first.year + (first.month - 1 + n) // 12:04d}-{(first.month - 1 + n) % 12 + 1:02d}" for n in range(count + 1)
    ]


def days_of_month(month: str) -> tuple[date, date]:
    """The first and the last one."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
