"""One request at a time over asyncio, against servers that end answers and connections in every way HTTP/1.1 allows."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from chalicelib.aws import kept_connection as module
from chalicelib.aws.kept_connection import KeptConnection
from tests.aws.certificates import certified

REQUEST = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n{}"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


A_MINUTE = 60.0
RESET, SILENCE = b"reset", b"silence"
"""Parts that are no part of an answer."""


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is neither idle nor silent."""
    monkeypatch.setattr(module, "IDLE_SECONDS", A_MINUTE)
    monkeypatch.setattr(module, "SILENCE_SECONDS", A_MINUTE)


class Server:
    """Answers each request with the next of its answers, in the parts given; an empty part ends the connection."""

    def __init__(self, *answers: Sequence[bytes]) -> None:
        self._answers = list(answers)
        self.connections = 0
        self.requests = 0
        self.heard = asyncio.Event()
        """Set at the first request."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with closing(writer), suppress(OSError, asyncio.IncompleteReadError):
            while self._answers and await reader.readuntil(b"{}"):
                self.requests += 1
                self.heard.set()
                for part in self._answers.pop(0):
                    await self._send(part, reader, writer)

    async def _send(self, part: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if part == SILENCE:
            module.SILENCE_SECONDS = A_MINUTE  # for whatever is asked after this
            await reader.read()
        if part == RESET:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if part in (b"", RESET, SILENCE):
            raise ConnectionAbortedError
        writer.write(part)
        await writer.drain()

    async def asked(
        self, times: int, server_tls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
    ) -> list[int]:
        """The statuses of so many requests on one kept connection."""
        async with await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=server_tls) as server:
            port = server.sockets[0].getsockname()[1]
            self.connection = KeptConnection("127.0.0.1", port, "localhost", tls)
            try:
                return [await self.connection.status(REQUEST) for _ in range(times)]
            finally:
                self.connection.close()


async def test_one_connection_serves_request_after_request() -> None:
    server = Server([OK], [b"HTTP/1.1 410 Gone\r\ncontent-length: 4\r\n\r\ngo", b"ne"], [OK])
    assert await server.asked(3) == [200, 410, 200]
    assert server.connections == 1


async def test_an_answer_in_chunks_ends_with_the_last_one() -> None:
    chunks = [b"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\n{}\r\n", b"0\r\n\r\n"]
    assert await Server(chunks, [OK]).asked(2) == [403, 200]


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    server = Server([b"HTTP/1.0 200 OK\r\n\r\nfine", b""], [OK])
    assert await server.asked(2) == [200, 200]
    assert server.connections == 2


async def test_a_connection_that_the_server_closes_is_opened_anew() -> None:
    server = Server([b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", b""], [OK, b""], [OK])
    assert await server.asked(3) == [200, 200, 200]
    assert server.connections == 3


async def test_a_server_that_answers_nothing_is_an_error() -> None:
    with pytest.raises(ConnectionError):
        await Server([b""]).asked(1)


@pytest.mark.parametrize(
    "answer",
    [
        [CHUNKED, b"5\r\n0\r\n\r\n", b"\r\n", b"0\r\n\r\n"],
        [CHUNKED, b"2;more=1\r\n{}\r\n0\r\nx-trailer: 1\r\n", b"\r\n"],
        [b"HTTP/1.1 100 Continue\r\n\r\n", OK],
        [b"HTTP/1.1 102 Processing\r\nx: 1\r\n\r\nHTTP/1.1 103 Early", b" Hints\r\n\r\n" + OK],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0\r\n", b"\r"],
    ],
    ids=["its last chunk in its first", "trailers", "announced", "announced twice", "a length"],
)
async def test_an_answer_is_read_to_its_end_however_it_arrives(answer: list[bytes]) -> None:
    gone = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
    server = Server(answer, [gone])
    assert await server.asked(2) == [200, 410]
    assert server.connections == 1


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_an_answer_that_has_no_body_by_its_status_ends_with_its_head(status: bytes) -> None:
    server = Server([b"HTTP/1.1 " + status + b"\r\n\r\n"], [OK])
    assert await server.asked(2) == [int(status[:3]), 200]
    assert server.connections == 1


@pytest.mark.parametrize("fault", [b"", RESET, SILENCE], ids=["end", "reset", "silence"])
async def test_a_kept_connection_that_died_unnoticed_is_replaced(fault: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == SILENCE:
        monkeypatch.setattr(module, "SILENCE_SECONDS", 0.6)
    server = Server([OK], [fault], [OK], [OK])
    assert await server.asked(3) == [200, 200, 200]
    assert (server.connections, server.requests) == (2, 4)


async def test_a_connection_that_was_idle_for_seconds_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.0)
    server = Server([OK], [OK])
    assert await server.asked(2) == [200, 200]
    assert server.connections == 2


async def test_a_new_connection_that_fails_is_not_replaced_for_ever() -> None:
    server = Server([OK], [RESET], [RESET], [OK])
    with pytest.raises(ConnectionError):
        await server.asked(2)
    assert server.requests == 3


@pytest.mark.parametrize(
    "answer",
    [b"220 mail.example.com ESMTP\r\n\r\n", CHUNKED + b"-1\r\n", CHUNKED + b"no\r\n", b"HTTP/1.1 2xx\r\n\r\n"],
)
async def test_what_is_no_http_is_an_error_at_once(answer: bytes) -> None:
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(Server([answer]).asked(1), 10)


async def test_an_answer_that_was_given_up_is_not_taken_for_the_next_one() -> None:
    server = Server([SILENCE], [OK])

    async def impatient() -> None:
        asking = asyncio.ensure_future(server.connection.status(REQUEST))
        await server.heard.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        server.connection = KeptConnection("127.0.0.1", port, "localhost", None)
        await impatient()
        assert await server.connection.status(REQUEST) == 200
        server.connection.close()
    assert server.connections == 2


async def test_what_nobody_asked_for_ends_the_connection() -> None:
    server = Server([OK + b"HTTP/1.1 500 Surplus\r\n"], [OK])
    assert await server.asked(2) == [200, 200]
    assert server.connections == 2


async def test_the_certificate_must_be_for_the_name(tmp_path: Path) -> None:
    right, wrong = certified(tmp_path, "localhost"), certified(tmp_path, "elsewhere")
    assert await Server([OK]).asked(1, *right) == [200]
    with pytest.raises(ssl.SSLCertVerificationError):
        await Server([OK]).asked(1, *wrong)
