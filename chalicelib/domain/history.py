"""What the status of services was: turns that events tell of, and spans that people tell of afterwards.

History counts in whole seconds since 1970: every moment is cut down to its second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ConfigDict, Field, model_validator

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, moment_of
from chalicelib.domain.model import Model
from chalicelib.domain.services import GivenServiceStatus, Service, ServiceStatus
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant

MAX_CORRECTIONS = 200
"""Of one service: each roll-up of it reads them all."""
GONE = ""
"""The status of a service that was deleted."""
TOMBSTONE = 10**9
"""The version of an incident or maintenance that was deleted: newer than any."""
UNKNOWN = 0
"""The version of a service in a turn that a large event of an older release tells of."""


class Span(Model):
    """A service was in a status from one moment to another. On the wire: `{service_id, status, from, to}`."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    service_id: Id
    status: ServiceStatus
    start: Instant = Field(alias="from")
    """Included."""
    end: Instant = Field(alias="to")
    """Excluded."""


class Correction(Model):
    """What the status of a service really was between two moments."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    start: Instant = Field(alias="from")
    """Not before the service was created."""
    end: Instant = Field(alias="to")
    """Not in the future."""
    status: GivenServiceStatus
    """What it really was."""
    reason: Name
    """For the audit log and the team; visitors never read it."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Correction":
        if seconds(self.start) >= seconds(self.end):
            raise ValueError("`to` must be at least a second after `from`")
        return self


@dataclass(frozen=True, slots=True)
class Because:
    """What put a service into its status."""

    kind: str
    """`incident`, `maintenance`, `person`, `clock`, `created` or `correction`."""
    id: str = ""
    """Of the incident or maintenance."""
    by: str = ""
    """The name of who did it."""
    reason: str = ""
    """What the person who corrected it said."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A service turned to a status. Of two turns the one with the greater version of the service is the later."""

    service_id: Id
    at: int
    version: int
    status: str
    """`GONE`, or a word that a newer release may have written."""
    because: Because


@dataclass(frozen=True, slots=True)
class Told:
    """What a service was between two moments, as told afterwards; of two, the one of the later event counts."""

    service_id: Id
    start: int
    end: int
    status: str
    because: Because
    event_id: Id
    place: int = 0
    """Among those of the same event."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident or maintenance as the days show it; the greater version is the newer."""

    id: Id
    kind: str
    version: int
    title: str = ""
    start: int | None = None
    """None while it has not started, and for one that was deleted."""
    end: int | None = None
    services: tuple[Id, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.start is not None and self.end is None


@dataclass(frozen=True)
class Facts:
    """What one event, or several, add to history."""

    turns: Sequence[Turn] = ()
    told: Sequence[Told] = ()
    entries: Sequence[Entry] = ()

    def and_of(self, other: "Facts") -> "Facts":
        """Those of both."""
        return Facts([*self.turns, *other.turns], [*self.told, *other.told], [*self.entries, *other.entries])


def seconds(moment: datetime) -> int:
    """The second of a moment."""
    return int(moment.timestamp() // 1)


def moment(second: int) -> datetime:
    """The moment a second begins."""
    return datetime.fromtimestamp(second, UTC)


def born(service_id: Id) -> int:
    """The second a service was created in."""
    return seconds(moment_of(service_id))


def first_turn(service: Service) -> Turn:
    """That of a service which no event tells of: it always was as it is."""
    return Turn(service.id, seconds(service.created_at), 1, service.status.value, Because("created"))


def check(correction: Correction, service: Service, now: datetime) -> None:
    """Raises InvalidError for a correction of what has not been."""
    if correction.end > now:
        raise InvalidError(("to",), "must not be in the future")
    if seconds(correction.start) < seconds(service.created_at):
        raise InvalidError(("from",), "must not be before the service was created")
