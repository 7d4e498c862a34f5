"""A whole stack in a process of its own, around the stand-in product."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import waiting
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
READY = "Allclear is ready"
PATIENCE_SECONDS = waiting.PATIENCE
wait_until = waiting.wait_until
_PRODUCT = frozenset({"PUBLIC_URL", "TOKEN_SECRET", "OPERATOR_TOKEN", "LOG_LEVEL", "TABLE_PREFIX", "DOCUMENTS"})


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Stack:
    """Starts, is talked to, and ends in one of several ways."""

    def __init__(self, data_dir: Path, port: int, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {"PORT": str(port), "DATA_DIR": str(data_dir), **environment}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> "Stack":
        """Returns when it says that it is ready."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._process = self.spawn()
        wait_until(lambda: READY in self.output() or self._process.poll() is not None)  # type: ignore[union-attr]
        assert self._process.poll() is None, self.output()
        return self

    def spawn(self) -> subprocess.Popen[str]:
        """The process, without waiting for anything."""
        with (self.data_dir.parent / f"{self.data_dir.name}.out").open("w") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.live.local.standin"],
                cwd=ROOT,
                env={**inherited(), "PYTHONUNBUFFERED": "1", **self._environment},
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def output(self) -> str:
        """What it printed so far."""
        return (self.data_dir.parent / f"{self.data_dir.name}.out").read_text()

    def send(self, number: int) -> None:
        """Sends a signal, and waits for nothing."""
        assert self._process is not None
        self._process.send_signal(number)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal; the exit code."""
        self.send(number)
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS)

    def code(self) -> int:
        """The exit code, once it has ended by itself."""
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS)

    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process is not None and self._process.poll() is None

    def release(self, name: str) -> None:
        """Lets the calls of /api/slow end that wait for this name."""
        (self.data_dir / f"released-{name}").touch()

    def end_if_running(self) -> None:
        """For fixtures."""
        if self._process and self._process.poll() is None:
            self.end()

    def pid(self) -> int:
        """The process id of the stack itself."""
        assert self._process is not None
        return self._process.pid

    def database_pid(self) -> int:
        """The process id of DynamoDB Local, whose file is empty for a moment when it starts again."""
        return int(wait_until((self.data_dir / "dynamodb.pid").read_text))

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """What the stand-in's handlers were called with."""
        return [line for line in map(json.loads, whole_lines(self.data_dir / "seen.jsonl")) if line["kind"] == kind]

    def broadcast(self) -> list[str]:
        """The ids of the events the broadcaster was called with, in order."""
        return [line["what"]["dynamodb"]["NewImage"]["event_id"]["S"] for line in self.seen("record")]

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """One request on a connection of its own; underscores in header names stand for hyphens."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())

    def get(self, path: str, **headers: str) -> Reply:
        """A GET."""
        return self.request("GET", path, None, **headers)

    def write(self, event_id: str, **more: str) -> Reply:
        """Writes an event through the API."""
        return self.request("POST", "/api/events", json.dumps({"id": event_id, **more}).encode())

    def age(self, hours: float) -> None:
        """Makes every stream record that much older, as if the clock had gone on."""
        for file in (self.data_dir / "dynamodb").glob("*.db"):
            with closing(sqlite3.connect(file, timeout=10)) as engine, engine:
                engine.execute("UPDATE us SET CreationDateTime = CreationDateTime - ?", (int(hours * 3_600_000),))

    def forget_stream_records(self) -> None:
        """Drops the stream's records, as DynamoDB Local does with old ones; it then counts from 1 again."""
        for file in (self.data_dir / "dynamodb").glob("*.db"):
            with closing(sqlite3.connect(file, timeout=10)) as engine, engine:
                engine.execute("DELETE FROM us")

    def document(self, key: str, body: str, suffix: str = "json") -> None:
        """Publishes a document, as the publisher does."""
        file = self.data_dir / "documents" / f"{key}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(".partial")
        partial.write_text(body)
        partial.replace(file)


def whole_lines(file: Path) -> list[str]:
    """What a file says that somebody may be writing to: all but a line that has not come to its end."""
    return file.read_text().rpartition("\n")[0].splitlines() if file.exists() else []


def inherited() -> dict[str, str]:
    """The environment without what the tests of the product set for it."""
    return {name: value for name, value in os.environ.items() if name not in _PRODUCT and not name.startswith("AWS_")}


def alive(pid: int) -> bool:
    """Whether a process is there, and not merely waiting to be reaped."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all the tests that only talk to it; it polls so rarely that only a nudge can be quick."""
    running = Stack(
        tmp_path_factory.mktemp("stack") / "data", free_port(), POLL_SECONDS="5", SCHEDULE_SECONDS="1"
    ).start()
    yield running
    running.end_if_running()


@pytest.fixture
def new_stack(tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    """Makes stacks that a test may end, and ends those it did not."""
    made: list[Stack] = []

    def make(name: str = "data", port: int | None = None, **environment: str) -> Stack:
        made.append(Stack(tmp_path / name, port or free_port(), **environment))
        return made[-1]

    yield make
    for each in made:
        each.end_if_running()
