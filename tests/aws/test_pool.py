"""Requests of many threads, against a server that ends answers and connections in every way HTTP/1.1 allows."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError, SSLError

from chalicelib.aws import pool as module
from chalicelib.aws.pool import Pool
from tests.aws.certificates import certified
from tests.aws.clock import Clock
from tests.waiting import wait_until

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
HEADERS = {"host": "here"}
Asked = tuple[int, bytes]
Ask = Callable[..., Asked]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is neither idle nor silent."""
    for name in ("CONNECT_SECONDS", "READ_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(module, name, 60.0)


class Server(ThreadingTCPServer):
    """Answers each request with the next of its answers, in the parts given; an empty part ends the connection."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, answers: Sequence[Sequence[bytes]], tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.tls, self.connections = list(answers), tls, 0
        self.before: threading.Barrier | None = None
        self.ended = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is a part of these tests."""


class _Handler(BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        line = self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
        self.server.connections += 1
        with line:
            self._serve(line)
        self.server.ended.set()

    def _serve(self, line: socket.socket) -> None:
        received = b""
        while self.server.answers:
            while not received.endswith(b"{}"):
                if not (piece := line.recv(1000)):
                    return
                received += piece
            received = b""
            if self.server.before:
                self.server.before.wait(60)
            for part in self.server.answers.pop(0):
                if not part:
                    return
                line.sendall(part)
        with suppress(OSError):
            line.recv(1)


@contextmanager
def serving(
    *answers: Sequence[bytes], tls: ssl.SSLContext | None = None, before: threading.Barrier | None = None
) -> Iterator[Server]:
    """A server; each of its answers waits for `before`."""
    with Server(answers, tls) as server:
        server.before = before
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def asking(server: Server, tls: ssl.SSLContext | None = None) -> Iterator[Ask]:
    """Posts once, and returns what answers."""
    pool = Pool("localhost", server.server_address[1], tls)

    def ask(*, seconds: float = 60.0, on_new: bool = False) -> Asked:
        answer = pool.post("/", HEADERS, b"{}", seconds=seconds, on_new=on_new)
        return answer.status, answer.body

    try:
        yield ask
    finally:
        pool.close()


def test_one_connection_serves_request_after_request() -> None:
    gone = [b"HTTP/1.1 410 Go", b"ne\r\ncontent-length: 4\r\n\r\ngo", b"ne"]
    nothing = [b"HTTP/1.1 204 No Content\r\n\r\n"]
    with serving([OK], gone, nothing, [OK]) as server, asking(server) as ask:
        assert [ask() for _ in range(4)] == [(200, b"{}"), (410, b"gone"), (204, b""), (200, b"{}")]
        assert server.connections == 1


def test_chunks_are_joined_however_they_arrive() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole = head + b"7\r\n0\r\n\r\n--\r\nA;more=1\r\n0123456789\r\n0\r\n\r\n"
    parts = [whole[at : at + 1] for at in range(len(whole))]
    with serving([whole], parts, [OK]) as server, asking(server) as ask:
        assert [ask() for _ in range(3)] == [(200, b"0\r\n\r\n--0123456789")] * 2 + [(200, b"{}")]
        assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        [b"HTTP/1.1 200 OK\r\n\r\nfi", b"ne", b""],
        [b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine", b""],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine", b""],
    ],
)
def test_an_answer_that_ends_its_connection_is_followed_by_another(answer: list[bytes]) -> None:
    with serving(answer, [OK]) as server, asking(server) as ask:
        assert [ask(), ask()] == [(200, b"fine"), (200, b"{}")]
        assert server.connections == 2


def test_a_connection_that_was_closed_while_idle_is_not_used() -> None:
    with serving([OK, b""], [OK]) as server, asking(server) as ask:
        assert ask() == (200, b"{}")
        assert server.ended.wait(60)
        assert ask() == (200, b"{}")
        assert server.connections == 2


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ([b""], 60.0),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfi", b""], 60.0),
        ([b"220 mail.example.com ESMTP\r\n\r\n"], 60.0),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"], 1.0),
    ],
    ids=["nothing", "half of it", "no HTTP", "no length of a chunk"],
)
def test_a_broken_answer_is_an_error_and_its_connection_is_not_kept(answer: list[bytes], seconds: float) -> None:
    with serving(answer, [OK]) as server, asking(server) as ask:
        with pytest.raises(HTTPError):
            ask(seconds=seconds)
        wait_until(lambda: len(server.answers) == 1)
        assert ask() == (200, b"{}")
        assert server.connections == 2


def test_silence_is_a_timeout() -> None:
    with serving([]) as server, asking(server) as ask, pytest.raises(ReadTimeoutError):
        ask(seconds=0.1)


def test_nobody_there_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NewConnectionError):
            Pool("127.0.0.1", taken.getsockname()[1], None).post("/", HEADERS, b"{}")


@pytest.mark.parametrize("clock", [Clock(ahead=61), Clock(wall_ahead=61)], ids=["it was idle", "the VM stood still"])
def test_a_connection_that_was_idle_for_seconds_is_not_trusted(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving([OK], [OK], [OK]) as server, asking(server) as ask:
        assert [ask(), ask()] == [(200, b"{}")] * 2
        assert server.connections == 1
        monkeypatch.setattr(module, "time", clock)
        assert ask() == (200, b"{}")
        assert server.connections == 2


def test_a_new_connection_can_be_asked_for_and_is_kept_from_then_on() -> None:
    with serving([OK], [OK], [OK]) as server, asking(server) as ask:
        assert [ask(), ask(on_new=True), ask()] == [(200, b"{}")] * 3
        assert server.connections == 2


def test_after_a_failure_none_of_the_kept_connections_is_used() -> None:
    """What ended one of them, such as a freeze, ended the others, too."""
    both = threading.Barrier(2)
    with serving(*[[OK]] * 2, [b""], *[[OK]] * 2, before=both) as server, asking(server) as ask:
        with ThreadPoolExecutor(2) as threads:
            assert list(threads.map(lambda _: ask(), range(2))) == [(200, b"{}")] * 2
        server.before = None
        with pytest.raises(ProtocolError):
            ask()
        assert [ask(), ask()] == [(200, b"{}")] * 2
        assert server.connections == 3


def test_trailers_end_an_answer_in_chunks() -> None:
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-amz-more: 1\r\nx: 2\r\n\r\n"
    with serving([whole], [OK]) as server, asking(server) as ask:
        assert [ask(), ask()] == [(200, b"{}")] * 2
        assert server.connections == 1


def test_an_answer_that_was_only_announced_is_not_taken_for_one() -> None:
    with serving([b"HTTP/1.1 100 Continue\r\n\r\n", OK], [OK]) as server, asking(server) as ask:
        assert [ask(), ask()] == [(200, b"{}")] * 2
        assert server.connections == 1
    with serving([b"HTTP/1.1 103 Early Hints\r\n\r\n", OK], [OK]) as server, asking(server) as ask:
        with pytest.raises(ProtocolError):
            ask()
        assert ask() == (200, b"{}")
        assert server.connections == 2


def test_threads_never_share_a_connection() -> None:
    times, threads = 300, 8
    answers: list[list[bytes]] = [[OK]] * (times + threads)
    with serving(*answers) as server, asking(server) as ask:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(lambda _: ask(), range(times)))
        assert found == [(200, b"{}")] * times


def test_the_certificate_must_be_for_the_name(tmp_path: Path) -> None:
    server_tls, tls = certified(tmp_path, "localhost")
    with serving([OK], [OK], tls=server_tls) as server, asking(server, tls) as ask:
        assert [ask(), ask()] == [(200, b"{}")] * 2
        assert server.connections == 1
    server_tls, tls = certified(tmp_path, "elsewhere")
    with serving([OK], tls=server_tls) as server, asking(server, tls) as ask, pytest.raises(SSLError):
        ask()
