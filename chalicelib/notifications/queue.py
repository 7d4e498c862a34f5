"""The messages between the steps of a notification. Each may come twice, and late."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil

from chalicelib.domain.deliveries import Part, Way
from chalicelib.queues import queues

NOTIFY = "notify"
QUEUES = {Way.MAIL: "send_mail", Way.CALLS: "send_calls"}
LONGEST_DELAY = 900
"""Seconds; SQS delays no message for longer. What is due later is looked at and put off again."""


class NotSentError(Exception):
    """A queue did not take a message; whoever sent it is called again."""


@dataclass(frozen=True)
class Task:
    """Something to do about notifications: about an event, as `relay` says it, or `what` one of the others."""

    org_id: str
    event_id: str
    """The event; of other tasks the thread, the notification or the maintenance."""
    what: str = ""
    """Empty for an event; `thread`, `plan`, `tally`, `digest` or `remind`."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class PartMessage:
    """A part to be sent."""

    org_id: str
    notification_id: str
    number: int

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_task(body: str) -> Task:
    """Raises ValueError, TypeError or KeyError for what is no message; what a newer version added is left out."""
    given = json.loads(body)
    return Task(str(given["org_id"]), str(given["event_id"]), str(given.get("what", "")))


def read_part(body: str) -> PartMessage:
    """As `read_task`."""
    given = json.loads(body)
    return PartMessage(str(given["org_id"]), str(given["notification_id"]), int(given["number"]))


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
