"""A stand-in for DynamoDB on a real socket: it checks signatures as AWS does, answers as it is told, and breaks."""

import json
import os
import socket
import struct
import threading
from binascii import crc32
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.local.sigv4 import SignatureCheck

REGION = "us-east-1"
FOUND: dict[str, Any] = {"Item": {"org_id": {"S": "a"}}}


class Fault(Enum):
    """What may happen instead of an answer."""

    SILENCE = auto()
    RESET = auto()
    END = auto()


@dataclass(frozen=True)
class Answer:
    """One that differs from a plain one."""

    status: int = 200
    body: object = field(default_factory=lambda: FOUND)
    crc32: str | None = None
    """Said instead of the right one."""
    chunked: bool = False


Said = Answer | Fault | tuple[int, object]


def throttled(code: str = "ThrottlingException", **more: object) -> tuple[int, object]:
    """A refusal."""
    return 400, refusal(code, **more)


def refusal(code: str, **more: object) -> dict[str, object]:
    """The body of one, as DynamoDB words it."""
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "it says why", **more}


@dataclass
class StandIn:
    """What it was sent, and what it will answer: one a request, the last one for ever."""

    port: int = 0
    answers: list[Said] = field(default_factory=lambda: [(200, FOUND)])
    answered_by: Callable[[Mapping[str, str], bytes], Said] | None = None
    """Whom to ask instead of `answers`."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    signed: list[bool] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    before: threading.Barrier | None = None
    """Each answer waits for it."""
    silences: int = 0
    """How many requests it has left without an answer."""
    _dead: dict[tuple[str, int], Fault] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def kill_connections(self, by: Fault) -> None:
        """Those there are answer nothing any more, and nobody is told; new ones are not affected."""
        self._dead = dict.fromkeys(self.connections, by)

    @property
    def is_silent_next(self) -> bool:
        """Whether it leaves the next request without an answer; of the dead connections, one is tried."""
        return self.answers[0] is Fault.SILENCE or (Fault.SILENCE in self._dead.values() and not self.silences)

    def next_for(self, peer: tuple[str, int], headers: Mapping[str, str], body: bytes) -> Said:
        """The next answer to somebody."""
        if fault := self._dead.get(peer):
            return fault
        if self.answered_by:
            return self.answered_by(headers, body)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """On a port of its own."""
    with _Listening(("127.0.0.1", 0), _Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield listening.stand_in
        finally:
            listening.stand_in.stopping.set()
            listening.shutdown()
            thread.join()


class _Listening(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def server_activate(self) -> None:
        super().server_activate()
        self.stand_in = StandIn(self.server_port)
        self.check = SignatureCheck("testing", "testing", REGION, "dynamodb")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listening

    def do_POST(self) -> None:
        """One request."""
        stand_in = self.server.stand_in
        body = self._noted(stand_in)
        if stand_in.before:
            stand_in.before.wait(60)
        match stand_in.next_for(self.client_address, self.headers, body):  # type: ignore[arg-type]
            case Fault() as fault:
                self._break(fault)
            case Answer() as answer:
                self._answer(answer)
            case (status, said):
                self._answer(Answer(status, said))

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def finish(self) -> None:
        """A connection that was reset has nothing to flush."""
        if self.connection.fileno() >= 0:
            super().finish()

    def _noted(self, stand_in: StandIn) -> bytes:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.server.check.accepts("POST", f"{stand_in.url}/", self.headers, body)  # type: ignore[arg-type]
        stand_in.connections.add(self.client_address)
        stand_in.signed.append(signed)
        stand_in.requests.append({"target": self.headers["X-Amz-Target"], "body": json.loads(body)})
        return body

    def _answer(self, answer: Answer) -> None:
        text = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("x-amz-crc32", answer.crc32 or str(crc32(text)))
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            text = _in_chunks(text)
        else:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _break(self, fault: Fault) -> None:
        self.close_connection = True
        if fault is Fault.SILENCE:
            self.server.stand_in.silences += 1
            self.server.stand_in.stopping.wait(20)
        if fault is Fault.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())


def _in_chunks(text: bytes) -> bytes:
    half = len(text) // 2
    pieces = [b"%x;x=1\r\n%b\r\n" % (len(piece), piece) for piece in (text[:half], text[half:])]
    return b"".join([*pieces, b"0\r\nx-trailer: 1\r\n\r\n"])
