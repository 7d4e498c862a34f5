"""Subscribers of an import."""

from collections.abc import Sequence

from chalicelib.domain.pieces import SubscriberPiece
from chalicelib.importing.items import Done, error_of
from chalicelib.importing.ledger import Ledger
from chalicelib.importing.people import People


def carry(ledger: Ledger, pieces: Sequence[SubscriberPiece], done: Done) -> None:
    """Adds subscribers; who is here already stays as they are."""
    known = {key: each.id for key, each in ledger.by_foreign_id.items()}
    people = People(ledger.made, ledger.now, dry=ledger.dry)
    for piece, outcome in zip(pieces, people.carry(pieces, known), strict=True):
        if isinstance(outcome, str):
            done.errors.append(error_of(piece, outcome))
        elif outcome:
            done.added += 1
        else:
            done.unchanged += 1
