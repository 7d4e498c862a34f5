"""One WebSocket connection: what it may still send, what it has not read yet, how long it has been silent."""

import asyncio

from aiohttp import web

from chalicelib.local.frames import MAX_MESSAGE
from chalicelib.local.socket_event import Caller

BURST = 2000
"""Messages a client may send at once; more than that, and faster than MESSAGES_PER_SECOND, are refused."""
MESSAGES_PER_SECOND = 100.0
UNREAD_BYTES = 1024 * 1024
"""What a reader may leave unread before it is cut off: it must not cost the others memory or time."""
CLOSE_SECONDS = 2.0


class Connection:
    """Lives on the event loop's thread, all of it."""

    __slots__ = ("_allowance", "_refilled", "_transport", "caller", "opened", "socket", "touched")

    def __init__(self, caller: Caller, now: float) -> None:
        self.caller = caller
        self.socket = new_socket()
        self.opened = self.touched = self._refilled = now
        self._allowance = float(BURST)
        self._transport: asyncio.Transport | None = None

    async def open(self, request: web.BaseRequest) -> None:
        """Answers the handshake; ConnectionResetError when the client has left meanwhile."""
        await self.socket.prepare(request)
        self._transport = request.transport

    def write(self, frames: bytes, now: float) -> bool:
        """Hands whole frames to the kernel without waiting; False when the connection is gone or cut off here.

        Bypasses aiohttp's writer, which is sound while no compression is agreed: it too writes whole frames.
        """
        transport = self._transport
        if transport is None or self.socket.closed or transport.is_closing():
            return False
        transport.write(frames)
        self.touched = now
        if transport.get_write_buffer_size() > UNREAD_BYTES:
            transport.abort()
            return False
        return True

    def may_send(self, now: float) -> bool:
        """Takes one message off the client's allowance; False when there is none left."""
        refill = (now - self._refilled) * MESSAGES_PER_SECOND
        self._allowance = min(float(BURST), self._allowance + refill)
        self._refilled = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def close(self, code: int, reason: str) -> None:
        """Says goodbye, and waits a little for the answer."""
        if self.socket.prepared:
            await self.socket.close(code=code, message=reason.encode())

    def abort(self) -> None:
        """Ends the connection without a word."""
        if self._transport:
            self._transport.abort()


def new_socket() -> web.WebSocketResponse:
    """Without per-message deflate: it would cost each viewer some 300 KB of windows."""
    return web.WebSocketResponse(compress=False, max_msg_size=MAX_MESSAGE, autoping=False, timeout=CLOSE_SECONDS)
