"""What was counted: a month of an organization in one item, and the head, which orders all counting.

A month holds what is over. What goes on (services that are not operational, open incidents) is in the head until it
ends, so that an hour or a month without events writes nothing.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.domain.history import Entry
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.domain.uptime import COUNTED, Seconds
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.history.facts import as_stored, entry_from
from chalicelib.store.tables import History
from chalicelib.store.transactions import LostRaceError, transaction

HEAD = "head"
DUE = "due"
MAX_ENTRIES_BYTES = 120_000
"""Compressed, of a month. Sums of 500 services that are down for a part of every day take less than 200,000, and an
item has room for 409,600."""

EVERY_MONTH = "*"

Sums = dict[Id, dict[int, Seconds]]
"""By service and day of the month."""


@dataclass(frozen=True)
class Running:
    """A service that is not operational now."""

    status: str
    since: int


@dataclass(frozen=True)
class Head:
    """Where counting stands."""

    revision: int = 0
    """How often it was written; who counts from an older one starts again."""
    generation: int = 0
    """Which months count."""
    zone: str = "UTC"
    """The time zone in which the months were counted."""
    as_of: int = 0
    """Up to where today counts."""
    running: Mapping[Id, Running] = field(default_factory=dict)
    open: Mapping[Id, Entry] = field(default_factory=dict)
    first_month: str = ""
    """The oldest month that was counted."""
    filled_to: Id = ""
    """The event up to which the past was read while it is being read; empty once all of it was."""
    is_ready: bool = False
    """Whether the past was read and counted."""
    claimed_until: int = 0
    """Until when somebody is at reading the past."""
    stale: frozenset[str] = frozenset()
    """Months whose documents are to be written besides the newest ones; `EVERY_MONTH` for all."""
    wrote_at: int = 0
    """When documents were written last."""
    write_due: int = 0
    """When a message that was sent for it has them written; 0 for none."""


@dataclass(frozen=True)
class Month:
    """What is over of a month."""

    sums: Sums = field(default_factory=dict)
    entries: Mapping[Id, Entry] = field(default_factory=dict)


def head(org_id: Id) -> Head | None:
    """The organization's head, if there is one; consistent."""
    with reaching_dynamodb():
        try:
            row = History.get(org_id, HEAD, consistent_read=True)
        except History.DoesNotExist:
            return None
    return _head(row)


def revision(org_id: Id) -> int:
    """How often the head was written; 0 where there is none. Consistent."""
    with reaching_dynamodb():
        try:
            row = History.get(org_id, HEAD, consistent_read=True, attributes_to_get=["version"])
        except History.DoesNotExist:
            return 0
    return int(row.version)


def month(org_id: Id, generation: int, name: str) -> Month:
    """A month; empty where nothing was counted. Consistent."""
    with reaching_dynamodb():
        try:
            row = History.get(org_id, _key(generation, name), consistent_read=True)
        except History.DoesNotExist:
            return Month()
    return Month(_unpacked_sums(row.sums), _unpacked_entries(row.entries))


def replace_head(org_id: Id, given: Head, due_at: datetime | None, months: Mapping[str, Month]) -> Head:
    """Stores the head in the place of its revision, and with it the months that changed.

    Raises LostRaceError, with nothing written, when somebody else has counted meanwhile.
    """
    row = _head_row(org_id, replace(given, revision=given.revision + 1), due_at)
    condition = History.version == given.revision if given.revision else History.item.does_not_exist()
    if not months:
        _save(row, condition)
    else:
        with transaction() as write:
            write.save(row, condition=condition)
            for name, each in months.items():
                write.save(_month_row(org_id, given.generation, name, each))
    return replace(given, revision=given.revision + 1)


def add_months(org_id: Id, generation: int, months: Mapping[str, Month]) -> None:
    """Stores months of a generation that no head names yet."""
    with reaching_dynamodb():
        for name, each in months.items():
            _month_row(org_id, generation, name, each).save()


def remove_other_months(org_id: Id, generation: int) -> None:
    """Months of older generations are of no use."""
    with reaching_dynamodb():
        rows = History.query(
            org_id, History.item.between("month#", _key(generation, "")), attributes_to_get=["org_id", "item"]
        )
        with History.batch_write() as batch:
            for row in rows:
                batch.delete(row)


def due(now: datetime, limit: int) -> list[Id]:
    """Organizations whose documents are to be counted on, the longest overdue first: a read across tenants."""
    with reaching_dynamodb():
        rows = History.due_index.query(DUE, History.due_at <= to_wire(now), limit=limit)
        return [row.org_id for row in rows]


def sums_bytes(sums: Sums) -> int:
    """How much sums take in an item."""
    return len(_packed_sums(sums))


def _save(row: History, condition: Any) -> None:  # noqa: ANN401 - PynamoDB's
    with reaching_dynamodb():
        try:
            row.save(condition)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error


def _key(generation: int, name: str) -> str:
    return f"month#{generation:08d}#{name}"


def _head_row(org_id: Id, given: Head, due_at: datetime | None) -> History:
    held = {
        "generation": given.generation,
        "zone": given.zone,
        "as_of": given.as_of,
        "running": {key: [each.status, each.since] for key, each in given.running.items()},
        "first_month": given.first_month,
        "filled_to": given.filled_to,
        "is_ready": given.is_ready,
        "claimed_until": given.claimed_until,
        "stale": sorted(given.stale),
        "wrote_at": given.wrote_at,
        "write_due": given.write_due,
    }
    row = History(org_id, HEAD, head=held, entries=_packed_entries(given.open), version=given.revision)
    if due_at:
        row.due, row.due_at = DUE, to_wire(due_at)
    return row


def _head(row: History) -> Head:
    held = row.head
    running = {key: Running(status, int(since)) for key, (status, since) in held["running"].items()}
    return Head(
        int(row.version),
        int(held["generation"]),
        held["zone"],
        int(held["as_of"]),
        running,
        _unpacked_entries(row.entries),
        held["first_month"],
        held["filled_to"],
        held["is_ready"],
        int(held.get("claimed_until", 0)),
        frozenset(held.get("stale", ())),
        int(held.get("wrote_at", 0)),
        int(held.get("write_due", 0)),
    )


def _month_row(org_id: Id, generation: int, name: str, given: Month) -> History:
    return History(
        org_id, _key(generation, name), sums=_packed_sums(given.sums), entries=_packed_entries(given.entries)
    )


def _packed_sums(sums: Sums) -> bytes:
    """Seconds of each status in the order of `COUNTED`."""
    held = {
        service: {str(day): [seconds.get(status, 0) for status in COUNTED] for day, seconds in sorted(days.items())}
        for service, days in sums.items()
    }
    return _packed(held)


def _unpacked_sums(packed: bytes | None) -> Sums:
    return {
        service: {
            int(day): {status.value: length for status, length in zip(COUNTED, lengths, strict=False) if length}
            for day, lengths in days.items()
        }
        for service, days in _unpacked(packed, {}).items()
    }


def _packed_entries(entries: Mapping[Id, Entry]) -> bytes:
    """As many as there is room for, the ones that started last."""
    kept = sorted(entries.values(), key=lambda each: (each.start or 0, each.id), reverse=True)
    while len(packed := _packed([as_stored(each) for each in kept])) > MAX_ENTRIES_BYTES:
        kept = kept[: len(kept) * 9 // 10]
    return packed


def _unpacked_entries(packed: bytes | None) -> dict[Id, Entry]:
    return {each["id"]: entry_from(each) for each in _unpacked(packed, [])}


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _unpacked(packed: bytes | None, otherwise: Any) -> Any:  # noqa: ANN401 - JSON
    return json.loads(zlib.decompress(packed)) if packed else otherwise
