"""Events, read: from the stream that carries them, as the public timeline, and as the audit log."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.domain.answer_room import MAX_BYTES, size_of
from chalicelib.domain.events import UNTOLD, Event, EventType, LogEntry
from chalicelib.domain.ids import Id
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Events

_KNOWN = frozenset(EventType)
_LOGGED = [getattr(Events, name).attr_name for name in LogEntry.model_fields]


def from_image(image: Mapping[str, Any]) -> Event | None:
    """The event a stream record carries; raises ValueError for a record that is no event.

    None for a type that only a newer version knows: after a rollback, every reaction passes over it.
    """
    with _deserializing():
        row = Events()
        row.deserialize(dict(image))
    return _event(row)


def find(org_id: Id, event_id: Id) -> Event | None:
    """One event; None when it is gone, or of an unknown type. Raises ValueError when it can't be read; consistent."""
    with reaching_dynamodb(), _deserializing():
        try:
            row = Events.get(org_id, event_id, consistent_read=True)
        except Events.DoesNotExist:
            return None
    return _event(row)


def some(org_id: Id, event_ids: Collection[Id]) -> tuple[list[Event], set[Id]]:
    """Those of the events that are there and of a known type, and the ids of those that can't be read.

    They are read one by one: in a batch, one that can't be read would hide all that come after it.
    """
    found: list[Event] = []
    unreadable: set[Id] = set()
    for event_id in event_ids:
        try:
            event = find(org_id, event_id)
        except ValueError:
            unreadable.add(event_id)
        else:
            found += [event] if event else []
    return found, unreadable


@contextmanager
def _deserializing() -> Iterator[None]:
    """PynamoDB has an error of its own for every way in which an attribute can be wrong."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {error}") from error


def _event(row: Events) -> Event | None:
    if not row.type:
        raise ValueError("not an event: it has no type")
    return from_row(Event, row) if row.type in _KNOWN else None


def newest_public(org_id: Id, *, limit: int, before: Id | None = None) -> list[Event]:
    """At most `limit` events that visitors may know of, before the event `before`, newest first."""
    with reaching_dynamodb():
        rows = Events.query(
            org_id,
            _older_than(before),
            filter_condition=~Events.type.is_in(*UNTOLD),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
            page_size=limit,
        )
        return [event for row in rows if (event := _event(row))]


@dataclass(frozen=True)
class Stretch:
    """Some of an organization's events, the oldest first; those that can't be read are left out."""

    events: list[Event]
    read_to: Id
    has_more: bool
    """Whether there may be more."""


def oldest_first(org_id: Id, *, after: Id = "", limit: int = 200) -> Stretch | None:
    """At most `limit` events after the one called `after`; None when there are no more."""
    newer = Events.id > after if after else None
    with reaching_dynamodb():
        rows_of_keys = Events.query(org_id, newer, consistent_read=True, limit=limit, attributes_to_get=["event_id"])
        keys = [str(row.id) for row in rows_of_keys]
        try:
            rows = list(Events.query(org_id, newer, consistent_read=True, limit=limit)) if keys else []
            found = [event for row in rows if (event := _event(row))]
        except (KeyError, TypeError, AttributeError, ValueError):
            found = some(org_id, keys)[0]
    return Stretch(found, keys[-1], len(keys) == limit) if keys else None


@dataclass(frozen=True)
class LogPage:
    """A part of the audit log; `looked_down_to` is where to go on, None at the log's beginning."""

    entries: list[LogEntry]
    looked_down_to: Id | None


def log(
    org_id: Id, wanted: Callable[[LogEntry], bool], *, limit: int, before: Id | None = None, look_at: int = 1000
) -> LogPage:
    """At most `limit` entries that are `wanted`, newest first, out of at most `look_at` that are read for it."""
    found: list[LogEntry] = []
    seen: Id | None = None
    room = MAX_BYTES
    with reaching_dynamodb():
        rows = Events.query(
            org_id,
            _older_than(before),
            consistent_read=True,
            scan_index_forward=False,
            limit=look_at,
            page_size=min(look_at, 2 * limit),
            attributes_to_get=_LOGGED,
        )
        for entry in (from_row(LogEntry, row) for row in rows):
            is_wanted = wanted(entry)
            room -= size_of(entry) if is_wanted else 0
            if len(found) == limit or (room < 0 and found):
                return LogPage(found, seen)
            seen = entry.id
            if is_wanted:
                found.append(entry)
    return LogPage(found, seen if rows.last_evaluated_key else None)


def _older_than(event_id: Id | None) -> Condition | None:
    return Events.id < event_id if event_id else None
