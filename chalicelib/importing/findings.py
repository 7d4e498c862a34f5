"""What a source was found to hold: pieces, and what can't be taken over as it is."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.imports import MAX_EXAMPLES, MAX_PIECES, Note
from chalicelib.domain.pieces import IncidentPiece, MaintenancePiece, Piece, ServicePiece, sort_of
from chalicelib.importing import texts


class UnreadableError(Exception):
    """It can't be imported from, in words for whoever tries."""


class Findings:
    """Gathered while a source is read."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._seen: set[tuple[str, str]] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[str]] = {}

    def add(self, piece: Piece) -> None:
        """One more piece; the same again is passed over, and a text that has to be cut is noted."""
        key = (sort_of(piece), piece.foreign_id)
        if key in self._seen:
            return
        if len(self.pieces) >= MAX_PIECES:
            raise UnreadableError(f"It holds more than {MAX_PIECES:,} services, incidents and so on.")
        self._seen.add(key)
        self.pieces.append(piece)
        if isinstance(piece, IncidentPiece | MaintenancePiece):
            cut = sum(texts.is_cut(said.text) for said in piece.updates)
            if cut or texts.is_cut(piece.description) or len(piece.title) > texts.MAX_TITLE:
                self.note(piece.piece, "Texts that are too long are cut off.", piece.title)

    def note(self, what: str, why: str, example: object = "") -> None:
        """Something that is left out or taken over otherwise, and why."""
        key = (what, why)
        self._counts[key] += 1
        examples = self._examples.setdefault(key, [])
        if example and len(examples) < MAX_EXAMPLES:
            examples.append(texts.line(example, 100))

    def has(self, piece: str, foreign_id: str) -> bool:
        """Whether there is such a piece."""
        return (piece, foreign_id) in self._seen

    def need_service(self, foreign_id: str, name: str) -> str:
        """A service that is known by its name alone, as an incident names it."""
        self.add(ServicePiece(foreign_id=foreign_id, name=name))
        return foreign_id

    @property
    def notes(self) -> tuple[Note, ...]:
        """All of them, the most frequent first."""
        return tuple(
            Note(what=what, why=why, count=count, examples=tuple(self._examples[what, why]))
            for (what, why), count in self._counts.most_common()
        )

    def finished(self) -> list[Piece]:
        """The pieces; a service of unknown age has been there since the first thing that is told of it."""
        first = self._first_told()
        return [
            piece.but(since=_earlier(piece.since, first.get(piece.foreign_id)))
            if isinstance(piece, ServicePiece)
            else piece
            for piece in self.pieces
        ]

    def _first_told(self) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        for piece in self.pieces:
            told = [(each.service, each.start) for each in getattr(piece, "spans", ())]
            if isinstance(piece, IncidentPiece):
                told += [(each, piece.started_at) for each in piece.services]
            if isinstance(piece, MaintenancePiece) and piece.is_over:
                told += [(each, piece.actual_start or piece.scheduled_start) for each in piece.services]
            for service, at in told:
                found[service] = min(at, found.get(service, at))
        return found


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each), default=None)


def wanted(value: Any, kind: type, what: str) -> Any:  # noqa: ANN401 - of JSON that a stranger wrote
    """The value, if it is what it should be; raises UnreadableError."""
    if not isinstance(value, kind):
        raise UnreadableError(f"{what} is not as expected: is it the right address or file?")
    return value
