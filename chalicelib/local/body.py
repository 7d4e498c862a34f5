"""Reading requests' bodies within limits of size and time, and of what one client may leave unfinished."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

MAX_BODY = 6 * 1024 * 1024
"""Lambda's own limit on a request."""
BODY_SECONDS = 30.0
UNFINISHED_EACH = 64
UNFINISHED = 1024
BYTES_EACH = 32 * 1024 * 1024
BYTES = 96 * 1024 * 1024


class TooLargeError(Exception):
    """The body is, or says it is, larger than allowed; what is left of it was not read."""


class CrowdedError(Exception):
    """There is no memory for this body until calls that have theirs are answered."""


@dataclass(eq=False)
class _Reading:
    client: str
    limit: int
    deadline: asyncio.Timeout
    size: int = 0


class Bodies:
    """All bodies that are being read or wait with their call for a worker; lives on the event loop.

    A client that begins more than it finishes loses the body it began first, and nobody else does. So an honest
    request from the same address still gets through: its body is there in a moment.
    """

    def __init__(self) -> None:
        self._unfinished: dict[str, dict[_Reading, None]] = {}
        self._bytes: Counter[str] = Counter()

    @asynccontextmanager
    async def of(self, request: web.BaseRequest, client: str, limit: int = MAX_BODY) -> AsyncIterator[bytes]:
        """The whole body, for as long as it is needed; TooLargeError, CrowdedError, or TimeoutError when it is late."""
        if (request.content_length or 0) > limit:
            raise TooLargeError
        if not request.can_read_body:
            yield b""
            return
        reading = _Reading(client, limit, asyncio.timeout(BODY_SECONDS))
        try:
            yield await self._read(request, reading)
        finally:
            self._bytes[client] -= reading.size
            if not self._bytes[client]:
                del self._bytes[client]

    async def _read(self, request: web.BaseRequest, reading: _Reading) -> bytes:
        if request.content.is_eof():
            body = request.content.read_nowait()
            self._grow(reading, len(body))
            return body
        _ask_for_it(request)
        try:
            async with reading.deadline:
                self._begin(reading)
                return await self._read_to_end(request, reading)
        finally:
            self._end(reading)

    async def _read_to_end(self, request: web.BaseRequest, reading: _Reading) -> bytes:
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            self._grow(reading, len(chunk))
        return bytes(body)

    def _begin(self, reading: _Reading) -> None:
        mine = self._unfinished.setdefault(reading.client, {})
        mine[reading] = None
        if len(mine) > UNFINISHED_EACH:
            self._give_up(next(iter(mine)))
        elif sum(map(len, self._unfinished.values())) > UNFINISHED:
            most = max(self._unfinished, key=lambda client: len(self._unfinished[client]))
            self._give_up(next(iter(self._unfinished[most])))

    def _grow(self, reading: _Reading, size: int) -> None:
        reading.size += size
        self._bytes[reading.client] += size
        if reading.size > reading.limit:
            raise TooLargeError
        if self._bytes[reading.client] > BYTES_EACH:
            self._make_room(reading.client)
        elif self._bytes.total() > BYTES:
            self._make_room(max(self._bytes, key=self._bytes.__getitem__))

    def _make_room(self, client: str) -> None:
        if unfinished := self._unfinished.get(client):
            self._give_up(max(unfinished, key=lambda each: each.size))
        else:
            raise CrowdedError

    def _give_up(self, reading: _Reading) -> None:
        """Lets its wait end now."""
        self._end(reading)
        reading.deadline.reschedule(asyncio.get_running_loop().time())

    def _end(self, reading: _Reading) -> None:
        mine = self._unfinished.get(reading.client, {})
        mine.pop(reading, None)
        if not mine:
            self._unfinished.pop(reading.client, None)


def _ask_for_it(request: web.BaseRequest) -> None:
    """A client that sent `Expect: 100-continue` holds its body back until told that it may come."""
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
