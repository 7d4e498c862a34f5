"""Importing again: what changed at its source follows here, unless a person has changed it here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from chalicelib.domain.errors import AllclearError, ContendedError, UnavailableError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.pieces import Piece
from chalicelib.importing import digests
from chalicelib.importing.items import TRIES, Done, Item, error_of, message_of
from chalicelib.importing.ledger import Ledger
from chalicelib.store import imports as store
from chalicelib.store.changes import Operation
from chalicelib.store.imports import Known
from chalicelib.store.transactions import LostRaceError

P = TypeVar("P", bound=Piece)
M = TypeVar("M", bound=Model)
DELETED, CHANGED, MADE = "It was deleted here.", "It was changed here, too.", "It was made here."
Along = Callable[[Model], Sequence[Operation]]
"""What a transaction that writes an item writes beside it, once it is known how the item is left."""


@dataclass(frozen=True)
class Following(Generic[P, M]):
    """How pieces of one sort that are here already follow their source."""

    ledger: Ledger
    sort: str
    find: Callable[[Id], M | None]
    after: Callable[[P, M], M]
    """The item as its source says it is by now; raises what can't be."""
    write: Callable[[P, M, M, Along], None]
    """Writes it instead of the one before; raises LostRaceError."""
    told: Callable[[P, M], Item | None]
    """How the event of a part tells of the item as it is here."""

    def carry(self, piece: P, known: Known, done: Done) -> None:
        """What becomes of a piece that is here already. Safe to repeat."""
        said = digests.said(piece)
        if known.import_id == self.ledger.made.id or (known.said or digests.OURS) == said:
            self._found_again(piece, known, done)
            return
        for _ in range(TRIES):
            try:
                self._follow(piece, known, said, done)
            except LostRaceError:
                continue
            except (UnavailableError, ContendedError):
                raise
            except (AllclearError, ValidationError) as error:
                done.errors.append(error_of(piece, message_of(error)))
            return
        raise ContendedError("Too many changes at the same time.")

    def _found_again(self, piece: P, known: Known, done: Done) -> None:
        """What this import brought or changed is told of again: the event of its part may be missing."""
        if known.import_id == self.ledger.made.id:
            done.added += 1
        elif known.changed_by == self.ledger.made.id:
            done.changed += 1
        else:
            done.unchanged += 1
            return
        found = self.find(known.id)
        if found and (item := self.told(piece, found)):
            done.tell(item)

    def _follow(self, piece: P, known: Known, said: str, done: Done) -> None:
        found = self.find(known.id)
        if found is None:
            self._keep(piece, known, DELETED, done)
            return
        is_ours = _is_ours(known, found)
        try:
            after = self.after(piece, found)
        except (AllclearError, ValidationError):
            if not is_ours:
                raise
            self._keep(piece, known, CHANGED, done)
            return
        if digests.left(after) == digests.left(found) and (is_ours or known.said is None):
            done.unchanged += 1
        elif is_ours:
            self._keep(piece, known, CHANGED, done)
        else:
            self._change(piece, found, after, self._along(piece, known, said), done)

    def _change(self, piece: P, found: M, after: M, along: Along, done: Done) -> None:
        if not self.ledger.dry:
            self.write(piece, found, after, along)
        done.changed += 1
        if item := self.told(piece, after):
            done.tell(item)

    def _along(self, piece: P, known: Known, said: str) -> Along:
        made = self.ledger.made
        return lambda after: [
            store.following(made, self.sort, piece.foreign_id, known, said, digests.left(after)),
        ]

    def _keep(self, piece: P, known: Known, why: str, done: Done) -> None:
        """Of what an older release imported nobody knows what its source said: it is kept without a word."""
        if known.said is None and why is DELETED:
            done.unchanged += 1
        else:
            done.kept.append(error_of(piece, MADE if known.left == digests.OURS and why is CHANGED else why))


def _is_ours(known: Known, found: Model) -> bool:
    """Whether a person has changed it here. Of what an older release imported, its version tells."""
    if known.left is None:
        return bool(found.__dict__["version"] > 1)
    return known.left == digests.OURS or known.left != digests.left(found)
