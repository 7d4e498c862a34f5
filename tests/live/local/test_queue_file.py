"""Queues on one machine keep what SQS promises, and what is on disk."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.local.queue_file import QueueFile, Received
from chalicelib.queues.message import Message, read

ONE, TWO = Message("org", "one", "service.created"), Message("org", "two", "service.created")


class Clock:
    """Moves when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_queues(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], QueueFile]]:
    """Each time as a process would that has just started."""
    opened: list[QueueFile] = []

    def open_again() -> QueueFile:
        opened.append(QueueFile(tmp_path / "queues.db", clock))
        return opened[-1]

    yield open_again
    for each in opened:
        each.close()


@pytest.fixture
def queues(open_queues: Callable[[], QueueFile]) -> QueueFile:
    return open_queues()


def received(queues: QueueFile, *, limit: int = 10, tries: int = 9) -> list[Received]:
    return queues.receive("archive", limit, visibility=60, tries=tries)


def bodies(found: list[Received]) -> list[Message]:
    return [read(each.body) for each in found]


def test_a_message_in_work_is_hidden_until_its_visibility_timeout(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE])
    assert bodies(received(queues)) == [ONE]
    clock.now += 59
    assert received(queues) == []
    clock.now += 1
    (again,) = received(queues)
    assert again.receives == 2


def test_a_message_that_is_handled_never_comes_again(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE, TWO])
    first, second = received(queues)
    queues.delete("archive", [first.receipt])
    clock.now += 60
    assert bodies(received(queues)) == [read(second.body)]


def test_a_receipt_of_an_earlier_delivery_deletes_nothing(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE])
    (first,) = received(queues)
    clock.now += 60
    received(queues)
    queues.delete("archive", [first.receipt])
    clock.now += 60
    assert bodies(received(queues)) == [ONE]


def test_a_delayed_message_comes_when_its_time_has_come(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE], delay=5)
    assert received(queues) == []
    clock.now += 5
    assert bodies(received(queues)) == [ONE]


def test_a_message_may_be_hidden_for_longer_or_released_at_once(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE])
    (first,) = received(queues)
    queues.hide("archive", first.receipt, 900)
    clock.now += 899
    assert received(queues) == []
    clock.now += 1
    (second,) = received(queues)
    queues.hide("archive", second.receipt, 0)
    assert bodies(received(queues)) == [ONE]


def test_a_message_received_too_often_is_a_dead_letter(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [ONE, TWO])
    for _ in range(3):
        found = received(queues, tries=3)
        queues.delete("archive", [each.receipt for each in found if read(each.body) == TWO])
        clock.now += 60
    assert received(queues, tries=3) == []
    assert [read(body) for body in queues.dead_letters("archive")] == [ONE]


def test_queues_know_nothing_of_each_other(queues: QueueFile) -> None:
    queues.send("mail", [ONE])
    assert received(queues) == []


def test_at_most_as_many_as_asked_for_come_at_once(queues: QueueFile) -> None:
    queues.send("archive", [ONE, TWO])
    assert bodies(received(queues, limit=1)) == [ONE]
    assert bodies(received(queues, limit=1)) == [TWO]


def test_what_was_sent_or_in_work_is_there_after_a_crash(open_queues: Callable[[], QueueFile], clock: Clock) -> None:
    """Nobody closes the file: the process is gone. What it had in work waits for no timeout."""
    before = open_queues()
    before.send("archive", [ONE, TWO])
    before.receive("archive", 1, visibility=3600, tries=9)
    after = open_queues()
    assert {each.event_id for each in bodies(received(after))} == {"one", "two"}


def test_a_pause_outlives_a_crash(open_queues: Callable[[], QueueFile], clock: Clock) -> None:
    before = open_queues()
    before.send("archive", [ONE])
    (first,) = received(before)
    before.hide("archive", first.receipt, 300)
    after = open_queues()
    assert received(after) == []
    clock.now += 300
    assert [each.receives for each in received(after)] == [2]


def test_what_cannot_be_kept_is_not_taken(queues: QueueFile) -> None:
    queues.close()
    assert queues.send("archive", [ONE]) == [ONE]


class Wakings(threading.Condition):
    """Counts how often those who wait are woken."""

    count = 0

    def notify_all(self) -> None:
        self.count += 1
        super().notify_all()


@pytest.fixture
def wakings(queues: QueueFile, monkeypatch: pytest.MonkeyPatch) -> Wakings:
    monkeypatch.setattr(queues, "_changed", {"archive": (wakings := Wakings(queues._lock))})  # noqa: SLF001 - to watch it
    return wakings


def test_only_what_may_be_received_sooner_wakes_those_who_wait(queues: QueueFile, wakings: Wakings) -> None:
    assert received(queues) == []
    assert wakings.count == 0
    queues.send("archive", [ONE, TWO])
    assert wakings.count == 1
    first, second = received(queues)
    queues.delete("archive", [first.receipt])
    assert wakings.count == 1
    queues.hide("archive", second.receipt, 0)
    assert wakings.count == 2
    queues.send("history", [ONE])
    assert wakings.count == 2, "readers of another queue are left alone"


def test_who_waits_receives_what_is_sent_at_once(queues: QueueFile) -> None:
    found: list[Received] = []

    def read_one() -> None:
        while not found:
            queues.wait("archive", 60)
            found.extend(received(queues))

    waiting = threading.Thread(target=read_one)
    waiting.start()
    queues.send("archive", [ONE])
    waiting.join(30)
    assert bodies(found) == [ONE]


def test_a_long_backlog_delays_nobody_else(queues: QueueFile) -> None:
    mine = [Message("busy", str(number)) for number in range(9)]
    queues.send("archive", mine)
    queues.send("archive", [Message("quiet", "one")])
    taken = [bodies(received(queues, limit=1))[0].org_id for _ in range(3)]
    assert taken == ["busy", "quiet", "busy"], "who has nothing in work comes first"


def test_one_owner_has_only_so_much_in_work(queues: QueueFile, clock: Clock) -> None:
    queues.send("archive", [Message("busy", str(number)) for number in range(4)])

    def take() -> list[Received]:
        return queues.receive("archive", 1, visibility=60, tries=9, each=2)

    first, _ = take(), take()
    assert take() == [], "the rest waits, although there is room"
    queues.send("archive", [Message("quiet", "one")])
    assert bodies(take()) == [Message("quiet", "one")]
    queues.delete("archive", [each.receipt for each in first])
    assert [each.org_id for each in bodies(take())] == ["busy"]
    clock.now += 61
    assert take(), "what a reader did not end in time is received again"


def test_a_file_of_an_earlier_version_is_read_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript(
            "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL,"
            " sent_at REAL NOT NULL, visible_at REAL NOT NULL, receives INTEGER NOT NULL DEFAULT 0, receipt TEXT);"
            "INSERT INTO messages (queue, body, sent_at, visible_at)"
            " VALUES ('archive', '{\"org_id\": \"org\"}', 900, 900);"
        )
    with closing(QueueFile(tmp_path / "old.db", Clock())) as queues:
        assert bodies(received(queues)) == [Message("org")]
