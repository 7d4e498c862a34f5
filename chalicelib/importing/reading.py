"""Reading a source: what it holds, in parts that are kept, and what would become of each."""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from chalicelib.config import settings
from chalicelib.domain.imports import MAX_ERRORS, Import, ImportKind, PieceError, Preview, Tallies, Tally, with_outcome
from chalicelib.domain.pieces import IncidentPiece, MaintenancePiece, Part, Piece, parts_of
from chalicelib.importing import cachet, cstate, csv_files, instatus, secret_keys, statuspage, uploads, uptime_kuma
from chalicelib.importing.carrying import Carrier
from chalicelib.importing.fetching import Web
from chalicelib.importing.findings import Findings, UnreadableError
from chalicelib.store.files import files

SECONDS = 200.0
"""After so long the rest is left to another go."""


def read(made: Import, now: datetime) -> tuple[int, Preview]:
    """How many parts there are, and what would become of them; raises UnreadableError, or LaterError to go on."""
    found = Findings()
    _READERS[made.kind](made, found)
    pieces = found.finished()
    if not pieces:
        raise UnreadableError("There is nothing to import.")
    parts = [*parts_of(pieces)]
    for part in parts:
        files().put(_key(made, part.number), gzip.compress(part.model_dump_json().encode(), 6))
    return len(parts), _preview(made, parts, found, now)


def part(made: Import, number: int) -> Part | None:
    """A part that was read; None once its file is forgotten."""
    kept = files().get(_key(made, number))
    return Part.model_validate_json(gzip.decompress(kept)) if kept else None


def _key(made: Import, number: int) -> str:
    return f"{uploads.folder_of(made)}plan/{number:05}.json.gz"


def _preview(made: Import, parts: Sequence[Part], found: Findings, now: datetime) -> Preview:
    """Everything is tried, and nothing is written."""
    carrier, tallies = Carrier(made, now, dry=True), Tallies()
    errors, kept = list[PieceError](), list[PieceError]()
    for each in parts:
        outcome = carrier.part(each)
        before = tallies.get(each.sort, Tally())
        tallies[each.sort] = with_outcome(before.but(found=before.found + len(each.pieces)), outcome)
        errors += outcome.errors
        kept += outcome.kept
    moments = [*_moments(piece for each in parts for piece in each.pieces)]
    return Preview(
        tallies=tallies,
        notes=found.notes,
        errors=tuple(errors[:MAX_ERRORS]),
        kept=tuple(kept[:MAX_ERRORS]),
        oldest_at=min(moments, default=None),
        newest_at=max(moments, default=None),
    )


def _moments(pieces: Iterator[Piece]) -> Iterator[datetime]:
    for piece in pieces:
        if isinstance(piece, IncidentPiece):
            yield piece.started_at
        elif isinstance(piece, MaintenancePiece):
            yield piece.scheduled_start


def _web(made: Import, **headers: str) -> Web:
    loopback = settings().outbound_loopback == "on"
    return Web(uploads.folder_of(made), headers, loopback=loopback, until=time.monotonic() + SECONDS)


def _opened(made: Import) -> str:
    return secret_keys.opened(made.sealed_key, made.id)


class _ReadManaged(Protocol):
    def __call__(self, web: Web, address: str, page_id: str, found: Findings, *, subscribers: bool) -> None:
        """Reads all of a page through the API of its product."""


def _read_page(
    made: Import, found: Findings, scheme: str, managed: _ReadManaged, public: Callable[[Web, str, Findings], None]
) -> None:
    """All of it with a key, and otherwise what anybody can read."""
    if made.sealed_key:
        web = _web(made, Authorization=f"{scheme} {_opened(made)}")
        managed(web, made.address, made.page_id, found, subscribers=made.subscribers != "skip")
    else:
        public(_web(made), made.address, found)


def _read_statuspage(made: Import, found: Findings) -> None:
    _read_page(made, found, "OAuth", statuspage.read_managed, statuspage.read_public)


def _read_cachet(made: Import, found: Findings) -> None:
    key = _opened(made)
    headers = {"X-Cachet-Token": key, "Authorization": f"Bearer {key}"} if key else {}
    cachet.read(_web(made, **headers), made.address, found, subscribers=bool(key) and made.subscribers != "skip")


def _read_uptime_kuma(made: Import, found: Findings) -> None:
    if made.address:
        uptime_kuma.read_page(_web(made), made.address, found)
    else:
        for name, body in uploads.unpacked(uploads.uploaded(made)):
            uptime_kuma.read_backup(_json(name, body), found)


def _read_instatus(made: Import, found: Findings) -> None:
    _read_page(made, found, "Bearer", instatus.read_managed, instatus.read_public)


def _read_cstate(made: Import, found: Findings) -> None:
    cstate.read(uploads.unpacked(uploads.uploaded(made)), found)


def _read_csv(made: Import, found: Findings) -> None:
    csv_files.read(uploads.unpacked(uploads.uploaded(made)), found)


def _read_archive(made: Import, found: Findings) -> None:
    from chalicelib.importing import archives  # noqa: PLC0415 - only an archive needs the whole domain

    archives.read(uploads.unpacked(uploads.uploaded(made)), found, subscribers=made.subscribers)


def _json(name: str, body: bytes) -> Any:  # noqa: ANN401 - whatever it holds
    try:
        return json.loads(body)
    except ValueError:
        raise UnreadableError(f"{name} is no JSON.") from None


_READERS: dict[ImportKind, Callable[[Import, Findings], None]] = {
    ImportKind.STATUSPAGE: _read_statuspage,
    ImportKind.CACHET: _read_cachet,
    ImportKind.UPTIME_KUMA: _read_uptime_kuma,
    ImportKind.INSTATUS: _read_instatus,
    ImportKind.CSTATE: _read_cstate,
    ImportKind.CSV: _read_csv,
    ImportKind.ARCHIVE: _read_archive,
}
