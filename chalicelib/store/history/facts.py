"""What was: turns, told spans and entries. Writing them again changes nothing, in whatever order they come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.domain.history import UNKNOWN, Because, Entry, Facts, Told, Turn
from chalicelib.domain.ids import Id
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import History

_TURN, _TOLD, _ENTRY = "turn#", "told#", "entry#"
_AFTER = "~"
"""Sorts after every letter of a key."""
_PAGE = 100


def keep(org_id: Id, facts: Facts) -> None:
    """Stores them all. Of an entry, the newest version stays."""
    with reaching_dynamodb():
        rows = [*(_turn_row(org_id, each) for each in facts.turns), *(_told_row(org_id, each) for each in facts.told)]
        if len(rows) == 1:
            rows[0].save()
        elif rows:
            with History.batch_write() as batch:
                for row in {row.item: row for row in rows}.values():
                    batch.save(row)
        for entry in _newest(facts.entries):
            _keep_entry(org_id, entry)


def keeping(org_id: Id, told: Told) -> Operation:
    """The same of one span, as a part of the transaction that tells of it."""
    return lambda write: write.save(_told_row(org_id, told))


def turns_until(org_id: Id, service_id: Id, before: int | None = None) -> Iterator[Turn]:
    """A service's turns before a second, the newest first; as many are read as are taken, a page at a time."""
    prefix = f"{_TURN}{service_id}#"
    end = f"{prefix}{before:013d}" if before is not None else f"{prefix}{_AFTER}"
    with reaching_dynamodb():
        yield from (
            _turn(row)
            for row in History.query(
                org_id,
                History.item.between(prefix, end),
                consistent_read=True,
                scan_index_forward=False,
                page_size=_PAGE,
                attributes_to_get=["item", "told"],
            )
        )


def told_of(org_id: Id, service_id: Id) -> list[Told]:
    """All that was told afterwards of one service, the earliest telling first."""
    with reaching_dynamodb():
        rows = History.query(org_id, History.item.startswith(f"{_TOLD}{service_id}#"), consistent_read=True)
        return [_told(row) for row in rows]


def every_turn(org_id: Id) -> Iterator[tuple[Id, list[Turn]]]:
    """All turns, service by service."""
    with reaching_dynamodb():
        rows = History.query(org_id, History.item.startswith(_TURN), consistent_read=True)
        for service_id, turns in groupby(map(_turn, rows), key=lambda turn: turn.service_id):
            yield service_id, list(turns)


def every_told(org_id: Id) -> dict[Id, list[Told]]:
    """All that was told afterwards, by service."""
    with reaching_dynamodb():
        rows = History.query(org_id, History.item.startswith(_TOLD), consistent_read=True)
        return {key: list(told) for key, told in groupby(map(_told, rows), key=lambda each: each.service_id)}


def every_entry(org_id: Id) -> Iterator[Entry]:
    """All incidents and maintenance that days may show."""
    with reaching_dynamodb():
        rows = History.query(org_id, History.item.startswith(_ENTRY), consistent_read=True)
        yield from (entry_from(row.told) for row in rows)


def entry(org_id: Id, entry_id: Id) -> tuple[Entry, int | None, int | None]:
    """An entry that was kept as it is now, and from when to when any version of it ever was; None for still."""
    with reaching_dynamodb():
        row = History.get(org_id, f"{_ENTRY}{entry_id}", consistent_read=True)
    return entry_from(row.told), row.told.get("since"), row.told.get("until")


def entry_from(given: Mapping[str, Any]) -> Entry:
    """An entry as it was stored."""
    return Entry(
        given["id"],
        given["kind"],
        int(given["version"]),
        given["title"],
        given["start"],
        given["end"],
        tuple(given["services"]),
    )


def as_stored(given: Entry) -> dict[str, Any]:
    """The inverse of `entry_from`; `asdict` would copy each service's id, which takes seconds for a full month."""
    return {each.name: getattr(given, each.name) for each in fields(given)}


def _newest(entries: Iterable[Entry]) -> Iterable[Entry]:
    found: dict[Id, Entry] = {}
    for each in entries:
        if each.id not in found or found[each.id].version < each.version:
            found[each.id] = each
    return found.values()


def _keep_entry(org_id: Id, given: Entry) -> None:
    """With the widest reach that it ever had, so that all months which may show it are known.

    Another writer of the same entry makes this one look again; a newer version leaves nothing to do.
    """
    key = f"{_ENTRY}{given.id}"
    while True:
        try:
            row = History.get(org_id, key, consistent_read=True)
        except History.DoesNotExist:
            row = None
        if row and row.version >= given.version:
            return
        stored = as_stored(given) | _reach(row.told if row else {}, given)
        condition = History.version == row.version if row else History.item.does_not_exist()
        try:
            History(org_id, key, told=stored, version=given.version).save(condition)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
        else:
            return


def _reach(before: Mapping[str, Any], given: Entry) -> dict[str, int]:
    """Of an open one, the end of what was before; while it is open, the head shows it and no month."""
    known = [each for each in (before.get("since"), given.start) if each is not None]
    ends = [each for each in (before.get("until"), given.end) if each is not None]
    return ({"since": min(known)} if known else {}) | ({"until": max(ends)} if ends else {})


def _turn_row(org_id: Id, turn: Turn) -> History:
    key = f"{_TURN}{turn.service_id}#{turn.at:013d}#{turn.version:010d}"
    return History(org_id, key, told={"status": turn.status, "because": _short(turn.because)})


def _turn(row: History) -> Turn:
    _, service_id, at, version = row.item.split("#")
    return Turn(service_id, int(at), int(version) or UNKNOWN, row.told["status"], _because(row.told))


def _told_row(org_id: Id, told: Told) -> History:
    key = f"{_TOLD}{told.service_id}#{told.event_id}#{told.place:03d}"
    given = {"status": told.status, "start": told.start, "end": told.end, "because": _short(told.because)}
    return History(org_id, key, told=given)


def _told(row: History) -> Told:
    _, service_id, event_id, place = row.item.split("#")
    given = row.told
    return Told(service_id, given["start"], given["end"], given["status"], _because(given), event_id, int(place))


def _because(told: Mapping[str, Any]) -> Because:
    """What a newer release added is left out."""
    given = told["because"]
    return Because(**{each.name: given[each.name] for each in fields(Because) if each.name in given})


def _short(because: Because) -> dict[str, str]:
    return {name: value for name, value in asdict(because).items() if value}
