"""The messages between the steps of a notification. Each may come twice, and late."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.notifications import Delivery
from chalicelib.domain.times import from_wire, to_wire
from chalicelib.queues import queues
from chalicelib.queues.message import PartMessage, Task

NOTIFY = "notify"
QUEUES = {Way.MAIL: "send_mail", Way.CALLS: "send_calls"}
LONGEST_DELAY = 900
"""Seconds; SQS delays no message for longer. What is due later is looked at and put off again."""


class NotSentError(Exception):
    """A queue did not take a message; whoever sent it is called again."""


def message_of(part: Part) -> PartMessage:
    """What has a part sent."""
    named = part.org_id, part.notification_id, part.number
    if part.version > 1:
        return PartMessage(*named)
    return PartMessage(*named, tuple(each.subscriber_id for each in part.deliveries), to_wire(part.created_at))


def part_of(message: PartMessage, way: Way) -> Part | None:
    """The part as it was when it was planned, if the message says that; it may have moved on."""
    if not message.recipients or not message.created_at:
        return None
    return Part(
        org_id=message.org_id,
        notification_id=message.notification_id,
        way=way,
        number=message.number,
        deliveries=tuple(Delivery(subscriber_id=each) for each in message.recipients),
        created_at=from_wire(message.created_at),
    )


def send_task(task: Task, delay: float = 0) -> None:
    """Raises NotSentError."""
    if queues.current().send(NOTIFY, [task], min(ceil(max(delay, 0)), LONGEST_DELAY)):
        raise NotSentError(task.what or "event")


def send_parts(way: Way, messages: Sequence[PartMessage], delay: float = 0) -> None:
    """Raises NotSentError."""
    if messages and queues.current().send(QUEUES[way], messages, min(ceil(max(delay, 0)), LONGEST_DELAY)):
        raise NotSentError(QUEUES[way])


def seconds_until(moment: datetime, now: datetime) -> float:
    """Not negative."""
    return max(0.0, (moment - now).total_seconds())
