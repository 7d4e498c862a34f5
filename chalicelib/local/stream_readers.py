"""The readers of the events stream, each with a thread and a position of its own: a slow one delays no other."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from chalicelib.local.delivery import Database, Delivery
from chalicelib.local.invocation import Handler
from chalicelib.local.position import PositionFile
from chalicelib.local.stream import StreamPoller
from chalicelib.local.stream_source import StreamSource

_FIRST = "stream-position.json"
STANDS_BACK_SECONDS = 1.0
"""How long the publisher may be busy before the others look by themselves."""


class Needed:
    """The database, and what else the handlers need: without it, a failure is not the handler's."""

    def __init__(self, database: Database, reachable: Callable[[], bool]) -> None:
        self._database = database
        self._reachable = reachable

    @property
    def starts(self) -> int:
        """How often the database came up."""
        return self._database.starts

    def answers(self) -> bool:
        """Whether all of it can be reached now."""
        return self._database.answers() and self._reachable()


class StreamReaders:
    """All of them. The first one publishes: it is the one that a start waits for."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._pollers: list[StreamPoller] = []

    def start(
        self,
        handlers: Mapping[str, Handler],
        new_source: Callable[[], StreamSource],
        database: Database,
        poll_seconds: float,
    ) -> None:
        """Each goes on where it was when the last stack stopped."""
        for name, handler in handlers.items():
            self._pollers.append(self._poller(name, handler, new_source(), database, poll_seconds))
        for poller in self._pollers:
            poller.start()

    def wait_until_caught_up(self, seconds: float) -> None:
        """Returns once what was waiting at the start is published, or after so many seconds."""
        for poller in self._pollers[:1]:
            poller.caught_up.wait(seconds)

    def nudge(self) -> None:
        """Says that there is probably something new; may be called from any thread.

        The publisher looks at once, and the others when it is done and viewers have their frames: all share one
        interpreter. While it is busy for long, they look by themselves.
        """
        for poller in self._pollers[:1]:
            poller.nudge()

    def stop(self) -> None:
        """Returns when all have handled what was already written."""
        stopping = [threading.Thread(target=poller.stop) for poller in self._pollers]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()

    def lowest(self) -> int:
        """The engine's number of the earliest record that any of them may have to read again."""
        return min(PositionFile(file).load().lowest() for file in self._files())

    def _files(self) -> list[Path]:
        return [self._data_dir / _FIRST, *self._data_dir.glob("stream-position-*.json")]

    def _poller(
        self, name: str, handler: Handler, source: StreamSource, database: Database, poll_seconds: float
    ) -> StreamPoller:
        dead_letters = self._data_dir / "dead-letter.jsonl"
        is_first = not self._pollers
        return StreamPoller(
            name,
            source,
            self._position(name),
            lambda wait: Delivery(name, handler, database, dead_letters, wait),
            poll_seconds if is_first else max(poll_seconds, STANDS_BACK_SECONDS),
            self._nudge_others if is_first else lambda: None,
        )

    def _nudge_others(self) -> None:
        for poller in self._pollers[1:]:
            poller.nudge()

    def _position(self, name: str) -> PositionFile:
        """A reader that is new to this data folder begins where the first one is."""
        first = PositionFile(self._data_dir / _FIRST)
        if not self._pollers:
            return first
        own = PositionFile(self._data_dir / f"stream-position-{name}.json")
        if not own.exists() and first.exists():
            own.save(first.load())
        return own
