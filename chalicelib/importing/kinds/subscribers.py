"""Subscribers of an import."""

from collections.abc import Sequence

from chalicelib.domain.events import EventType
from chalicelib.domain.imports import ImportKind
from chalicelib.domain.pieces import SubscriberPiece
from chalicelib.importing.items import Done, committed, error_of
from chalicelib.importing.ledger import Ledger
from chalicelib.importing.people import People
from chalicelib.store import services
from chalicelib.store.changes import Change

AT_ONCE = 50


def carry(ledger: Ledger, pieces: Sequence[SubscriberPiece], done: Done) -> None:
    """Adds subscribers, or has them asked; who is here already stays as they are."""
    known = {key: each.id for key, each in ledger.by_foreign_id.items()}
    if ledger.made.kind is ImportKind.ARCHIVE:
        known |= {each.id: each.id for each in services.of_organization(ledger.org_id)}
    people = People(ledger.made, ledger.now, dry=ledger.dry)
    asks = ledger.made.subscribers == "ask"
    if asks:
        pieces = _not_asked_before(ledger, pieces, done)
    outcomes = people.hand_on(pieces, known, done.number) if asks else people.carry(pieces, known)
    if asks and not ledger.dry:
        _note(ledger, [piece for piece, outcome in zip(pieces, outcomes, strict=True) if outcome is True])
    for piece, outcome in zip(pieces, outcomes, strict=True):
        if isinstance(outcome, str):
            done.errors.append(error_of(piece, outcome))
        elif not outcome:
            done.unchanged += 1
        elif asks:
            done.asked += 1
        else:
            done.added += 1


def _not_asked_before(ledger: Ledger, pieces: Sequence[SubscriberPiece], done: Done) -> list[SubscriberPiece]:
    """Whoever did not answer an import before is not asked again by the next."""
    earlier = {key for key, known in ledger.there("subscriber").items() if known.import_id != ledger.made.id}
    new = [each for each in pieces if each.foreign_id not in earlier]
    done.unchanged += len(pieces) - len(new)
    return new


def _note(ledger: Ledger, asked: Sequence[SubscriberPiece]) -> None:
    """Who was handed on to be asked, under ids that say nothing of them."""
    there = ledger.there("subscriber")
    new = [each for each in asked if each.foreign_id not in there]
    for start in range(0, len(new), AT_ONCE):
        claims = [ledger.claim("subscriber", each, ledger.made.id) for each in new[start : start + AT_ONCE]]
        event = ledger.event(EventType.IMPORT_ADVANCED, ledger.made, "Subscribers of an import will be asked")
        committed(Change(event, first=claims))
