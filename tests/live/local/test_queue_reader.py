"""A queue's reader does what Lambda does: again what failed, side by side, and never waiting for what hangs."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.queue_file import QueueFile
from chalicelib.local.queue_reader import QueueReaction, QueueReader, stop_all
from chalicelib.queues.message import Message, read
from tests.live.local.conftest import wait_until
from tests.waiting import PATIENCE

VISIBILITY, TRIES = 60.0, 3

Handler = Callable[[dict[str, Any], Any], Any]


class Queues(QueueFile):
    """Their time passes when a test says so; counts the batches that were handled to their end."""

    def __init__(self, file: Path) -> None:
        self.time, self.handled = 1_000.0, 0
        super().__init__(file, lambda: self.time)

    def delete(self, queue: str, receipts: Sequence[str]) -> None:
        super().delete(queue, receipts)
        self.handled += 1

    def pass_visibility(self) -> None:
        """What failed comes again now."""
        self.time += VISIBILITY
        self.wake("archive")


@pytest.fixture
def queues(tmp_path: Path) -> Iterator[Queues]:
    queues = Queues(tmp_path / "queues.db")
    yield queues
    queues.close()


@pytest.fixture
def run(queues: QueueFile) -> Iterator[Callable[..., None]]:
    """Starts a reader of the queue `archive`."""
    started: list[QueueReader] = []

    def start(handler: Handler, *, seconds: float = PATIENCE) -> None:
        reaction = QueueReaction(
            "archive", handler, batch=10, at_once=2, seconds=seconds, visibility=VISIBILITY, tries=TRIES
        )
        started.append(QueueReader(reaction, queues))
        started[-1].start()

    yield start
    stop_all(started)


def test_messages_are_shaped_as_lambda_gets_them(queues: QueueFile, run: Callable[..., None]) -> None:
    seen: list[dict[str, Any]] = []
    run(lambda event, context: seen.extend(event["Records"]))
    queues.send("archive", [Message("org", "one")])
    wait_until(lambda: seen)
    record = seen[0]
    assert read(record["body"]) == Message("org", "one")
    assert record["eventSource"] == "aws:sqs"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageId"]
    assert record["receiptHandle"]


def test_only_what_failed_comes_again(queues: Queues, run: Callable[..., None]) -> None:
    seen: list[str] = []

    def fail_bad_ones(event: dict[str, Any], context: object) -> dict[str, Any]:
        records = [(each["messageId"], read(each["body"]).org_id) for each in event["Records"]]
        seen.extend(org_id for _, org_id in records)
        return {"batchItemFailures": [{"itemIdentifier": each} for each, org_id in records if org_id == "bad"]}

    queues.send("archive", [Message("good"), Message("bad")])
    run(fail_bad_ones)
    for tries in range(1, TRIES + 1):
        wait_until(lambda tries=tries: queues.handled == tries)  # type: ignore[misc]
        queues.pass_visibility()
    wait_until(lambda: len(queues.dead_letters("archive")) == 1)
    assert sorted(seen) == ["bad", "bad", "bad", "good"]


def test_a_handler_that_raises_gets_its_whole_batch_again(queues: Queues, run: Callable[..., None]) -> None:
    seen: list[int] = []

    def fail_once(event: dict[str, Any], context: object) -> None:
        seen.append(len(event["Records"]))
        if len(seen) == 1:
            raise RuntimeError("once")

    queues.send("archive", [Message("one"), Message("two")])
    run(fail_once)
    wait_until(lambda: seen == [2])
    queues.pass_visibility()
    wait_until(lambda: seen == [2, 2])


def test_a_handler_that_never_ends_holds_up_no_other_message(queues: Queues, run: Callable[..., None]) -> None:
    never, begun, seen = threading.Event(), list[str](), list[str]()

    def hang_on_bad_ones(event: dict[str, Any], context: object) -> None:
        for each in event["Records"]:
            if (org_id := read(each["body"]).org_id) == "bad":
                begun.append(org_id)
                never.wait()
            seen.append(org_id)

    run(hang_on_bad_ones, seconds=0.1)
    queues.send("archive", [Message("bad")])
    for tries in range(1, TRIES + 1):
        wait_until(lambda tries=tries: len(begun) == tries)  # type: ignore[misc]
        queues.pass_visibility()
    wait_until(lambda: queues.dead_letters("archive"))
    queues.send("archive", [Message("good")])
    wait_until(lambda: seen == ["good"])
    never.set()


def test_all_are_told_to_end_before_any_is_waited_for_and_have_one_deadline() -> None:
    told: list[tuple[str, float]] = []

    class Recording:
        def end(self) -> None:
            told.append(("end", 0))

        def join(self, deadline: float) -> None:
            told.append(("join", deadline))

    readers: list[Any] = [Recording() for _ in range(3)]
    stop_all(readers)
    assert [what for what, _ in told] == ["end"] * 3 + ["join"] * 3
    assert len({deadline for _, deadline in told[3:]}) == 1
