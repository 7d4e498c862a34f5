"""One client can't stall the others: real sockets of loopback addresses that stand for different clients."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from chalicelib.local import admission, body, rest, server
from chalicelib.local.admission import Admission
from chalicelib.local.lane import Size
from chalicelib.local.rest import RestApi
from chalicelib.local.waiting import until
from tests.waiting import PATIENCE

GREEDY, MODEST = "127.0.0.2", "127.0.0.3"
ROUTES = {"/api/things": ["GET", "POST"], "/api/auth/sign-in": ["POST"]}
HASHING = {("POST", "/api/auth/sign-in")}
Event = dict[str, Any]
Answer = Callable[[web.BaseRequest], Any]


def ok(_event: Event, _context: object) -> Event:
    """Answers at once."""
    return {"statusCode": 200, "body": "{}"}


class Served:
    """A server in this process, and its clients."""

    def __init__(self, port: int, api: RestApi) -> None:
        self.port = port
        self.api = api
        self.keep: list[asyncio.StreamWriter] = []

    async def ask(self, client: str, method: str, path: str, content: bytes | None = None) -> int:
        """The status of an answer."""
        connector = aiohttp.TCPConnector(local_addr=(client, 0))
        url = f"http://127.0.0.1:{self.port}{path}"
        session = aiohttp.ClientSession(connector=connector)
        async with session, session.request(method, url, data=content) as answer:
            await answer.read()
            return answer.status

    async def send(self, client: str, *said: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection on which that much was sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(client, 0))
        writer.writelines(said)
        self.keep.append(writer)
        return reader, writer

    async def begin(self, client: str, length: int = 50, sent: bytes = b"") -> asyncio.StreamReader:
        """A request whose body never comes to its end."""
        head = f"POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
        return (await self.send(client, head, sent))[0]


@asynccontextmanager
async def serving(
    app: Callable[[Event, object], Event] = ok, room: int = 1000, answer: Answer | None = None
) -> AsyncIterator[Served]:
    """The gateway's server around its REST side, on a free port."""
    api = RestApi(app, ROUTES, hashing=HASHING)
    limits = Admission(room)
    http = server.new_server(answer or api.answer, limits)
    listener = await asyncio.get_running_loop().create_server(http, "127.0.0.1", 0)
    watching = asyncio.ensure_future(limits.watch())
    served = Served(listener.sockets[0].getsockname()[1], api)
    try:
        async with asyncio.timeout(30):
            yield served
    finally:
        for writer in served.keep:
            writer.close()
        watching.cancel()
        listener.close()
        await http.shutdown(0.1)
        api.close()


async def status_of(reader: asyncio.StreamReader) -> int:
    """The status of the answer that came on a connection."""
    return int((await reader.readline()).split()[1])


async def test_unfinished_bodies_take_no_place_and_the_oldest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "UNFINISHED_EACH", 5)
    async with serving() as served:
        unfinished = [await served.begin(GREEDY) for _ in range(30)]
        assert [await status_of(reader) for reader in unfinished[:25]] == [408] * 25
        for client in (GREEDY, MODEST):
            assert await served.ask(client, "GET", "/api/things") == 200
            assert await served.ask(client, "POST", "/api/things", b"{}") == 200
        assert not any(reader._buffer for reader in unfinished[25:])  # type: ignore[attr-defined] # noqa: SLF001


async def test_unfinished_large_bodies_leave_another_client_s_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BYTES_EACH", 500_000)
    monkeypatch.setattr(body, "BYTES", 1_000_000)
    async with serving() as served:
        modest = await served.begin(MODEST, 400_000, b"x" * 300_000)
        unfinished = [await served.begin(GREEDY, 400_000, b"x" * 300_000) for _ in range(6)]
        for reader in unfinished[:-1]:
            assert await asyncio.wait_for(status_of(reader), 30) == 408
        assert await served.ask(GREEDY, "POST", "/api/things", b"x" * 100_000) == 200
        served.keep[0].write(b"x" * 100_000)
        assert await status_of(modest) == 200


async def test_memory_full_of_waiting_bodies_is_503_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BYTES_EACH", 150_000)
    may_end = threading.Event()

    def held(event: Event, context: object) -> Event:
        may_end.wait(PATIENCE)
        return ok(event, context)

    async with serving(held) as served:
        first = asyncio.ensure_future(served.ask(GREEDY, "POST", "/api/things", b"x" * 100_000))
        assert await until(lambda: served.api.in_flight == 1, 30)
        assert await served.ask(GREEDY, "POST", "/api/things", b"x" * 100_000) == 503
        may_end.set()
        assert await first == 200
        assert await served.ask(GREEDY, "POST", "/api/things", b"x" * 100_000) == 200


async def test_reads_do_not_wait_for_what_hashes_and_too_much_of_that_is_429(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "HASHING", Size(places=1, places_each=1, waiting=8, waiting_each=3))
    may_end = threading.Event()

    def hashes(event: Event, context: object) -> Event:
        if event["path"] == "/api/auth/sign-in":
            assert threading.current_thread().name.startswith("hashing")
            may_end.wait(PATIENCE)
        return ok(event, context)

    async with serving(hashes) as served:
        signing_in = [asyncio.ensure_future(served.ask(GREEDY, "POST", "/api/auth/sign-in")) for _ in range(10)]
        assert await until(lambda: sum(task.done() for task in signing_in) == 6, 30)
        assert {task.result() for task in signing_in if task.done()} == {429}
        assert await served.ask(GREEDY, "GET", "/api/things") == 200
        modest = asyncio.ensure_future(served.ask(MODEST, "POST", "/api/auth/sign-in"))
        may_end.set()
        assert await modest == 200
        assert [await task for task in signing_in].count(200) == 4


async def test_one_client_s_changes_delay_neither_its_reads_nor_another_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "CALLS", Size(places=2, places_each=1, waiting=100, waiting_each=20))
    may_end = threading.Event()

    def slow_changes(event: Event, context: object) -> Event:
        if event["httpMethod"] == "POST":
            may_end.wait(PATIENCE)
        return ok(event, context)

    async with serving(slow_changes) as served:
        changes = [asyncio.ensure_future(served.ask(GREEDY, "POST", "/api/things")) for _ in range(30)]
        assert await until(lambda: any(task.done() for task in changes), 30)
        for client in (GREEDY, MODEST):
            assert await served.ask(client, "GET", "/api/things") == 200
        may_end.set()
        statuses = [await task for task in changes]
        assert (statuses.count(200), statuses.count(429)) == (21, 9)


async def test_what_a_client_that_has_left_asked_for_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "CALLS", Size(places=1, places_each=1, waiting=100, waiting_each=100))
    may_end = threading.Event()
    done: list[str] = []

    def noted(event: Event, context: object) -> Event:
        may_end.wait(PATIENCE)
        done.append(event["headers"]["X-Who"])
        return ok(event, context)

    async with serving(noted) as served:
        head = b"POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Who: "
        (first, _), (_, leaving), (last, _) = [
            await served.send(GREEDY, head + who + b"\r\n\r\n") for who in (b"first", b"leaving", b"last")
        ]
        assert await until(lambda: served.api.in_flight == 3, 30)
        leaving.transport.abort()
        assert await served.ask(MODEST, "GET", "/nowhere") == 404  # what came before it has been noticed
        may_end.set()
        assert [await status_of(first), await status_of(last)] == [200, 200]
    assert done == ["first", "last"]


async def test_a_client_with_too_many_connections_loses_one_that_does_nothing() -> None:
    async with serving(room=8) as served:
        idle = [await served.send(GREEDY, b"GET /api") for _ in range(6)]
        assert await served.ask(GREEDY, "GET", "/api/things") == 200
        ended = await asyncio.wait_for(idle[0][0].read(), 30)
        assert ended == b""
        assert await served.ask(MODEST, "GET", "/api/things") == 200


async def test_a_full_house_makes_room_for_a_new_client() -> None:
    async with serving(room=8) as served:
        for client, connections in ((GREEDY, 6), (MODEST, 2)):
            for _ in range(connections):
                await served.send(client, b"GET /api")
        assert await served.ask("127.0.0.4", "GET", "/api/things") == 200


async def test_a_client_that_does_not_read_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(admission, "STALLED_SECONDS", 0.3)
    large = b"x" * 20_000_000
    ended = asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(large))})
        try:
            await response.prepare(request)
            await response.write(large)
            await response.write_eof()
        finally:
            ended.set()
        return response

    async with serving(answer=answer) as served:
        with socket.socket() as deaf:
            deaf.setblocking(False)
            await asyncio.get_running_loop().sock_connect(deaf, ("127.0.0.1", served.port))
            await asyncio.get_running_loop().sock_sendall(deaf, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.wait_for(ended.wait(), 10)
        monkeypatch.setattr(admission, "STALLED_SECONDS", 30)  # who reads is not cut off for a pause of the machine's
        reader, _ = await served.send(MODEST, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(await reader.read()) > len(large)


async def test_headers_that_never_end_do_not_keep_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "KEEP_ALIVE_SECONDS", 0.3)
    async with serving() as served:
        reader, writer = await served.send(GREEDY, b"GET /api/things HTTP/1.1\r\n")
        closed = asyncio.ensure_future(reader.read())
        async with asyncio.timeout(30):
            while not closed.done():
                writer.write(b"X-More: drip\r\n")
                await asyncio.wait({closed}, timeout=0.05)
        with suppress(ConnectionError):  # what a drip meets that comes after the end
            assert await closed == b""
