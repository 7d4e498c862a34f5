"""The messages between the steps of a notification. Each may come twice, and late."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from chalicelib.domain.deliveries import Part, Way
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
    return PartMessage(part.org_id, part.notification_id, part.number)


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
