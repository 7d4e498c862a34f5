"""One request at a time over asyncio, against servers that end answers and connections in every way HTTP/1.1 allows."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from chalicelib.aws.kept_connection import KeptConnection
from tests.aws.certificates import certified

REQUEST = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n{}"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Server:
    """Answers each request with the next of its answers, in the parts given; an empty part ends the connection."""

    def __init__(self, *answers: Sequence[bytes]) -> None:
        self._answers = list(answers)
        self.connections = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with closing(writer), suppress(OSError, asyncio.IncompleteReadError):
            while self._answers and await reader.readuntil(b"{}"):
                for part in self._answers.pop(0):
                    if not part:
                        return
                    writer.write(part)
                    await writer.drain()

    async def asked(
        self, times: int, server_tls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
    ) -> list[int]:
        """The statuses of so many requests on one kept connection."""
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=server_tls) as server:
            port = server.sockets[0].getsockname()[1]
            connection = KeptConnection("127.0.0.1", port, "localhost", tls)
            try:
                return [await connection.status(REQUEST) for _ in range(times)]
            finally:
                connection.close()


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


async def test_the_certificate_must_be_for_the_name(tmp_path: Path) -> None:
    right, wrong = certified(tmp_path, "localhost"), certified(tmp_path, "elsewhere")
    assert await Server([OK]).asked(1, *right) == [200]
    with pytest.raises(ssl.SSLCertVerificationError):
        await Server([OK]).asked(1, *wrong)
