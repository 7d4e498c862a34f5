"""Setting an organization aside: what could not be published for it alone is made up for later, and the others go on.

Which events are missing is kept in a table, whichever process tries next; the message in the queue only says that it is
time to try. docs/decisions/0060.
"""

import time
import traceback
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from chalicelib import clock, log
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.live.side_by_side import LateError
from chalicelib.queues import queues
from chalicelib.queues.message import Message
from chalicelib.store import events, set_aside
from chalicelib.store.dynamodb import NotAskedError

QUEUE = "publish_again"
AT_ONCE = 100
SKIPPED_SECONDS = 5.0
"""For so long after a failure, an organization's events are set aside untried: its trouble costs the others no time."""
MOST_REMEMBERED = 1000
LOST = timedelta(minutes=10)
"""Behind its time, a try that nothing is heard of is not coming any more."""
_failed: dict[Id, float] = {}


class UnreadableError(Exception):
    """An event can't be read by this version of the code."""


class SkippedError(Exception):
    """It failed a moment ago, and was not tried again."""


_UNTRIED = (UnreadableError, SkippedError, LateError, NotAskedError)
"""These say nothing about whether the next publication would fail."""


def has_just_failed(org_id: Id) -> bool:
    """Whether it failed in this process within the last seconds."""
    return time.monotonic() < _failed.get(org_id, 0.0) + SKIPPED_SECONDS


def put(org_id: Id, event_ids: Collection[Id], error: Exception) -> None:
    """Returns when it is certain that these will be published; raises what keeps that from being certain.

    The events are noted before anybody looks whether a try is under way: whoever ends the last one looks for events
    after that, and so each event is seen by one of the two.
    """
    now, pause = clock.now(), queues.pause_after(1)
    set_aside.add_unpublished(org_id, event_ids)
    waiting = set_aside.find(org_id)
    if waiting is None or waiting.next_at + LOST < now:
        _call_for_a_try(org_id, pause)
        set_aside.note(org_id, _name(error), now, now + timedelta(seconds=pause))
    if not isinstance(error, _UNTRIED):
        _remember(org_id)
    _report(org_id, error)


def works_again(org_id: Id) -> None:
    """After a publication that succeeded: what was set aside before in this process is tried now."""
    if _failed.pop(org_id, None) is not None and set_aside.find(org_id):
        release(org_id)


def release(org_id: Id) -> None:
    """Tries now, whenever the next try was due."""
    _failed.pop(org_id, None)
    _call_for_a_try(org_id, 0)
    set_aside.due_at(org_id, clock.now())


def make_up(org_id: Id, publish: Callable[[Id, Sequence[Event]], None]) -> None:
    """Publishes all that is missing. Raises what the publication does, or UnreadableError when something is left."""
    unreadable: set[Id] = set()
    while True:
        missing = [each for each in set_aside.unpublished(org_id) if each not in unreadable]
        if missing:
            unreadable |= _publish_some(org_id, missing[:AT_ONCE], publish)
        elif unreadable:
            raise UnreadableError(", ".join(sorted(unreadable)[:10]))
        elif set_aside.find(org_id):
            set_aside.forget(org_id)
            _failed.pop(org_id, None)
            log.info("set_aside_ended", organization=org_id)
        else:
            return


def failed_again(org_id: Id, error: Exception) -> None:
    """A try has failed; its message comes again by itself."""
    waiting, now = set_aside.find(org_id), clock.now()
    pause = queues.pause_after(waiting.tries if waiting else 1)
    set_aside.note(org_id, _name(error), now, now + timedelta(seconds=pause))
    _report(org_id, error)


def _publish_some(org_id: Id, event_ids: Sequence[Id], publish: Callable[[Id, Sequence[Event]], None]) -> set[Id]:
    """Returns those that can't be read. Events that are gone or of an unknown type need no publication."""
    found, unreadable = events.some(org_id, event_ids)
    if found:
        publish(org_id, found)
    set_aside.remove_unpublished(org_id, set(event_ids) - unreadable)
    return unreadable


def _call_for_a_try(org_id: Id, delay: int) -> None:
    if queues.current().send(QUEUE, [Message(org_id)], delay):
        raise UnavailableError("The queue cannot be reached right now. Try again in a moment.")


def _report(org_id: Id, error: Exception) -> None:
    trace = "".join(traceback.format_exception(error))
    log.warning("publication_failed", organization=org_id, error=_name(error), trace=trace)


def _name(error: Exception) -> str:
    return type(error).__name__


def _remember(org_id: Id) -> None:
    """Forgets the oldest failure when there are too many."""
    _failed.pop(org_id, None)
    if len(_failed) >= MOST_REMEMBERED:
        _failed.pop(next(iter(_failed)), None)
    _failed[org_id] = time.monotonic()
