"""The broadcaster: from the events stream to every screen, several organizations side by side.

An organization whose publication fails or takes too long is set aside (chalicelib/live/set_aside.py), and its records
count as handled. They are given back to the stream only while the database or the document store is away as a whole, or
when setting aside fails.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from chalice.app import DynamoDBRecord

from chalicelib import log
from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.live import set_aside, side_by_side
from chalicelib.live.broadcast import broadcast
from chalicelib.live.set_aside import SkippedError, UnreadableError
from chalicelib.live.side_by_side import LateError, Turn
from chalicelib.publish.publisher import store_answers
from chalicelib.store import events
from chalicelib.store import set_aside as store
from chalicelib.store.dynamodb import NotAskedError
from chalicelib.store.reachable import database_answers

_KIND = {"kind": "broadcast"}


@dataclass
class _Batch:
    """What came of one organization."""

    first: str
    """The sequence number of its first record."""
    events: list[Event] = field(default_factory=list)
    unreadable: list[Id] = field(default_factory=list)

    @property
    def ids(self) -> list[Id]:
        """Of the events that can be read."""
        return [event.id for event in self.events]


def broadcaster(records: Sequence[DynamoDBRecord]) -> list[str]:
    """The sequence numbers from which on to deliver again: one for each organization that is given back."""
    batches = _by_organization(records)
    skipped = {org_id for org_id in batches if set_aside.has_just_failed(org_id)}
    wrong = _publish({org_id: batch for org_id, batch in batches.items() if org_id not in skipped})
    is_away = bool(wrong) and not (database_answers() and store_answers())
    wrong |= dict.fromkeys(skipped, SkippedError("It failed a moment ago."))
    if is_away:
        return _unhandled(batches, wrong)
    return [
        _given_back(org_id, batch, error)
        for org_id, batch in batches.items()
        if (error := _not_set_aside(org_id, batch, wrong.get(org_id)))
    ]


def _by_organization(records: Iterable[DynamoDBRecord]) -> dict[Id, _Batch]:
    """Events of types that only a newer version knows are passed over."""
    found: dict[Id, _Batch] = {}
    for record in records:
        batch = found.setdefault(str(record.keys["org_id"]["S"]), _Batch(str(record.sequence_number)))
        try:
            event = events.from_image(record.new_image)
        except ValueError:
            log.exception("record_unreadable", number=record.sequence_number)
            batch.unreadable.append(str(record.keys["event_id"]["S"]))
            continue
        if event is None:
            log.measured("event_passed_over", _KIND, {"UnknownEvents": log.Metric(1)}, number=record.sequence_number)
        else:
            batch.events.append(event)
    return found


def _publish(batches: Mapping[Id, _Batch]) -> dict[Id, Exception]:
    """What went wrong, by organization."""
    tasks = {org_id: partial(_publish_one, org_id, batch) for org_id, batch in batches.items() if batch.events}
    wrong = side_by_side.run(tasks)
    while (refused := _not_asked(wrong)) and database_answers():
        again = side_by_side.run({org_id: tasks[org_id] for org_id in refused})
        wrong = {org_id: error for org_id, error in wrong.items() if org_id not in refused} | again
        if _not_asked(again) == refused:
            break
    return wrong


def _not_asked(wrong: Mapping[Id, Exception]) -> set[Id]:
    """After one request times out, all others fail for a second, although the database may well be there: these did."""
    return {org_id for org_id, error in wrong.items() if isinstance(error, NotAskedError)}


def _publish_one(org_id: Id, batch: _Batch, turn: Turn) -> None:
    """A publication that ended too late was set aside meanwhile, and so publishes what has been missed since."""
    broadcast(org_id, batch.events, turn.pushes)
    if turn.is_late:
        store.remove_unpublished(org_id, batch.ids)
        set_aside.make_up(org_id, broadcast)
    else:
        set_aside.works_again(org_id)


def _unhandled(batches: Mapping[Id, _Batch], wrong: Mapping[Id, Exception]) -> list[str]:
    """Gives back all that was not published: whatever precedes the lowest number counts as handled."""
    unreadable = UnreadableError("An event can't be read.")
    return [
        _given_back(org_id, batch, wrong.get(org_id, unreadable))
        for org_id, batch in batches.items()
        if org_id in wrong or batch.unreadable
    ]


def _not_set_aside(org_id: Id, batch: _Batch, wrong: Exception | None) -> Exception | None:
    """What keeps the events that were not published from being set aside; None when there are none, or they are.

    One that was late and is done by now is not missing: set aside, it would be published twice.
    """
    if isinstance(wrong, LateError) and wrong.has_succeeded_since:
        wrong = None
    missing = [*batch.unreadable, *(batch.ids if wrong else ())]
    if not missing:
        return None
    error = wrong or UnreadableError("An event can't be read.")
    try:
        set_aside.put(org_id, missing, error)
    except Exception as unkept:  # noqa: BLE001 - whatever it was, the stream keeps the records
        return unkept
    return None


def _given_back(org_id: Id, batch: _Batch, error: Exception) -> str:
    log.warning("broadcast_given_back", organization=org_id, first=batch.first, error=type(error).__name__)
    log.measured("broadcast_retried", _KIND, {"BroadcastFailures": log.Metric(1)}, organization=org_id)
    return batch.first
