"""One service's history as its team reads it, and the fields of a correction."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from chalicelib.domain.history import MAX_CORRECTIONS, Because, Told, Turn, first_turn, moment, seconds
from chalicelib.domain.history_of_events import facts_of
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.timeline import Piece, clipped, timeline
from chalicelib.domain.times import Instant
from chalicelib.store import events
from chalicelib.store.history import facts

AN_HOUR = 3600
"""What is so long before a service's last change is in its facts."""
JUST_NOW = 100
"""So many of the newest events are looked at for what has not become facts yet."""

Kind = Literal["incident", "maintenance", "person", "clock", "created", "correction"]


class Reason(Model):
    """What put the service into the status."""

    kind: Kind
    """`created` is what it was made with, and `clock` what Allclear did by itself."""
    id: Id | None = None
    """Of the incident or maintenance."""
    by: str | None = None
    """The name of who did it."""
    reason: str | None = None
    """What was said of a correction."""


class HistorySpan(Model):
    """A stretch of time in one status."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    start: Instant = Field(alias="from")
    """Included."""
    end: Instant = Field(alias="to")
    """Excluded."""
    status: ServiceStatus
    """As it counts, corrections included."""
    because: Reason
    """What put the service into it."""


class ServiceHistory(Model):
    """What a service was from one moment to another: the oldest first, and without gaps."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    service_id: Id
    """Whose history it is."""
    start: Instant = Field(alias="from")
    """As it was asked for."""
    end: Instant = Field(alias="to")
    """As it was asked for, and not in the future."""
    corrections: int
    """How many corrections it has had."""
    max_corrections: int = MAX_CORRECTIONS
    """How many it may have."""
    items: tuple[HistorySpan, ...]
    """From `from`, or from when it was created."""


def of_service(service: Service, start: datetime, end: datetime, also: tuple[Told, ...] = ()) -> ServiceHistory:
    """From `start`, or from when it was created; `also` is laid over what is stored."""
    told = [*facts.told_of(service.org_id, service.id), *also]
    low, high = max(seconds(start), seconds(service.created_at)), seconds(end)
    return ServiceHistory(
        service_id=service.id,
        start=start,
        end=end,
        corrections=corrections(told),
        items=tuple(map(_span, clipped(_pieces(service, told, low, high), low, high))),
    )


def corrections(told: list[Told]) -> int:
    """How many of these are corrections."""
    return sum(each.because.kind == "correction" for each in told)


def _pieces(service: Service, told: list[Told], low: int, high: int) -> list[Piece]:
    turns: list[Turn] = []
    for turn in facts.turns_until(service.org_id, service.id, high):
        turns.append(turn)
        if turn.at < low:
            break
    is_recent = seconds(service.updated_at) - AN_HOUR < high
    if is_recent and max((turn.version for turn in turns), default=0) < service.version:
        turns += [turn for turn in _not_kept_yet(service) if turn.at < high]
    return timeline(turns or [first_turn(service)], told)


def _not_kept_yet(service: Service) -> list[Turn]:
    """What the newest events say of the service: who changes it reads that at once, and facts follow in a moment."""
    found = events.newest_public(service.org_id, limit=JUST_NOW)
    return [turn for event in found for turn in facts_of(event).turns if turn.service_id == service.id]


def _span(piece: Piece) -> HistorySpan:
    end = piece.end if piece.end is not None else piece.start
    return HistorySpan(start=moment(piece.start), end=moment(end), status=piece.status, because=_reason(piece.because))


def _reason(because: Because) -> Reason:
    return Reason.model_validate(
        {"kind": because.kind, "id": because.id or None, "by": because.by or None, "reason": because.reason or None}
    )
