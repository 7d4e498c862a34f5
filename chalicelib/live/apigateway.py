"""The push client for API Gateway's management API.

boto3 spends 1.7 ms of Python on each PostToConnection. Here requests are bytes on kept connections. A push is a number
of concurrent chains, each with a connection of its own, that take one viewer after the other, so that order holds.
"""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import quote, urlsplit

from chalicelib.aws import message, trust
from chalicelib.aws.kept_connection import KeptConnection
from chalicelib.aws.signing import Signer
from chalicelib.config import settings
from chalicelib.live.push import Delivery

CONCURRENCY = 200
_FEW, _EACH_OF_FEW, _EACH_OF_MANY = 200, 16, 5
"""Viewers that a connection is opened for. A TLS handshake takes as long as several posts, and the CPU of more."""
_MORE_AFTER = 0.2
"""Seconds after which as many connections again are opened, while viewers wait: posts are slow, or one is stuck."""
TRIES = 4
_FIRST_PAUSE = 0.05
_PATIENCE = 10.0
_GONE, _RETRIED = 410, frozenset({429, 500, 502, 503, 504})


def at_first(viewers: int) -> int:
    """How many connections a push begins with."""
    return min(CONCURRENCY, -(-viewers // (_EACH_OF_FEW if viewers <= _FEW else _EACH_OF_MANY)))


class GoneError(Exception):
    """The connection is gone."""


class RefusedError(Exception):
    """The gateway refuses the message for good."""


class Pace:
    """Turns, evenly spread over time; without a rate nobody waits."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate if rate else 0
        self._next = 0.0

    async def turn(self) -> None:
        """Returns when it is the caller's."""
        if not self._gap:
            return
        now = time.monotonic()
        mine = max(self._next, now)
        self._next = mine + self._gap
        if mine > now:
            await asyncio.sleep(mine - now)


class ApiGatewayPush:
    """Posts to `{endpoint}/@connections/{id}`; with a `rate`, at most so many a second."""

    def __init__(self, endpoint: str, rate: float = 0) -> None:
        self._pace = Pace(rate)
        self._url = urlsplit(endpoint.rstrip("/"))
        self._signer = Signer("execute-api", settings().need("aws_region").aws_region, self._url.netloc)
        self._tls = trust.of(self._url)
        self._host, self._port = self._url.hostname or "", self._url.port or (443 if self._tls else 80)

    def post(self, connection_ids: Sequence[str], messages: Sequence[str]) -> Delivery:
        """Every message to every connection, each connection's in order; a passing fault is retried."""
        return asyncio.run(self._post_all(connection_ids, [message.encode() for message in messages]))

    async def _post_all(self, connection_ids: Sequence[str], bodies: Sequence[bytes]) -> Delivery:
        outcome: dict[str, list[str]] = {"gone": [], "failed": []}
        waiting = deque(connection_ids)
        try:
            addresses = cycle(await self._addresses())
        except OSError:
            return Delivery(0, (), tuple(connection_ids))

        def chains(count: int) -> set[asyncio.Task[int]]:
            lines = [self._line(next(addresses)) for _ in range(count)]
            return {asyncio.create_task(self._chain(line, waiting, bodies, outcome)) for line in lines}

        sent, running = 0, chains(at_first(len(waiting)))
        while running:
            done, running = await asyncio.wait(running, timeout=_MORE_AFTER)
            sent += sum(each.result() for each in done)
            running |= chains(min(len(running), CONCURRENCY - len(running), len(waiting)))
        return Delivery(sent, tuple(outcome["gone"]), tuple(outcome["failed"]))

    async def _addresses(self) -> list[str]:
        """Looked up once, because a lookup for each connection would queue up."""
        found = await asyncio.get_running_loop().getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        return [str(address[0]) for *_, address in found]

    def _line(self, address: str) -> KeptConnection:
        return KeptConnection(address, self._port, self._host, self._tls)

    async def _chain(
        self, line: KeptConnection, waiting: deque[str], bodies: Sequence[bytes], outcome: dict[str, list[str]]
    ) -> int:
        sent = 0
        while waiting:
            connection_id = waiting.popleft()
            try:
                for body in bodies:
                    await self._post_one(line, connection_id, body)
                    sent += 1
            except GoneError:
                outcome["gone"].append(connection_id)
            except (OSError, RefusedError):
                line.close()
                outcome["failed"].append(connection_id)
        line.close()
        return sent

    async def _post_one(self, line: KeptConnection, connection_id: str, body: bytes) -> None:
        path = f"{self._url.path}/@connections/{quote(connection_id, safe='')}"
        pause = _FIRST_PAUSE
        for left in reversed(range(TRIES)):
            await self._pace.turn()
            async with asyncio.timeout(_PATIENCE):
                status = await line.status(self._request(path, body))
            if status == _GONE:
                raise GoneError
            if 200 <= status < 300:
                return
            if status not in _RETRIED or not left:
                raise RefusedError(status)
            await asyncio.sleep(pause)
            pause *= 2

    def _request(self, path: str, body: bytes) -> bytes:
        headers = self._signer.headers(path, body, datetime.now(UTC), content_type="application/json")
        return message.post(path, headers, body)
