"""Many viewers in one process: `python -m bench.viewers PORT PROTOCOL COUNT`, PROTOCOL being allclear or socketio.

Says `{"ready": n}` once all are subscribed. Answers a line with `{"listening": true}`, and, when each viewer has got
one more change, with when the last one did. The same code for both protocols, so that only the servers differ.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import time
from collections.abc import Callable
from typing import cast

import uvloop

AT_ONCE = 50
PATIENCE = 120.0
_SUBSCRIBE = json.dumps({"action": "subscribe_organization", "tenant_id": "demo-org"}).encode()
_PATHS = {"allclear": "/live", "socketio": "/socket.io/?EIO=4&transport=websocket"}


class Viewer(asyncio.Protocol):
    """One WebSocket, by hand: a client library would cost more than the servers that are measured."""

    def __init__(self, protocol: str, audience: "Audience") -> None:
        self._protocol, self._audience = protocol, audience
        self._buffer = b""
        self._upgraded = False
        self.subscribed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks for the upgrade."""
        self._transport = transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {_PATHS[self._protocol]} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Whole frames are taken; what is left waits for the rest."""
        self._buffer += data
        if not self._upgraded:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head[:20], head
            self._upgraded, self._buffer = True, rest
            if self._protocol == "allclear":
                self._send(_SUBSCRIBE)
        while frame := _first_frame(self._buffer):
            opcode, payload, length = frame
            self._buffer = self._buffer[length:]
            if opcode == 1:
                self._take(payload)
            elif opcode == 9:
                self._send(payload, 0x8A)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        """Counted: nobody may be dropped."""
        self._audience.lost += 1

    def _take(self, text: bytes) -> None:
        if b"service_update" in text[:60]:
            self._audience.hears()
        elif b"subscribed" in text[:60]:
            self.subscribed.set_result(None)
        elif self._protocol == "socketio":
            self._answer_engine(text)

    def _answer_engine(self, text: bytes) -> None:
        """Engine.IO opens, Socket.IO connects; a ping is answered."""
        if text.startswith(b"0{"):
            self._send(b"40")
        elif text.startswith(b"40"):
            self._send(b'42["subscribe_organization",{"tenant_id":"demo-org"}]')
        elif text == b"2":
            self._send(b"3")

    def _send(self, payload: bytes, opcode: int = 0x81) -> None:
        """A masked frame, text or pong; the mask of zeros is as good as any against nobody."""
        self._transport.write(struct.pack("!BB4x", opcode, 0x80 | len(payload)) + payload)


def _first_frame(buffer: bytes) -> tuple[int, bytes, int] | None:
    """Opcode, payload and whole length of the frame at the start, if all of it is there."""
    if len(buffer) < 2:
        return None
    length, start = buffer[1], 2
    if length == 126:
        if len(buffer) < 4:
            return None
        length, start = int.from_bytes(buffer[2:4], "big"), 4
    elif length == 127:
        if len(buffer) < 10:
            return None
        length, start = int.from_bytes(buffer[2:10], "big"), 10
    end = start + length
    return (buffer[0] & 0xF, buffer[start:end], end) if len(buffer) >= end else None


class Audience:
    """All viewers, and when the last of them heard of a change."""

    def __init__(self, count: int) -> None:
        self.count, self.lost, self._heard = count, 0, 0
        self._all: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def listen(self) -> None:
        """From now on, one change for each is waited for."""
        self._heard = 0
        self._all = asyncio.get_running_loop().create_future()

    def hears(self) -> None:
        """One more viewer got it."""
        self._heard += 1
        if self._heard == self.count and not self._all.done():
            self._all.set_result(time.perf_counter())

    async def outcome(self) -> dict[str, float]:
        """When the last one heard, how many did, and how many connections were lost so far."""
        try:
            last = await asyncio.wait_for(asyncio.shield(self._all), PATIENCE)
        except TimeoutError:
            last = 0.0
        return {"last": last, "heard": self._heard, "count": self.count, "lost": self.lost}


async def connect_all(port: int, protocol: str, audience: Audience) -> None:
    """All are subscribed when it returns; a limited number shakes hands at a time."""
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(AT_ONCE)
    new: Callable[[], Viewer] = lambda: Viewer(protocol, audience)  # noqa: E731 - a factory

    async def connect() -> None:
        async with gate:
            _, viewer = await loop.create_connection(new, "127.0.0.1", port)
            await asyncio.wait_for(viewer.subscribed, PATIENCE)

    await asyncio.gather(*(connect() for _ in range(audience.count)))


async def main(port: int, protocol: str, count: int) -> None:
    """Connects, and then answers until the pipe is closed."""
    audience = Audience(count)
    await connect_all(port, protocol, audience)
    print(json.dumps({"ready": count}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        audience.listen()
        print(json.dumps({"listening": True}), flush=True)
        print(json.dumps(await audience.outcome()), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
