"""When repeated maintenance takes place: by the clock on the wall of its time zone, whatever daylight saving does.

A start that clocks skip is as much later as they skip; of one that comes twice, the first is meant.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.model import Model
from chalicelib.domain.times import zone_names
from chalicelib.domain.words import Word

MAX_SPAN = timedelta(days=731)
LATEST = date(9900, 1, 1)
"""What follows stays within the years that there are."""
_WEEK = 7


class Every(Word):
    """The unit in which a series goes on."""

    WEEK = "week"
    MONTH = "month"

    @classmethod
    def for_unknown(cls) -> "Every":
        """The one that takes place less often."""
        return cls.MONTH


class WeekOfMonth(Word):
    """Which of a weekday's days in a month; a month may have no fifth one."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"

    @classmethod
    def for_unknown(cls) -> "WeekOfMonth":
        """One that every month has."""
        return cls.LAST


class Repeat(Model):
    """How maintenance repeats: every week, or every month on a weekday."""

    every: Every
    """The unit that `interval` counts."""
    interval: int = Field(default=1, ge=1, le=12)
    """2 is every second week or month."""
    week_of_month: WeekOfMonth | None = None
    """With `month`: the second Tuesday, the last Sunday. By default as the first start has it; a fifth is the last."""
    until: date
    """The last day on which one may start, in the organization's time zone; at most two years after the first."""


class Wall(Model):
    """The hours of a series, as the clock on the wall shows them."""

    time_zone: str
    starts: time
    """Such as 22:30:00."""
    seconds: int
    """From the wall clock's start to its end."""

    @property
    def zone(self) -> ZoneInfo:
        """UTC for a zone that is not known here."""
        return ZoneInfo(self.time_zone if self.time_zone in zone_names() else "UTC")


def wall_of(start: datetime, end: datetime, time_zone: str) -> tuple[Wall, date]:
    """The hours that these instants have in the zone, and the day."""
    zone = ZoneInfo(time_zone if time_zone in zone_names() else "UTC")
    first, last = (each.astimezone(zone).replace(tzinfo=None) for each in (start, end))
    seconds = round((last - first).total_seconds())
    if seconds <= 0:
        seconds = round((end - start).total_seconds())
    return Wall(time_zone=time_zone, starts=first.time(), seconds=seconds), first.date()


def instants(wall: Wall, day: date) -> tuple[datetime, datetime]:
    """Start and end on a day."""
    start = datetime.combine(day, wall.starts)
    begins, ends = (
        each.replace(tzinfo=wall.zone).astimezone(UTC) for each in (start, start + timedelta(seconds=wall.seconds))
    )
    return begins, ends if ends > begins else begins + timedelta(seconds=wall.seconds)


def settled(repeat: Repeat, wall: Wall, first: date) -> Repeat:
    """The rule with what it leaves open taken from the first day; raises InvalidError for one that makes no sense."""
    if repeat.until < first:
        raise InvalidError(("repeat", "until"), "must not be before the first one starts")
    if repeat.until - first > MAX_SPAN or repeat.until > LATEST:
        raise InvalidError(("repeat", "until"), "must be within two years of the first start")
    shortest = repeat.interval * (_WEEK if repeat.every is Every.WEEK else 4 * _WEEK)
    if wall.seconds > timedelta(days=shortest).total_seconds():
        raise InvalidError(("scheduled_end",), "must not be after the next one starts")
    if repeat.every is Every.WEEK:
        if repeat.week_of_month:
            raise InvalidError(("repeat", "week_of_month"), "is only for what repeats by month")
        return repeat
    week = repeat.week_of_month or week_of(first)
    if _day_in(first.year, first.month, first.weekday(), week) != first:
        raise InvalidError(("repeat", "week_of_month"), "does not fit the day of scheduled_start")
    return repeat.but(week_of_month=week)


def week_of(day: date) -> WeekOfMonth:
    """Which of its weekday's days in the month it is."""
    return list(WeekOfMonth)[(day.day - 1) // _WEEK]


def next_day(repeat: Repeat, day: date) -> date:
    """The day after this one, whether or not the series is over by then."""
    if repeat.every is Every.WEEK:
        return day + timedelta(days=_WEEK * repeat.interval)
    months = day.year * 12 + day.month - 1 + repeat.interval
    return _day_in(months // 12, months % 12 + 1, day.weekday(), repeat.week_of_month or week_of(day))


def following(repeat: Repeat, wall: Wall, day: date, now: datetime) -> date | None:
    """The next day that is not over yet; None when the series is."""
    day = next_day(repeat, day)
    while day <= repeat.until:
        if instants(wall, day)[1] > now:
            return day
        day = next_day(repeat, day)
    return None


def said(repeat: Repeat, day: date) -> str:
    """`Every second Tuesday of the month until 3 Mar 2027`."""
    unit, count = f"{day:%A}", repeat.interval
    if repeat.every is Every.WEEK:
        often = f"Every {unit}" if count == 1 else f"Every {count} weeks on {unit}"
    else:
        which = f"{repeat.week_of_month or week_of(day)} {unit}"
        often = f"Every {which} of the month" if count == 1 else f"Every {count} months on the {which}"
    return f"{often} until {repeat.until.day} {repeat.until:%b %Y}"


def _day_in(year: int, month: int, weekday: int, week: WeekOfMonth) -> date:
    first_weekday, length = monthrange(year, month)
    first = 1 + (weekday - first_weekday) % _WEEK
    if week is WeekOfMonth.LAST:
        return date(year, month, first + (length - first) // _WEEK * _WEEK)
    return date(year, month, first + list(WeekOfMonth).index(week) * _WEEK)
