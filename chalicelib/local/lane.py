"""Worker threads shared among clients, who are served in turn, however many requests one of them makes."""

import asyncio
import os
import sys
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

PAUSED_AT_ONCE = 32
"""Calls that may pause on a thread without having a place."""


class FullError(Exception):
    """Too many calls wait already; this one was not begun."""


class ShareError(FullError):
    """This client alone has too many calls waiting."""


class LeftError(Exception):
    """Nobody wants the answer any more; the call was not begun."""


@dataclass(frozen=True)
class Size:
    """How many calls a lane takes, and how many of them from one client."""

    places: int
    """Calls that run at the same time."""
    places_each: int
    waiting: int
    waiting_each: int
    niceness: int = 0
    """How far its threads stand back behind the process's others, where the system knows that (Linux)."""


@dataclass(eq=False)
class _Turn:
    client: Hashable
    work: Callable[[], Any]
    wanted: Callable[[], bool]
    answer: "asyncio.Future[Any]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Lane:
    """Runs calls on threads. Everything but the calls themselves happens on the event loop."""

    def __init__(self, name: str, size: Size) -> None:
        self._size = size
        self._pool = ThreadPoolExecutor(size.places + PAUSED_AT_ONCE, name, _stand_back, (size.niceness,))
        self._queues: OrderedDict[Hashable, deque[_Turn]] = OrderedDict()
        self._running: Counter[Hashable] = Counter()
        self._busy = 0
        """Calls that are in a place."""
        self._waiting = 0
        self._paused = 0

    async def run(self, client: Hashable, work: Callable[[], Any], wanted: Callable[[], bool] = lambda: True) -> Any:  # noqa: ANN401 - whatever the work returns
        """What `work` returns, once `client` has had its turn; FullError at once when too much waits.

        Work whose caller has given up when its turn comes is not begun; nor is work that is not `wanted` any more,
        which is a LeftError.
        """
        turn = self._queued(client, work, wanted)
        self._begin_what_can()
        try:
            return await turn.answer
        finally:
            self._forget(turn)

    def close(self) -> None:
        """Lets go of the threads; calls still running are not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def pause(self) -> bool:
        """A running call gives its place to another client's while it waits for something; False when too many do.

        It still counts as one of its own client's: more writers that race for the same item would only lose more races.
        """
        if self._paused >= PAUSED_AT_ONCE:
            return False
        self._paused += 1
        self._busy -= 1
        self._begin_what_can()
        return True

    def resume(self) -> None:
        """The call goes on at once, also where all places are taken: it holds what others may be waiting for."""
        self._paused -= 1
        self._busy += 1

    def _queued(self, client: Hashable, work: Callable[[], Any], wanted: Callable[[], bool]) -> _Turn:
        if len(self._queues.get(client, ())) >= self._size.waiting_each:
            raise ShareError
        if self._waiting >= self._size.waiting:
            raise FullError
        turn = _Turn(client, work, wanted)
        self._queues.setdefault(client, deque()).append(turn)
        self._waiting += 1
        return turn

    def _begin_what_can(self) -> None:
        while self._busy < self._size.places and (turn := self._next()):
            if turn.answer.done():
                continue
            if turn.wanted():
                self._begin(turn)
            else:
                turn.answer.set_exception(LeftError())

    def _next(self) -> _Turn | None:
        """The oldest turn of the client that has waited longest since its last one."""
        each = self._size.places_each
        client = next((client for client in self._queues if self._running[client] < each), None)
        if client is None:
            return None
        queue = self._queues.pop(client)
        turn = queue.popleft()
        self._waiting -= 1
        if queue:
            self._queues[client] = queue
        return turn

    def _forget(self, turn: _Turn) -> None:
        """Takes a turn whose caller has given up out of the queue, if it is still there."""
        queue = self._queues.get(turn.client)
        if turn.answer.cancelled() and queue and turn in queue:
            queue.remove(turn)
            self._waiting -= 1
            if not queue:
                del self._queues[turn.client]

    def _begin(self, turn: _Turn) -> None:
        self._busy += 1
        self._running[turn.client] += 1
        place = _Place(self, asyncio.get_running_loop())
        call = self._pool.submit(place.take, turn.work)
        call.add_done_callback(lambda call: place.tell(self._ended, turn, call))

    def _ended(self, turn: _Turn, call: "Future[Any]") -> None:
        self._busy -= 1
        self._running[turn.client] -= 1
        if not self._running[turn.client]:
            del self._running[turn.client]
        self._begin_what_can()
        if turn.answer.done():
            return
        if call.cancelled():
            turn.answer.cancel()
        elif error := call.exception():
            turn.answer.set_exception(error)
        else:
            turn.answer.set_result(call.result())


class _Place:
    """What a thread knows of the call it runs."""

    def __init__(self, lane: Lane, loop: asyncio.AbstractEventLoop) -> None:
        self._lane = lane
        self._loop = loop
        self._given = False

    def take(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
        """Runs on the thread."""
        _here.place = self
        try:
            return work()
        finally:
            _here.place = None

    def tell(self, callback: Callable[..., object], *arguments: object) -> None:
        """Calls back on the event loop, unless that has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *arguments)

    def pause(self, seconds: float) -> None:
        """Sleeps on the thread, whose place another client's call has meanwhile."""
        self._given = False
        self.tell(self._give)
        time.sleep(seconds)
        self.tell(self._go_on)

    def _give(self) -> None:
        self._given = self._lane.pause()

    def _go_on(self) -> None:
        if self._given:
            self._lane.resume()


class _Here(threading.local):
    place: _Place | None = None


_here = _Here()


def pause(seconds: float) -> None:
    """Sleeps; a call in a lane gives its place away meanwhile."""
    if _here.place:
        _here.place.pause(seconds)
    else:
        time.sleep(seconds)


def _stand_back(niceness: int) -> None:
    if niceness and sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + niceness)
