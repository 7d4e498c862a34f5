"""From a notification to its parts: each is stored once, under its number, and then sent to its queue.

Parts follow each other: the next one begins behind the last recipient of the one before. So whoever plans the same
notification again, or at the same time, goes on where the last stored part ends, and nobody is in two parts.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from chalicelib import clock, log
from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.notifications import PART, Counts, Delivery, DeliveryState, Notification, NotificationState
from chalicelib.notifications import audience, limits, queue
from chalicelib.queues.message import Task
from chalicelib.store import deliveries, notifications

AT_A_TIME = 10
"""Parts that are handed on together, as many as SQS takes at a time; the first ones go alone, and at once."""
_AT_ONCE = 2
FIRST_TALLY, LONGEST_TALLY = 2.0, 900.0
LOST_AFTER = 300.0
"""Seconds after which a part that is due and that nobody works on is sent to its queue once more."""


def announce(notification: Notification) -> Notification:
    """Tells it, unless that was done before; safe to repeat. Answers what is stored."""
    if not notifications.add(notification):
        notification = notifications.find(notification.org_id, notification.id) or notification
    if notification.state is NotificationState.PLANNING:
        plan(notification, clock.now())
    return notification


def plan(notification: Notification, now: datetime) -> None:
    """Stores all parts and hands them on."""
    counts = Counts()
    for way in (Way.CALLS, Way.MAIL):
        again = [each for each in _parts_of(notification, way) if not each.is_settled]
        _hand_on(way, again)
        counts = counts.plus(_plan_way(notification, way, now))
    notifications.tell_progress(notification.org_id, notification.id, NotificationState.SENDING, counts)
    queue.send_task(Task(notification.org_id, notification.id, "tally"), FIRST_TALLY)
    log.info("notification_planned", organization=notification.org_id, notification=notification.id)


def tally(notification: Notification, now: datetime) -> None:
    """Adds up how far all parts are, and looks again until they are settled; less often the longer it takes."""
    counts = deliveries.progress(notification.org_id, notification.id)
    done = not counts.waiting
    state = NotificationState.DONE if done else NotificationState.SENDING
    if (state, counts) != (notification.state, notification.counts):
        notifications.tell_progress(notification.org_id, notification.id, state, counts)
    if not done:
        if counts == notification.counts:
            _send_lost(_parts_of(notification), now)
        age = (now - notification.created_at).total_seconds()
        queue.send_task(
            Task(notification.org_id, notification.id, "tally"), max(FIRST_TALLY, min(age / 4, LONGEST_TALLY))
        )


def _send_lost(parts: list[Part], now: datetime) -> None:
    """A message that was lost is sent again. Only while nothing moves: what waits in a long queue is not lost."""
    for part in parts:
        at = part.next_at(now)
        is_late = not part.is_claimed(now) and at is not None and at <= now
        if is_late and (now - _touched_at(part)).total_seconds() > LOST_AFTER:
            _hand_on(part.way, [part])


def _touched_at(part: Part) -> datetime:
    moments = [moment for each in part.deliveries for moment in (each.tried_at, each.next_try_at) if moment]
    return max([part.created_at, *moments])


def _parts_of(notification: Notification, way: Way | None = None) -> list[Part]:
    return deliveries.of_notification(notification.org_id, notification.id, way=way)


def _plan_way(notification: Notification, way: Way, now: datetime) -> Counts:
    """How many there are of them, those of an earlier run not counted."""
    counts, made = Counts(), list[Part]()
    for part in _made(notification, way, now):
        made.append(part)
        counts = counts.plus(part.counts)
        if len(made) == (AT_A_TIME if part.number >= _AT_ONCE else 1):
            _hand_on(way, made)
            made = []
    _hand_on(way, made)
    return counts


def _made(notification: Notification, way: Way, now: datetime) -> Iterator[Part]:
    """Stores part after part. One that somebody else has stored meanwhile is taken as it is, and gone on from."""
    last = deliveries.last(notification.org_id, notification.id, way)
    number, after = (last.number + 1, last.last_id) if last else (0, "")
    waiting = audience.recipients(notification, way, after, now)
    while ids := tuple(islice(waiting, PART)):
        part = _part(notification, way, number, ids, now)
        if not deliveries.add(part):
            part = deliveries.find(notification.org_id, notification.id, way, number) or part
            waiting = audience.recipients(notification, way, part.last_id, now)
        yield part
        number += 1


def _part(notification: Notification, way: Way, number: int, ids: tuple[str, ...], now: datetime) -> Part:
    why = limits.held_for_today(notification, len(ids), now)
    state = DeliveryState.HELD if why else DeliveryState.WAITING
    return Part(
        org_id=notification.org_id,
        notification_id=notification.id,
        way=way,
        number=number,
        deliveries=tuple(Delivery(subscriber_id=each, state=state, why=why) for each in ids),
        created_at=now,
    )


def _hand_on(way: Way, parts: list[Part]) -> None:
    queue.send_parts(way, [queue.message_of(each) for each in parts if not each.is_settled])
