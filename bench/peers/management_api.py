"""A stand-in for PostToConnection: answers 200 after a latency, and says its port and how many it answered.

`python -m bench.peers.management_api MILLISECONDS`;
a line on its input is answered with `{"answered": n}`, counted since the last.
"""

import asyncio
import json
import sys
from typing import cast

import uvloop

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Answering(asyncio.Protocol):
    """Enough HTTP for two clients that send whole requests with a Content-Length."""

    answered = 0

    def __init__(self, latency: float) -> None:
        self._latency, self._buffer = latency, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A kept connection."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answers each request that is there with its body."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            asyncio.get_running_loop().call_later(self._latency, self._answer)

    def _answer(self) -> None:
        Answering.answered += 1
        self._transport.write(_ANSWER)


async def main(latency: float) -> None:
    """Serves until the pipe is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(latency), "127.0.0.1", 0, backlog=1024)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps({"answered": Answering.answered}), flush=True)
        Answering.answered = 0


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) / 1000))
