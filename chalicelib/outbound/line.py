"""A connection to an address that was checked, which ends when its time or its room is over.

A time limit of a socket is one for each read, so a byte every few seconds would keep a call for ever. These sockets
have a moment at which all ends, and count what they receive: headers, chunk sizes and trailers are bytes like others.
"""

import math
import socket
import ssl
from collections.abc import Sequence
from functools import cache
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from chalicelib.outbound.errors import NoAnswerError
from chalicelib.outbound.names import Place
from chalicelib.outbound.target import Target

CONNECT_SECONDS = 4.0
"""For each address of a name, while there is another one to try."""


class TooMuchError(OSError):
    """More was received than there is room for."""


class _Bounded(socket.socket):
    """As socket.socket, within limits."""

    ends = math.inf
    """The moment, by the monotonic clock."""
    room = 0
    """Bytes that may still be received."""

    def limit(self, ends: float, room: int) -> None:
        """From now on."""
        self.ends, self.room = ends, room

    def recv_into(self, *args: Any, **named: Any) -> int:  # noqa: ANN401 - whatever socket.socket takes
        self.settimeout(left(self.ends))
        count = super().recv_into(*args, **named)
        self.room -= count
        if self.room < 0:
            raise TooMuchError
        return count

    def send(self, *args: Any, **named: Any) -> int:  # noqa: ANN401
        self.settimeout(left(self.ends))
        return super().send(*args, **named)

    def sendall(self, *args: Any, **named: Any) -> None:  # noqa: ANN401
        self.settimeout(left(self.ends))
        super().sendall(*args, **named)


class _BoundedTls(_Bounded, ssl.SSLSocket):
    """The same over TLS."""


def left(ends: float) -> float:
    """Seconds; raises TimeoutError when there are none."""
    seconds = ends - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class _Pinned(HTTPConnection):
    """Connects to addresses that were checked, whatever the name may lead to by now."""

    places: Sequence[Place] = ()
    ends = math.inf

    def _new_conn(self) -> socket.socket:
        for place in self.places:
            seconds = left(self.ends)
            try:
                line = _connected(place, seconds if place is self.places[-1] else min(seconds, CONNECT_SECONDS))
            except OSError:
                continue
            line.settimeout(left(self.ends))  # for the handshake of TLS
            return line
        left(self.ends)
        raise NoAnswerError("No connection could be made.")


class _PinnedTls(_Pinned, HTTPSConnection):
    """The same over TLS; the certificate must be for the name."""


def opened(target: Target, places: Sequence[Place], ends: float, room: int) -> HTTPConnection:
    """A connection on which one request may be made; raises OSError or NoAnswerError."""
    connection = _made(target, left(ends))
    connection.places, connection.ends = places, ends
    connection.connect()
    line = connection.sock
    assert isinstance(line, _Bounded)  # noqa: S101 - both kinds of connection make such
    line.limit(ends, room)
    return connection


def _made(target: Target, seconds: float) -> _Pinned:
    if target.scheme == "https":
        return _PinnedTls(target.host, target.port, timeout=seconds, ssl_context=authorities())
    return _Pinned(target.host, target.port, timeout=seconds)


def _connected(place: Place, seconds: float) -> socket.socket:
    line = _Bounded(place.family, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.settimeout(seconds)
        line.connect((place.address, place.port))
    except BaseException:
        line.close()
        raise
    return line


@cache
def authorities() -> ssl.SSLContext:
    """Whom to trust: the system's authorities, read once for the process."""
    return bounded(ssl.create_default_context())


def bounded(context: ssl.SSLContext) -> ssl.SSLContext:
    """A context whose sockets are within limits."""
    context.sslsocket_class = _BoundedTls
    return context
