"""Sending to queues: SQS on AWS, or what a runtime hands in. A queue is named after the reaction that reads it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.config import settings
from chalicelib.queues.message import S

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5, 900


class Queues(Protocol):
    """Messages are delivered at least once and in any order, until they are handled or have been tried too often."""

    def send(self, queue: str, messages: Sequence[S], delay: int = 0) -> Sequence[S]:
        """Returns once the messages are durable, with those that could not be sent. `delay` is in seconds."""

    def hide(self, queue: str, receipt: str, seconds: int) -> None:
        """The message that was received under this receipt is not delivered again for so long."""


def pause_after(receives: int) -> int:
    """Seconds until a message that has failed so often is tried again: 5 at first, doubled up to 15 minutes."""
    doublings = min(receives - 1, 10)
    return min(FIRST_PAUSE_SECONDS << doublings, LONGEST_PAUSE_SECONDS)


_installed: list[Queues] = []


def install(queues: Queues) -> None:
    """From now on `current()` is this one."""
    _installed[:] = [queues]


def current() -> Queues:
    """The queues this process uses."""
    if not _installed:
        from chalicelib.queues.sqs import SqsQueues  # noqa: PLC0415 - one machine never needs it

        given = settings().need("queues")
        elsewhere = (f"checks@{each}" for each in given.check_regions.split())
        install(SqsQueues(" ".join((given.queues, *elsewhere)), given.aws_region))
    return _installed[0]
