"""Page documents through the one-machine runtime: requests a second of one core's worth of server, and the tail.

50 clients on kept connections, in a process of their own (`python -m bench.page_document PORT SECONDS`).
"""

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

from bench.figures import Figure, ms, percentile, report
from bench.running import Child, children, cpu_seconds, running_stack

CLIENTS, SECONDS, ROUNDS = 50, 4, 3
PATH = "/api/status/demo-org"
_REQUEST = (
    f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
)


class Client(asyncio.Protocol):
    """Asks again as soon as it is answered, until told to stop."""

    def __init__(self, until: float, taken: list[float]) -> None:
        self._until, self._taken, self._buffer = until, taken, b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request."""
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Whole answers are counted."""
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        assert head.startswith(b"HTTP/1.1 200 "), head
        self._buffer = b""
        now = time.perf_counter()
        self._taken.append(now - self._asked)
        if now < self._until:
            self._ask()
        elif not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(_REQUEST)


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])


async def load(port: int, seconds: float) -> dict[str, float]:
    """Requests answered, a second, and the slowest in a hundred."""
    taken: list[float] = []
    until, loop = time.perf_counter() + seconds, asyncio.get_running_loop()
    made = [loop.create_connection(lambda: Client(until, taken), "127.0.0.1", port) for _ in range(CLIENTS)]
    await asyncio.gather(*[client.done for _, client in await asyncio.gather(*made)])
    return {"requests": len(taken), "a_second": len(taken) / seconds, "p99": percentile(taken, 0.99)}


def figures(seconds: float = SECONDS) -> list[Figure]:
    """The median round; CPU is the server's own, so that a machine that others use, too, says the same."""
    with running_stack() as stack:
        rounds = []
        for _ in range(ROUNDS):
            before = cpu_seconds(stack.pid)
            with children(Child("bench.page_document", stack.port, seconds)) as (clients,):
                seen = clients.hear()
            rounds.append(seen | {"cpu": (cpu_seconds(stack.pid) - before) / seen["requests"]})
    seen = sorted(rounds, key=lambda each: float(each["cpu"]))[len(rounds) // 2]
    p99 = sorted(float(each["p99"]) for each in rounds)[len(rounds) // 2]
    a_core = 1 / seen["cpu"]
    speed = f"{a_core:,.0f} requests/s ({seen['a_second']:,.0f}/s seen, {seen['cpu'] * 1e6:.0f} us each)"
    return [
        Figure("page document, one core's worth of server / 2,000 requests/s", speed, a_core / 2000, 1, at_least=True),
        Figure(f"page document, p99 with {CLIENTS} clients / 20 ms", ms(p99), p99 / 0.020, 1),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1].isdigit():
        print(json.dumps(uvloop.run(load(int(sys.argv[1]), float(sys.argv[2])))))
    else:
        sys.exit(report(figures()))
