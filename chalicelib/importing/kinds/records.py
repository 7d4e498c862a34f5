"""Records of our own archive: they come as they were, under the same ids, and stay as they are once they are here."""

from collections.abc import Sequence

from chalicelib.domain.events import EventType
from chalicelib.domain.pieces import RecordPiece
from chalicelib.importing.items import Done, Item, told
from chalicelib.importing.ledger import Ledger
from chalicelib.importing.records import Records
from chalicelib.use_cases import metrics

_EVENTS = {
    "services": EventType.SERVICE_IMPORTED,
    "incidents": EventType.INCIDENT_IMPORTED,
    "maintenance": EventType.MAINTENANCE_IMPORTED,
    "metrics": EventType.METRIC_CREATED,
}


def all_of(ledger: Ledger) -> Records:
    """What checks the records of an import against each other."""
    return Records(ledger.made, ledger.now)


def carry(ledger: Ledger, records: Records, pieces: Sequence[RecordPiece], done: Done) -> None:
    """Restores records of one kind."""
    if pieces[0].kind == "settings":
        ledger.attempt(pieces[0], done, lambda piece: records.apply_settings(piece, dry=ledger.dry))
    elif pieces[0].kind == "history":
        done.added += records.keep_history(pieces, done.errors, dry=ledger.dry)
        done.imported["history"] = [{"lines": len(pieces)}]
    else:
        _restore(ledger, records, pieces, done)


def _restore(ledger: Ledger, records: Records, pieces: Sequence[RecordPiece], done: Done) -> None:
    kind = pieces[0].kind
    there, waiting = ledger.there(kind), list[Item]()
    for piece in pieces:
        if piece.foreign_id in there and there[piece.foreign_id].import_id != ledger.made.id:
            done.unchanged += 1
        elif item := ledger.built(piece, done, lambda each: _item(ledger, records, each)):
            if piece.foreign_id in there:
                done.add(item)
            else:
                waiting.append(item)
    ledger.write(kind, waiting, done)
    if kind == "metrics" and not ledger.dry:
        metrics.show_as_stored(ledger.org_id, ledger.actor, ledger.now)


def _item(ledger: Ledger, records: Records, piece: RecordPiece) -> Item:
    record = records.of(piece, dry=ledger.dry)
    event = ledger.event(_EVENTS.get(piece.kind, EventType.IMPORT_ADVANCED), record.model, record.summary)
    return Item(piece, piece.foreign_id, [], event, told(record.model), first=record.operations)
