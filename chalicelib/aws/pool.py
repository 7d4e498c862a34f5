"""HTTP/1.1 to one host for any number of threads: urllib3's pool, which does not trust a connection that was idle.

A Lambda function that was frozen wakes up with sockets whose other ends are gone, and nothing says so: a request on one
of them is answered by a reset or by silence.
"""

import time
from collections.abc import Mapping
from ssl import SSLContext
from typing import NamedTuple

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.response import HTTPResponse

IDLE_SECONDS = 4.0
"""A connection that was idle for longer is closed instead of used."""
CONNECT_SECONDS, READ_SECONDS = 0.5, 1.8
_KEPT = 32
_NEVER = Retry(total=False, redirect=False)
"""The caller knows better what may be tried again."""


class Answer(NamedTuple):
    """What came back; `crc32` is the body's checksum as the server counted it, where it says one."""

    status: int
    body: bytes
    crc32: str | None = None


class _Aging(HTTPConnection):
    """Counts as disconnected once it has been idle for too long, by either clock: one of them may stop with the VM."""

    _answered = (0.0, 0.0)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in urllib3, whose answer this is
        response = super().getresponse()
        self._answered = (time.monotonic(), time.time())
        return response

    @property
    def is_connected(self) -> bool:
        monotonic, wall = self._answered
        idle = max(time.monotonic() - monotonic, time.time() - wall)
        return idle < IDLE_SECONDS and super().is_connected


class _AgingTls(_Aging, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Aging


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _AgingTls


class Pool:
    """Connections to one host."""

    def __init__(self, host: str, port: int, tls: SSLContext | None) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._pool = self._empty()

    def post(
        self, path: str, headers: Mapping[str, str], body: bytes, *, seconds: float = 60.0, on_new: bool = False
    ) -> Answer:
        """The answer to a POST; raises urllib3's HTTPError when there is none, and then keeps no connection.

        `on_new` opens a new connection, whatever is kept. `seconds` is for connecting and for the wait that follows.
        """
        pool = self._empty() if on_new else self._pool
        timeout = Timeout(total=seconds, connect=CONNECT_SECONDS, read=READ_SECONDS)
        try:
            answer = pool.urlopen(
                "POST", path, body, dict(headers), _NEVER, redirect=False, timeout=timeout, decode_content=False
            )
            if answer.status < 200:
                raise ProtocolError(f"An answer of status {answer.status} was not followed by another.")
        except HTTPError:
            self._pool = self._empty()
            raise
        if on_new:
            self._pool = pool
        return Answer(answer.status, answer.data, answer.headers.get("x-amz-crc32"))

    def close(self) -> None:
        """Lets go of the connections."""
        self._pool = self._empty()

    def _empty(self) -> HTTPConnectionPool:
        """A pool in which nothing is kept. The one before closes its connections once nobody uses it any more."""
        if self._tls:
            return _TlsPool(self._host, self._port, maxsize=_KEPT, ssl_context=self._tls)
        return _Pool(self._host, self._port, maxsize=_KEPT)
