"""Times are aware UTC inside, and RFC 3339 with milliseconds and `Z` on the wire."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, PlainSerializer, WithJsonSchema

RESOLUTION = timedelta(milliseconds=1)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)


def to_wire(moment: datetime) -> str:
    """`2026-01-05T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """The inverse of `to_wire`; raises ValueError for anything else than RFC 3339, of which Python reads more."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError(f"{text!r} is not a time of RFC 3339")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


@cache
def zone_names() -> frozenset[str]:
    """The time zones that an organization may choose, which are those that browsers know.

    They are the names of the tz database, old ones included. No browser knows what only a machine's own copy of it has,
    such as `right/UTC` or `localtime`.
    """
    names = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset(names) - {"Factory"}


def to_milliseconds(moment: datetime) -> datetime:
    """The moment as precise as on the wire, so that an answer equals what is read later."""
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("must be between 1970 and 9999")
    utc = moment.astimezone(UTC)
    return utc - timedelta(microseconds=utc.microsecond % 1000)


def _as_written(value: object) -> object:
    """The moment that a text names. A number is refused, because it does not say its unit and its epoch."""
    if not isinstance(value, str | int | float):
        return value
    try:
        return from_wire(str(value))
    except (ValueError, OverflowError):
        raise ValueError("must be a time such as 2026-01-05T12:00:00Z") from None


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_as_written),
    AfterValidator(to_milliseconds),
    PlainSerializer(to_wire, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
