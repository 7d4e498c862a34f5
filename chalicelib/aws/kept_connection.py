"""One request at a time on a connection that is kept, over asyncio: what the push client needs.

A general client costs 0.2 ms of Python for each request, and 0.1 s of a cold start; this one a tenth of both.
"""

import asyncio
from ssl import SSLContext
from typing import cast

from chalicelib.aws import message

IDLE_SECONDS = 4.0
"""A connection that was idle for longer is replaced instead of used: its other end may have gone without a word."""
SILENCE_SECONDS = 4.0
"""How long an answer on a kept connection may take. On a new one the caller's patience counts."""


class KeptConnection:
    """Opened at the first request, and again when it has ended, was idle for too long, or failed."""

    def __init__(self, address: str, port: int, name: str, tls: SSLContext | None) -> None:
        """`name` is whom the certificate must be for; `address` is where they are."""
        self._address, self._port, self._name, self._tls = address, port, name, tls
        self._line: _Line | None = None

    async def status(self, request: bytes) -> int:
        """The status that answers these bytes; raises OSError when there is no answer to be had.

        A kept connection may have died unnoticed. The request is then repeated, once, on a new one: what it asks for
        may happen twice.
        """
        if self._line and self._line.is_usable():
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    return await self._line.status(request)
            except OSError:
                pass  # asked again below
        self.close()
        self._line = await self._opened()
        return await self._line.status(request)

    def close(self) -> None:
        """Lets go of the connection, and of an answer that is still to come."""
        if self._line:
            self._line.close()
        self._line = None

    async def _opened(self) -> "_Line":
        loop = asyncio.get_running_loop()
        name = self._name if self._tls else None
        _, line = await loop.create_connection(_Line, self._address, self._port, ssl=self._tls, server_hostname=name)
        return line


class _Line(asyncio.Protocol):
    """One connection from its opening to its end."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._received = b""
        self._idle_since = 0.0

    def is_usable(self) -> bool:
        """Whether another request may be sent on it."""
        is_open = self._transport is not None and not self._transport.is_closing()
        return is_open and self._loop.time() - self._idle_since < IDLE_SECONDS

    def close(self) -> None:
        """Ends it at once."""
        if self._transport:
            self._transport.abort()

    async def status(self, request: bytes) -> int:
        """As `KeptConnection.status`, without a second try."""
        if self._transport is None:
            raise ConnectionResetError("closed")
        self._received, self._answer = b"", self._loop.create_future()
        try:
            self._transport.write(request)
            return await self._answer
        except BaseException:
            self.close()  # or an answer that is late would be taken for the next one's
            raise
        finally:
            self._answer, self._idle_since = None, self._loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's word that it is open."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A part of an answer; what its body says is of no interest, but where it ends."""
        if self._answer is None or self._answer.done():
            self.close()  # nobody asked
            return
        try:
            self._received = message.without_interim(self._received + data)
            if (end := message.end_of(self._received)) is not None:
                self._settle(self._answer, surplus=len(self._received) > end)
        except message.MalformedError as error:
            self._answer.set_exception(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that says nothing of its length ends here; no answer at all is an error."""
        self._transport = None
        if self._answer is None or self._answer.done():
            return
        if b"\r\n\r\n" in self._received:
            self._settle(self._answer)
        else:
            self._answer.set_exception(exc if isinstance(exc, ConnectionError) else ConnectionResetError("closed"))

    def _settle(self, answer: asyncio.Future[int], *, surplus: bool = False) -> None:
        head = self._received.partition(b"\r\n\r\n")[0]
        if surplus or message.is_last(head):
            self.close()
        answer.set_result(message.status(head))
