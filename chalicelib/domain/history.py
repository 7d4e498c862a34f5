"""What the status of services was: turns that events tell of, and spans that people tell of afterwards.

History counts in whole seconds since 1970: every moment is cut down to its second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.events import CLOCK, Event, EventType
from chalicelib.domain.ids import Id, moment_of
from chalicelib.domain.model import Model
from chalicelib.domain.services import GivenServiceStatus, Service, ServiceStatus
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant, from_wire, to_wire

MAX_CORRECTIONS = 200
"""Of one service: each roll-up of it reads them all."""
GONE = ""
"""The status of a service that was deleted."""
TOMBSTONE = 10**9
"""The version of an incident or maintenance that was deleted: newer than any."""
UNKNOWN = 0
"""The version of a service in a turn that a large event of an older release tells of."""
_OVER = frozenset({"resolved", "completed", "cancelled"})


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


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a timeline; the last one has no end while the service exists."""

    start: int
    end: int | None
    status: ServiceStatus
    because: Because = field(default=Because("created"))


def seconds(moment: datetime) -> int:
    """The second of a moment."""
    return int(moment.timestamp() // 1)


def moment(second: int) -> datetime:
    """The moment a second begins."""
    return datetime.fromtimestamp(second, UTC)


def born(service_id: Id) -> int:
    """The second a service was created in."""
    return seconds(moment_of(service_id))


def facts_of(event: Event) -> Facts:
    """What history learns from an event."""
    because = _because(event)
    return Facts(
        [*_own_turn(event, because), *_turns_along(event, because)], list(_told(event, because)), list(_entries(event))
    )


def first_turn(service: Service) -> Turn:
    """That of a service which no event tells of: it always was as it is."""
    return Turn(service.id, seconds(service.created_at), 1, service.status.value, Because("created"))


def check(correction: Correction, service: Service, now: datetime) -> None:
    """Raises InvalidError for a correction of what has not been."""
    if correction.end > now:
        raise InvalidError(("to",), "must not be in the future")
    if seconds(correction.start) < seconds(service.created_at):
        raise InvalidError(("from",), "must not be before the service was created")


def timeline(turns: Iterable[Turn], told: Iterable[Told] = ()) -> list[Piece]:
    """The pieces of one service's history, without gaps, from its first turn on."""
    pieces = _turned(turns)
    for each in sorted(told, key=lambda each: (each.event_id, each.place)):
        pieces = _overlaid(pieces, each)
    return pieces


def _turned(turns: Iterable[Turn]) -> list[Piece]:
    pieces: list[Piece] = []
    start: int | None = None
    last: Turn | None = None
    for at, turn in _in_order(turns):
        pieces += _piece(last, start, at)
        start, last = at, turn
    return pieces + _piece(last, start, None)


def _in_order(turns: Iterable[Turn]) -> list[tuple[int, Turn]]:
    """By version, and at times that never run backwards; those of unknown version come in by their times."""
    found: list[tuple[int, Turn]] = []
    unknown: list[tuple[int, Turn]] = []
    for turn in sorted(turns, key=lambda turn: turn.version):
        if turn.version == UNKNOWN:
            unknown.append((turn.at, turn))
        else:
            found.append((max(turn.at, found[-1][0]) if found else turn.at, turn))
    return sorted([*found, *unknown], key=lambda each: each[0]) if unknown else found


def _piece(turn: Turn | None, start: int | None, end: int | None) -> list[Piece]:
    if turn is None or start is None or turn.status == GONE or start == end:
        return []
    return [Piece(start, end, _known(turn.status), turn.because)]


def _known(status: str) -> ServiceStatus:
    return ServiceStatus(status) if status in ServiceStatus.__members__.values() else ServiceStatus.for_unknown()


def _overlaid(pieces: Sequence[Piece], told: Told) -> list[Piece]:
    """The pieces with what was told laid over them, as far as they reach."""
    found: list[Piece] = []
    for piece in pieces:
        start = max(piece.start, told.start)
        end = told.end if piece.end is None else min(piece.end, told.end)
        if start >= end:
            found.append(piece)
            continue
        if piece.start < start:
            found.append(replace(piece, end=start))
        found.append(Piece(start, end, _known(told.status), told.because))
        if piece.end is None or end < piece.end:
            found.append(replace(piece, start=end))
    return found


def clipped(pieces: Iterable[Piece], start: int, end: int) -> list[Piece]:
    """What lies between two seconds; equal neighbours are one."""
    found: list[Piece] = []
    for piece in pieces:
        low, high = max(piece.start, start), end if piece.end is None else min(piece.end, end)
        if low >= high:
            continue
        last = found[-1] if found else None
        if last and last.end == low and (last.status, last.because) == (piece.status, piece.because):
            found[-1] = replace(last, end=high)
        else:
            found.append(replace(piece, start=low, end=high))
    return found


def _because(event: Event) -> Because:
    resource = event.type.resource
    if event.type is EventType.SERVICE_HISTORY_CORRECTED:
        return Because("correction", by=event.actor.name, reason=str(event.changes.get("reason", ["", ""])[1]))
    if resource in {"incident", "maintenance"}:
        return Because(resource, event.resource_id, event.actor.name)
    if event.type is EventType.SERVICE_CREATED:
        return Because("created", by=event.actor.name)
    return Because("clock" if event.actor.id == CLOCK.id else "person", by=event.actor.name)


def _own_turn(event: Event, because: Because) -> Iterable[Turn]:
    """Of an event about a service: edits that leave its status alone say nothing here."""
    if event.type is EventType.SERVICE_DELETED:
        version = int(event.changes.get("version", [TOMBSTONE])[0]) + 1
        yield Turn(event.resource_id, seconds(event.occurred_at), version, GONE, because)
    elif event.type in {EventType.SERVICE_CREATED, EventType.SERVICE_STATUS_CHANGED}:
        yield from _turn(event.data["service"], because)


def _turns_along(event: Event, because: Because) -> Iterable[Turn]:
    for service in event.data.get("services", ()):
        yield from _turn(service if "status" in service else _as_named(event, service), because)


def _turn(service: Mapping[str, Any], because: Because) -> Iterable[Turn]:
    if "status" in service:
        at = max(seconds(from_wire(service["updated_at"])), born(service["id"]))
        yield Turn(service["id"], at, int(service["version"]), str(service["status"]), because)


def _as_named(event: Event, service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a large event of an older release, which told ids alone: the status that the incident or maintenance names."""
    holder = event.data.get(event.type.resource, {})
    named = next((each["status"] for each in holder.get("services", ()) if each["id"] == service["id"]), None)
    if named is None:
        return service
    over = event.type.resource == "incident" and holder.get("resolved_at")
    status = ServiceStatus.OPERATIONAL.value if over else named
    return {**service, "status": status, "updated_at": to_wire(event.occurred_at), "version": UNKNOWN}


def _told(event: Event, because: Because) -> Iterable[Told]:
    for place, span in enumerate(event.data.get("history", ())):
        start, end = (seconds(from_wire(span[name])) for name in ("from", "to"))
        if (start := max(start, born(span["service_id"]))) < end:
            yield Told(span["service_id"], start, end, str(span["status"]), because, event.id, place)


def _entries(event: Event) -> Iterable[Entry]:
    kind = event.type.resource
    if kind in {"incident", "maintenance"}:
        if event.type.is_deletion:
            yield Entry(event.resource_id, kind, TOMBSTONE)
        else:
            yield from _entry(kind, event.data[kind])
    for name, along in (("incident", "incidents"), ("maintenance", "maintenances")):
        for each in event.data.get(along, ()):
            yield from _entry(name, each)


def _entry(kind: str, given: Mapping[str, Any]) -> Iterable[Entry]:
    """As the resource is now; nothing from a stub, which a large event tells of what changed along."""
    if "services" not in given:
        return
    start, end = ("started_at", "resolved_at") if kind == "incident" else ("actual_start", "actual_end")
    began, ended = (seconds(from_wire(given[name])) if given.get(name) else None for name in (start, end))
    services = tuple(each["id"] for each in given["services"])
    if began is not None and ended is None and given["status"] in _OVER:
        ended = seconds(from_wire(given["updated_at"]))
    if began is not None and ended is not None:
        ended = max(ended, began)
    yield Entry(given["id"], kind, int(given["version"]), given["title"], began, ended, services)
