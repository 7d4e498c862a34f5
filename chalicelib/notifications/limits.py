"""How much one recipient and one organization are told. What a limit holds back is told later, as one digest.

Nobody counts what each recipient got: notifications of an hour are few, and what somebody follows says which of them
they were told. So a limit costs no write for each recipient.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from chalicelib.config import settings
from chalicelib.domain.ids import floor_id
from chalicelib.domain.notification_preferences import MemberEvent
from chalicelib.domain.notifications import Notification, NotificationKind
from chalicelib.domain.subscribers import Subscriber
from chalicelib.notifications import queue
from chalicelib.notifications.recent import Recent
from chalicelib.queues.message import Task
from chalicelib.store import counters, notifications

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN_HOUR = 20
"""Messages to one recipient. An incident that is updated every minute would be more."""
BY_HOUR = "held back: more than 20 messages within an hour"
BY_DAY = "held back: the organization has told as many as it may today"
_FREE = frozenset(
    {
        NotificationKind.TEST,
        NotificationKind.SUBSCRIBED,
        NotificationKind.DIGEST,
        NotificationKind.ENDPOINT_FAILING,
    }
)
"""What no limit holds back."""

_TOLD_TO_MEMBERS = frozenset(each.value for each in MemberEvent)

SETTLED = timedelta(seconds=30)
"""A digest is made so long after it is due: what was held back at the last moment is written by then."""


class Holding(Protocol):
    """Says of a recipient whether they got as many messages as they may."""

    def __call__(self, subscriber: Subscriber, *, is_member: bool) -> bool:
        """A member of the team is told less than somebody who follows all of the page."""


def held_for_today(notification: Notification, recipients: int, now: datetime) -> str:
    """Why these recipients have to wait for the next day's digest; empty where they need not."""
    most = settings().notify_limit_day
    if not most or notification.told.kind in _FREE:
        return ""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    told = counters.add(f"told#{notification.org_id}#{day:%Y-%m-%d}", recipients, day + DAY)
    if told <= most:
        return ""
    promise_digest(notification.org_id, day + DAY, now)
    return BY_DAY


_holding = Recent[Holding]()
"""What was told before a notification does not change any more."""


def of_hour(notification: Notification) -> Holding:
    """Says of a recipient whether they got as many messages as they may within the hour before this one."""
    return _holding.of((notification.org_id, notification.id), lambda: _of_hour(notification))


def _of_hour(notification: Notification) -> Holding:
    began = notification.created_at - HOUR
    org_id = notification.org_id
    if notification.told.kind in _FREE or len(notifications.ids_since(org_id, began, AN_HOUR + 1)) <= AN_HOUR:
        return _never
    before = [each for each in notifications.since(org_id, began) if each.id < notification.id]
    told = [each for each in before if each.told.kind not in _FREE]

    def is_over(subscriber: Subscriber, *, is_member: bool) -> bool:
        """What was told before they came does not count."""
        since = subscriber.confirmed_at or subscriber.created_at
        heard = [each.told for each in told if each.created_at >= since]
        if is_member:
            heard = [each for each in heard if each.kind in _TOLD_TO_MEMBERS]
        return sum(subscriber.wants(each) for each in heard) >= AN_HOUR

    return is_over


def _never(subscriber: Subscriber, *, is_member: bool) -> bool:  # noqa: ARG001 - as others are asked
    return False


def promise_digest(org_id: str, due: datetime, now: datetime) -> None:
    """A digest is told then; safe to repeat."""
    queue.send_task(Task(org_id, floor_id(due), "digest"), queue.seconds_until(due + SETTLED, now))


def end_of_hour(now: datetime) -> datetime:
    """When what is held back now by the limit of an hour is told."""
    return now.replace(minute=0, second=0, microsecond=0) + HOUR
