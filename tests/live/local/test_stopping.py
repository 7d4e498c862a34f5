"""A stack that is told to stop stops, whatever is at work."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.position import PositionFile
from chalicelib.local.schedule import Schedule, Scheduled
from chalicelib.local.stream import StreamPoller
from tests.live.local.conftest import wait_until


class Endless:
    """A stream in which there is always something new."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.reads = 0

    def arn(self) -> str:
        return "arn"

    def shards(self, arn: str) -> dict[str, str | None]:
        return {"shard": None}

    def iterator(self, arn: str, shard: str, *, at: str = "", after: str = "") -> str:
        return "here"

    def read(self, iterator: str, limit: int = 0) -> tuple[list[dict[str, Any]], str]:
        self.reads += 1
        number = f"{next(self.numbers):021}"
        return [{"eventID": number, "eventName": "INSERT", "dynamodb": {"SequenceNumber": number}}], "here"


class _Handled:
    def deliver(self, records: list[Any], done: Any) -> None:
        done(records[-1])


def test_a_stream_that_never_ends_is_left_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.local.stream.LAST_LOOK_SECONDS", 0.1)
    source: Any = Endless()
    handled: Any = _Handled()
    position = PositionFile(tmp_path / "position.json")
    poller = StreamPoller("endless", source, position, lambda _: handled, 0.01, lambda: None)
    poller.start()
    wait_until(lambda: source.reads > 3)
    assert _returns(poller.stop)


def test_a_job_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.local.schedule.STOP_SECONDS", 0.1)
    running, go_on = threading.Event(), threading.Event()

    def hang(event: Any, context: Any) -> None:
        running.set()
        go_on.wait(60)

    schedule = Schedule([Scheduled("hanging", hang, 1)], 60, lambda: None)
    schedule.start()
    assert running.wait(60)
    assert _returns(schedule.stop)
    go_on.set()


def _returns(stop: Callable[[], None]) -> bool:
    stopping = threading.Thread(target=stop, daemon=True)
    stopping.start()
    stopping.join(50)
    return not stopping.is_alive()
