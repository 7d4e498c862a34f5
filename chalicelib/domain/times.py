"""Times are aware UTC inside, and RFC 3339 with milliseconds and `Z` on the wire."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, PlainSerializer, WithJsonSchema

RESOLUTION = timedelta(milliseconds=1)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def to_wire(moment: datetime) -> str:
    """`2026-01-05T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """The inverse of `to_wire`; raises ValueError for anything else than RFC 3339 with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return moment.astimezone(UTC)


def to_milliseconds(moment: datetime) -> datetime:
    """What survives the wire, so that what is answered now equals what is read later."""
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("must be between 1970 and 9999")
    utc = moment.astimezone(UTC)
    return utc - timedelta(microseconds=utc.microsecond % 1000)


def _as_written(value: object) -> object:
    """A text's moment; a number is none, since it does not say of what and since when."""
    if not isinstance(value, str | int | float):
        return value
    try:
        return from_wire(str(value).upper())
    except (ValueError, OverflowError):
        raise ValueError("must be a time such as 2026-01-05T12:00:00Z") from None


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_as_written),
    AfterValidator(to_milliseconds),
    PlainSerializer(to_wire, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
