"""From a queue to its reaction: what Lambda's event source mapping does, on threads of its own."""

import logging
import queue
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.local.invocation import Handler, LambdaContext
from chalicelib.local.queue_file import QueueFile, Received

log = logging.getLogger(__name__)

LONGEST_WAIT = 1.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class QueueReaction:
    """A handler and how its queue is read."""

    name: str
    handler: Handler
    batch: int
    at_once: int
    seconds: float
    """How long an invocation may take."""
    visibility: float
    tries: int
    at_once_each: int = 0
    """Batches at most with work of one organization; 0 for as many as there are."""


class QueueReader:
    """Hands the messages of one queue to its reaction, a few batches side by side."""

    def __init__(self, reaction: QueueReaction, queues: QueueFile) -> None:
        self._reaction = reaction
        self._queues = queues
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name=f"{reaction.name}-{number}", daemon=True)
            for number in range(reaction.at_once)
        ]

    def start(self) -> None:
        """Begins to read."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Takes no further batch."""
        self._stop.set()
        self._queues.wake(self._reaction.name)

    def join(self, deadline: float) -> None:
        """Returns when the batches at hand are handled, or at that moment of the monotonic clock."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        reaction = self._reaction
        while not self._stop.is_set():
            try:
                received = self._queues.receive(
                    reaction.name, reaction.batch, reaction.visibility, reaction.tries, reaction.at_once_each
                )
                if received:
                    self._handle(received)
                else:
                    self._queues.wait(reaction.name, LONGEST_WAIT, reaction.at_once_each)
            except Exception:
                log.exception("queue-not-read", extra={"queue": reaction.name})
                self._stop.wait(LONGEST_WAIT)

    def _handle(self, received: Sequence[Received]) -> None:
        answer = _invoked(self._reaction, {"Records": [_record(self._reaction.name, each) for each in received]})
        if answer is None:
            return
        failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures") or ()}
        self._queues.delete(self._reaction.name, [each.receipt for each in received if each.receipt not in failed])


def stop_all(readers: Sequence[QueueReader]) -> None:
    """Returns when the batches at hand are handled, or after 5 seconds: they are delivered again then."""
    for reader in readers:
        reader.end()
    deadline = time.monotonic() + STOP_SECONDS
    for reader in readers:
        reader.join(deadline)


def _invoked(reaction: QueueReaction, event: dict[str, Any]) -> dict[str, Any] | None:
    """The handler's answer; None when it failed or took too long, and then the batch comes again.

    It runs on a thread of its own, so that one that never ends costs its messages a try, and the queue nothing.
    """
    answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(reaction.handler(event, LambdaContext(reaction.name, str(uuid.uuid4()))) or {})
        except Exception:
            log.exception("reaction-failed", extra={"reaction": reaction.name})
            answers.put(None)

    threading.Thread(target=run, name=f"{reaction.name}-invocation", daemon=True).start()
    try:
        return answers.get(timeout=reaction.seconds)
    except queue.Empty:
        log.error("reaction-timed-out", extra={"reaction": reaction.name})  # noqa: TRY400 - no trace helps
        return None


def _record(queue_name: str, received: Received) -> dict[str, Any]:
    """A message as it stands in the event Lambda makes of it; here, its id is its receipt."""
    return {
        "messageId": received.receipt,
        "receiptHandle": received.receipt,
        "body": received.body,
        "attributes": {
            "ApproximateReceiveCount": str(received.receives),
            "SentTimestamp": str(int(received.sent_at * 1000)),
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:{queue_name}",
        "awsRegion": "us-east-1",
    }
