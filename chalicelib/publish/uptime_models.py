"""What is in the documents of uptime, as the API describes it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import Instant

Percent = Annotated[float | None, Field(ge=0, le=100)]
Date = Annotated[str, Field(json_schema_extra={"format": "date"})]
Lengths = dict[ServiceStatus, int]


class UptimeDay(Model):
    """One day of one service."""

    date: Date
    """In the page's time zone."""
    uptime: Percent
    """Per cent; null for a day of which nothing is known, such as one before the service was created."""
    seconds: Lengths
    """In each status that there was; together they are what is known of the day."""
    incidents: tuple[Id, ...]
    """Those that affected the service in that day, the one that started first comes first."""
    maintenance: tuple[Id, ...]
    """The maintenance of that day, likewise."""


class UptimeOfService(Model):
    """One service, day by day."""

    id: Id
    """The service's."""
    name: str
    """As it is called now."""
    category: str
    """The group it is listed under; empty for none."""
    uptime: Percent
    """Of all days that are listed. A major outage counts whole, a partial one 0.3, everything else nothing."""
    days: tuple[UptimeDay, ...]
    """The oldest first."""


class UptimeOfCategory(Model):
    """The mean of a category's services."""

    name: str
    """The category."""
    uptime: Percent
    """The mean of those of its services that are shown."""


class _OfDays(Model):
    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    days: int
    """How many are listed."""
    first: Date = Field(alias="from")
    """The first of them."""
    last: Date = Field(alias="to")
    """The last of them."""
    time_zone: str
    """Days are those of this time zone, and have 23 or 25 hours when clocks change."""
    as_of: Instant
    """Today counts up to here."""


class UptimeDocument(_OfDays):
    """The uptime of a page's services, day by day: of 90 days, or of a month."""

    services: tuple[UptimeOfService, ...]
    """As the page orders them."""
    categories: tuple[UptimeOfCategory, ...]
    """Those that have services, as the page orders them."""
    first_month: str
    """The oldest month with data."""
    notes: tuple["Note", ...]
    """What the days name, each once."""


class Today(Model):
    """When the last day begins and ends."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    start: Instant = Field(alias="from")
    """Midnight."""
    end: Instant = Field(alias="to")
    """The next midnight."""


class Bar(Model):
    """A day in which a service was not operational all the time, or that has something to tell."""

    day: int
    """Counted from the first one, which is 0."""
    uptime: Percent
    """Of that day."""
    seconds: Lengths
    """Without those in which it was operational."""
    notes: tuple[int, ...]
    """Places in `notes`."""


class BarsOfService(Model):
    """One service; a day that is not listed was operational all the time."""

    id: Id
    """The service's."""
    uptime: Percent
    """Of all these days."""
    known: int
    """How many seconds are known."""
    down: float
    """How many of them count as down: uptime is 100 * (1 - down / known)."""
    status: ServiceStatus
    """At `as_of`."""
    since: Date | None = None
    """The day it was created in, where that is one of these days: of those before it there is no data."""
    days: tuple[Bar, ...]
    """Those with something to tell."""


class Note(Model):
    """An incident or maintenance of these days."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    id: Id
    """Of the incident or maintenance."""
    kind: Literal["incident", "maintenance"]
    """Which of the two."""
    title: str
    """As it is now."""
    start: Instant = Field(alias="from")
    """When it started."""
    end: Instant | None = Field(alias="to")
    """When it ended; null while it goes on."""


class UptimeBars(_OfDays):
    """The same of 90 days, as small as a page can draw it from."""

    today: Today
    """The last day, which goes on."""
    first_month: str
    """The oldest month that has a document."""
    services: tuple[BarsOfService, ...]
    """As the page orders them."""
    categories: tuple[UptimeOfCategory, ...]
    """Those that have services, as the page orders them."""
    notes: tuple[Note, ...]
    """What happened in these days, each once."""
