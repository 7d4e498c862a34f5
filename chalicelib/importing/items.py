"""What an import writes of a piece, what became of the pieces of a part, and how either is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chalicelib.domain.errors import AllclearError, ContendedError
from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.imports import PieceError
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.model import Model
from chalicelib.domain.pieces import Piece, RecordPiece
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Change, Operation
from chalicelib.store.transactions import LostRaceError

TRIES = 10
"""After which somebody else's changes are too many."""


@dataclass
class Item:
    """What is to be written for one piece."""

    piece: Piece
    id: Id
    saved: list[Model]
    event: Event
    told: dict[str, Any]
    """How the event of the part tells of it."""
    left: Model | None = None
    """What follows its source from now on, as it is left here; None for what never changes again."""
    spans: list[dict[str, Any]] = field(default_factory=list)
    first: Sequence[Operation] = ()


@dataclass
class Done:
    """What became of the pieces of a part, and what its event tells."""

    number: int = 0
    """The part's."""
    added: int = 0
    asked: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[PieceError] = field(default_factory=list)
    errors: list[PieceError] = field(default_factory=list)
    imported: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    spans: list[dict[str, Any]] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """It is written."""
        self.added += 1
        self.tell(item)

    def tell(self, item: Item) -> None:
        """The event of the part tells of it."""
        if name := _RESOURCES.get(item.event.type):
            self.imported.setdefault(name, []).append(item.told)
        self.spans += item.spans


_RESOURCES = {
    EventType.SERVICE_IMPORTED: "services",
    EventType.INCIDENT_IMPORTED: "incidents",
    EventType.MAINTENANCE_IMPORTED: "maintenances",
}


def committed(change: Change) -> bool:
    """False where something of it was there already; a transaction that is in the way is waited for by trying again."""
    for _ in range(TRIES):
        try:
            change.commit()
        except LostRaceError as lost:
            if lost.failed:
                return False
        else:
            return True
    raise ContendedError("Too many changes at the same time.")


def lean(entry: Incident | Maintenance, *times: str) -> dict[str, Any]:
    """As much of it as history and publishing need."""
    moments: Iterable[tuple[str, datetime | None]] = ((name, getattr(entry, name)) for name in times)
    return {
        "id": entry.id,
        "title": entry.title,
        "status": entry.status.value,
        "version": entry.version,
        "updated_at": to_wire(entry.updated_at),
        "services": [{"id": each.id} for each in entry.services],
        **{name: to_wire(moment) if moment else None for name, moment in moments},
    }


def told(model: Model) -> dict[str, Any]:
    """How the event of a part tells of what an archive brought."""
    if isinstance(model, Incident):
        return lean(model, "started_at", "resolved_at")
    if isinstance(model, Maintenance):
        return lean(model, "actual_start", "actual_end")
    return {"id": str(model.__dict__["id"]), "is_restored": True}


def error_of(piece: Piece, message: str) -> PieceError:
    """What the preview and the result say of a piece that fails."""
    name = getattr(piece, "title", "") or getattr(piece, "name", "") or getattr(piece, "foreign_id", "")
    return PieceError(
        what=piece.kind if isinstance(piece, RecordPiece) else piece.piece, name=name[:200], message=message
    )


def message_of(error: Exception) -> str:
    """What is wrong, and where."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    loc = ".".join(map(str, getattr(error, "loc", ())))
    detail = error.detail if isinstance(error, AllclearError) else str(error)
    return f"{loc} {detail}" if loc else detail
