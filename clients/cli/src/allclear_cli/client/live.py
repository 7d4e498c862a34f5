"""A page's changes as they happen: frames over a WebSocket that is opened again whenever it ends."""

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from allclear_cli.client.errors import NotFoundError, Problem, UnreachableError

PING_SECONDS = 240.0
"""API Gateway ends a connection that is silent for ten minutes."""
LARGEST_FRAME = 1 << 18
LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Event:
    """Something that a watcher is told.

    `frame`: one change, with the frame in `data`. `resync`: changes were missed, or the page is read for the first
    time; `data` is the whole page. `lost`: the connection ended, and is opened again after `data["pause"]` seconds.
    """

    kind: str
    data: Mapping[str, Any]


@dataclass
class Watch:
    """One page, watched. Frames come once each and in the order of their versions; a gap leads to a `resync`."""

    live: str
    slug: str
    read_page: Callable[[], Mapping[str, Any]]
    sleep: Callable[[float], None] = time.sleep
    until: float = math.inf
    """When it ends by itself, on the monotonic clock."""
    version: int | None = None
    _failures: int = field(default=0, init=False)

    def events(self) -> Iterator[Event]:
        """For ever, or `until`; raises NotFoundError when there is no such page."""
        while self._left() > 0:
            try:
                with connect(self.live, open_timeout=15, max_size=LARGEST_FRAME, ping_interval=None) as socket:
                    socket.send(json.dumps({"action": "subscribe_organization", "tenant_id": self.slug}))
                    yield from self._of(socket)
                if self._left() <= 0:
                    return
                why = "the connection ended"
            except (OSError, WebSocketException, UnreachableError) as error:
                why = str(error) or type(error).__name__
            except Problem as problem:
                if isinstance(problem, NotFoundError):
                    raise
                why = str(problem)
            pause = min(self._pause(), max(self._left(), 0.0))
            yield Event("lost", {"why": why, "pause": round(pause, 1)})
            self.sleep(pause)

    def _of(self, socket: ClientConnection) -> Iterator[Event]:
        while self._left() > 0:
            try:
                message = json.loads(socket.recv(timeout=min(PING_SECONDS, self._left())))
            except TimeoutError:
                if self._left() <= 0:
                    return
                socket.send(json.dumps({"action": "ping"}))
                message = json.loads(socket.recv(timeout=30))
            yield from self._taken(message)

    def _taken(self, message: Mapping[str, Any]) -> Iterator[Event]:
        event, version = message.get("event"), message.get("version")
        if event == "error":
            yield from self._refused(message)
        elif event == "subscribed":
            self._failures = 0
            if self.version != version:
                yield self._resync()
        elif isinstance(version, int) and self.version is not None:
            if version == self.version + 1:
                self.version = version
                yield Event("frame", message)
            elif version > self.version:
                yield self._resync()

    def _resync(self) -> Event:
        page = self.read_page()
        self.version = int(page["version"])
        return Event("resync", page)

    def _refused(self, message: Mapping[str, Any]) -> Iterator[Event]:
        if message.get("code") == "unknown_tenant":
            raise NotFoundError(404, {"detail": f"There is no page {self.slug}."})
        raise UnreachableError(str(message.get("message") or message.get("code")))
        yield  # pragma: no cover - it is an iterator that has nothing

    def _left(self) -> float:
        return self.until - time.monotonic()

    def _pause(self) -> float:
        self._failures += 1
        return min(LONGEST_PAUSE, 2.0 ** min(self._failures, 6) / 2) * random.uniform(0.5, 1)  # noqa: S311 - no secret
