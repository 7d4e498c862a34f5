"""What an import consists of, whatever product it comes from: neutral, and in the words of this one.

A piece is named by the id that it has where it comes from. Services are named by theirs, too, until they are here.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceStatus
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import Instant


class SpanPiece(Model):
    """A service was in a status, as far as the source knows the times."""

    service: str
    status: ServiceStatus
    start: Instant
    end: Instant


class ServicePiece(Model):
    """A service."""

    piece: Literal["service"] = "service"
    foreign_id: str
    name: str
    description: str = ""
    category: str = ""
    status: ServiceStatus = ServiceStatus.OPERATIONAL
    since: Instant | None = None
    """When it was first there; None if the source does not say it."""


class HistoryPiece(Model):
    """What services were, aside from incidents."""

    piece: Literal["history"] = "history"
    foreign_id: str
    spans: tuple[SpanPiece, ...] = ()


class IncidentSaid(Model):
    """An update of an incident."""

    status: IncidentStatus
    text: str
    at: Instant


class IncidentPiece(Model):
    """An incident with all that was said of it, oldest first."""

    piece: Literal["incident"] = "incident"
    foreign_id: str
    title: str
    description: str = ""
    impact: Impact | None = None
    services: tuple[str, ...] = ()
    updates: tuple[IncidentSaid, ...] = ()
    started_at: Instant
    resolved_at: Instant | None = None
    statuses: dict[str, ServiceStatus] = Field(default_factory=dict)
    """What it says its services are now, while it is open."""
    spans: tuple[SpanPiece, ...] = ()
    postmortem: str = ""
    """Published with it."""


class MaintenanceSaid(Model):
    """An update of maintenance."""

    status: MaintenanceStatus
    text: str
    at: Instant


class MaintenancePiece(Model):
    """Maintenance: planned, or over."""

    piece: Literal["maintenance"] = "maintenance"
    foreign_id: str
    title: str
    description: str = ""
    services: tuple[str, ...] = ()
    updates: tuple[MaintenanceSaid, ...] = ()
    scheduled_start: Instant
    scheduled_end: Instant
    actual_start: Instant | None = None
    actual_end: Instant | None = None
    is_over: bool = False


class TemplatePiece(Model):
    """A template of incidents."""

    piece: Literal["template"] = "template"
    foreign_id: str
    name: str
    title: str = ""
    text: str = ""
    status: IncidentStatus = IncidentStatus.INVESTIGATING
    services: tuple[str, ...] = ()


class SubscriberPiece(Model):
    """Somebody who is told by mail; imported only with a consent that somebody answers for."""

    piece: Literal["subscriber"] = "subscriber"
    foreign_id: str
    email: str = Field(repr=False)
    services: tuple[str, ...] = ()


class RecordPiece(Model):
    """A resource as our own archive has it."""

    piece: Literal["record"] = "record"
    foreign_id: str
    kind: str
    """As `domain.archive` calls it."""
    data: dict[str, object]


Piece = Annotated[
    ServicePiece | HistoryPiece | IncidentPiece | MaintenancePiece | TemplatePiece | SubscriberPiece | RecordPiece,
    Field(discriminator="piece"),
]
ORDER = ("service", "history", "incident", "maintenance", "template", "record", "subscriber")
"""Services first, since the others name them."""
MOST = 100
"""Pieces of one part: it is published as one change of the page."""
MOST_SPANS, MOST_NAMED = 500, 2_000
"""Of one part, so that its event is stored and its frame sent whatever the pieces hold."""
MOST_BYTES = 1_000_000


class Part(Model):
    """Some pieces of one sort, which are carried out together."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def sort(self) -> str:
        """What its pieces are."""
        return sort_of(self.pieces[0])


def sort_of(piece: Piece) -> str:
    """What it is: of a record of an archive, its kind."""
    return piece.kind if isinstance(piece, RecordPiece) else piece.piece


def parts_of(pieces: Iterable[Piece]) -> Iterator[Part]:
    """The pieces in parts, each of one sort; what happened first comes first, so that parts touch few months."""
    number, part, room = 0, list[Piece](), _Room()
    for piece in sorted(pieces, key=_place):
        if part and (sort_of(part[0]) != sort_of(piece) or len(part) == MOST or not room.takes(piece)):
            yield Part(number=number, pieces=tuple(part))
            number, part, room = number + 1, [], _Room()
        room.take(piece)
        part.append(piece)
    if part:
        yield Part(number=number, pieces=tuple(part))


class _Room:
    """What a part has room for."""

    def __init__(self) -> None:
        self._left = [MOST_SPANS, MOST_NAMED, MOST_BYTES]

    def takes(self, piece: Piece) -> bool:
        return all(left >= wanted for left, wanted in zip(self._left, _size(piece), strict=True))

    def take(self, piece: Piece) -> None:
        self._left = [left - wanted for left, wanted in zip(self._left, _size(piece), strict=True)]


def _size(piece: Piece) -> tuple[int, int, int]:
    spans = len(piece.spans) if isinstance(piece, IncidentPiece | HistoryPiece) else 0
    named = len(piece.services) if isinstance(piece, IncidentPiece | MaintenancePiece) else 0
    if isinstance(piece, RecordPiece):
        affected = piece.data.get("services", ())
        named = len(affected) if isinstance(affected, list) else 0
    return spans, named, len(piece.model_dump_json())


def _place(piece: Piece) -> tuple[int, str]:
    """Records stay in the order in which the archive has them."""
    moment = {IncidentPiece: "started_at", MaintenancePiece: "scheduled_start"}.get(type(piece))
    return ORDER.index(piece.piece), getattr(piece, moment).isoformat() if moment else ""
