"""The timeline of one service: its turns in order, and what was told afterwards laid over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.history import GONE, UNKNOWN, Because, Told, Turn
from chalicelib.domain.services import ServiceStatus


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a timeline; the last one has no end while the service exists."""

    start: int
    end: int | None
    status: ServiceStatus
    because: Because = field(default=Because("created"))


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
