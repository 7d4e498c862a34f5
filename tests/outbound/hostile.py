"""Servers that misbehave, on real sockets: each takes one request and then does as it is told."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Conduct = Callable[[socket.socket, threading.Event], None]


@dataclass
class Server:
    """Where it listens, and what it was sent."""

    port: int
    received: list[bytes] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """By plain http."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def serving(conduct: Conduct, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Server]:
    """Accepts connections until the block ends."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=128) as listening:
        server = Server(listening.getsockname()[1])
        listening.settimeout(0.05)
        accepting = threading.Thread(target=_accept, args=(listening, server, conduct, tls), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.stopping.set()
            accepting.join()


def saying(answer: bytes) -> Conduct:
    """Answers so, whatever was asked."""

    def say(line: socket.socket, _: threading.Event) -> None:
        line.sendall(answer)

    return say


def dripping(first: bytes, drop: bytes, every: float = 0.05) -> Conduct:
    """Begins so, and then says a little more for ever."""

    def drip(line: socket.socket, stopping: threading.Event) -> None:
        line.sendall(first)
        while not stopping.wait(every):
            line.sendall(drop)

    return drip


def flooding(first: bytes, more: bytes) -> Conduct:
    """Begins so, and goes on as fast as it can."""

    def flood(line: socket.socket, stopping: threading.Event) -> None:
        line.sendall(first)
        while not stopping.is_set():
            line.sendall(more)

    return flood


def silent(_: socket.socket, stopping: threading.Event) -> None:
    """Says nothing."""
    stopping.wait(20)


def _accept(listening: socket.socket, server: Server, conduct: Conduct, tls: ssl.SSLContext | None) -> None:
    while not server.stopping.is_set():
        with suppress(TimeoutError):
            line, _ = listening.accept()
            threading.Thread(target=_serve, args=(line, server, conduct, tls), daemon=True).start()


def _serve(line: socket.socket, server: Server, conduct: Conduct, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), line:
        line.settimeout(20)
        secured = tls.wrap_socket(line, server_side=True) if tls else line
        with secured:
            server.received.append(_request(secured))
            conduct(secured, server.stopping)


def _request(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(each.split(b":")[1]) for each in head.split(b"\r\n") if each.lower().startswith(b"content-l")), 0
    )
    while len(body) < length:
        body += _more(line)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket) -> bytes:
    """Raises ConnectionError for a client that has left."""
    if not (data := line.recv(65536)):
        raise ConnectionResetError
    return data
