"""Queues as tests meet them, and the reactions that read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.queues.message import Sendable
from tests.edges import LambdaContext
from tests.permitted import roles


@dataclass
class Queues:
    """Queues that remember what they were sent, and hand it on when a test says so."""

    sent: dict[str, list[Any]] = field(default_factory=dict)
    delays: list[int] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Ids of events that they do not take."""
    away: bool = False
    hidden: list[tuple[str, int]] = field(default_factory=list)
    """Queue and seconds, of each message that is to be tried again."""

    def send(self, queue: str, messages: Sequence[Any], delay: int = 0) -> Sequence[Any]:
        """As `chalicelib.queues.queues.Queues` says."""
        untaken = [each for each in messages if self.away or getattr(each, "event_id", "") in self.refused]
        self.sent.setdefault(queue, []).extend(each for each in messages if each not in untaken)
        self.delays.append(delay)
        return untaken

    def hide(self, queue: str, receipt: str, seconds: int) -> None:
        """As `chalicelib.queues.queues.Queues` says."""
        self.hidden.append((queue, seconds))

    def flow(self, queue: str, receives: int = 1) -> list[Any]:
        """Hands what was sent to the queue's reaction; answers what failed, which is still there."""
        from chalicelib.reactions import handlers  # noqa: PLC0415 - after the environment

        waiting = self.sent.pop(queue, [])
        records = [_record(str(place), message, receives) for place, message in enumerate(waiting)]
        with roles.of(queue):
            answer = getattr(handlers, queue)({"Records": records}, LambdaContext())
        failed = [waiting[int(each["itemIdentifier"])] for each in answer["batchItemFailures"]]
        self.sent[queue] = [*failed, *self.sent.get(queue, ())]
        return failed


def _record(message_id: str, message: Sendable, receives: int) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": json.dumps({**json.loads(message.body), "added_by_a_newer_version": True}),
        "attributes": {"ApproximateReceiveCount": str(receives)},
    }
