"""One WebSocket connection: what it may still send, what it has not read yet, how long it has been silent."""

import asyncio

from aiohttp import web

from chalicelib.local.frames import MAX_MESSAGE, close_frame
from chalicelib.local.socket_event import Caller

BURST = 2000
"""Messages a client may send at once; more than that, and faster than MESSAGES_PER_SECOND, are refused."""
MESSAGES_PER_SECOND = 100.0
UNREAD_BYTES = 1024 * 1024
"""How many bytes a client may leave unread before it is cut off, so that it costs the others no memory or time."""
CLOSE_SECONDS = 2.0
ABNORMAL = 1006


class Connection:
    """Lives on the event loop's thread, all of it."""

    __slots__ = ("_allowance", "_refilled", "_transport", "caller", "closing", "opened", "socket", "touched")

    def __init__(self, caller: Caller, now: float) -> None:
        self.caller = caller
        self.socket = new_socket()
        self.opened = self.touched = self._refilled = now
        self._allowance = float(BURST)
        self.closing = 0
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
        if transport is None or self.closing or self.socket.closed or transport.is_closing():
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

    def close(self, code: int, reason: str) -> None:
        """Sends a close frame and gives the client a little time to answer; what else it sends is not handled.

        Not aiohttp's `close()`: called beside a waiting `receive()` that one ends the connection without the answer,
        and a client that is sending at that moment may then never see why.
        """
        transport = self._transport
        if transport is None or self.closing or transport.is_closing():
            return
        self.closing = code
        transport.write(close_frame(code, reason))
        asyncio.get_running_loop().call_later(CLOSE_SECONDS, transport.abort)

    def end_code(self) -> int:
        """Why it ended, as a WebSocket close code."""
        return self.closing or self.socket.close_code or ABNORMAL

    def end(self) -> None:
        """Ends the transport once both sides have said goodbye."""
        if self._transport and self.closing:
            self._transport.close()

    def abort(self) -> None:
        """Ends the connection without a close frame."""
        if self._transport:
            self._transport.abort()


def new_socket() -> web.WebSocketResponse:
    """Without per-message deflate: it would cost each viewer some 300 KB of windows."""
    return web.WebSocketResponse(compress=False, max_msg_size=MAX_MESSAGE, autoping=False, timeout=CLOSE_SECONDS)
