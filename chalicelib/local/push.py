"""Pushing without leaving the process: frames are made once and written by the event loop that has the sockets."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from chalicelib.live.push import Delivery
from chalicelib.local.frames import MAX_MESSAGE, text_frames
from chalicelib.local.sockets import Sockets, parts

log = logging.getLogger(__name__)

AT_ONCE = 250
"""Connections written to before other work on the event loop gets its turn; about 2 ms."""
PATIENCE_SECONDS = 30.0


class InProcessPush:
    """The one-machine gateway's Push: called from worker threads, never from the event loop's own."""

    def __init__(self, sockets: Sockets, loop: asyncio.AbstractEventLoop) -> None:
        self._sockets = sockets
        self._loop = loop

    def post(self, connection_ids: Sequence[str], messages: Sequence[str]) -> Delivery:
        """Every message to every connection, in order; returns when all are with the kernel or found gone."""
        if not connection_ids or not messages:
            return Delivery(sent=0, gone=(), failed=())
        if any(len(message.encode()) > MAX_MESSAGE for message in messages):
            log.error("push-too-large", extra={"connections": len(connection_ids)})
            return Delivery(sent=0, gone=(), failed=tuple(connection_ids))
        done: Future[list[str]] = Future()
        runs = iter(list(parts(connection_ids, AT_ONCE)))
        self._loop.call_soon_threadsafe(self._write, runs, text_frames(messages), [], done)
        gone = tuple(done.result(PATIENCE_SECONDS))
        return Delivery(sent=(len(connection_ids) - len(gone)) * len(messages), gone=gone, failed=())

    def _write(self, runs: Iterator[Sequence[str]], frames: bytes, gone: list[str], done: "Future[list[str]]") -> None:
        run = next(runs, None)
        if run is None:
            done.set_result(gone)
            return
        try:
            gone += self._sockets.write(run, frames)
        except Exception as error:  # noqa: BLE001 - the waiting thread must hear of it, or it waits in vain
            done.set_exception(error)
        else:
            self._loop.call_soon(self._write, runs, frames, gone, done)
