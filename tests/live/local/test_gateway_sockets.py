"""The live socket, as API Gateway's WebSocket side behaves."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientWebSocketResponse, WSMessage, WSMsgType

from tests.live.local.conftest import Stack, wait_until
from tests.waiting import PATIENCE

Sockets = Callable[[], Awaitable[ClientWebSocketResponse]]


def run(test: Awaitable[None]) -> None:
    """Runs one test's coroutine, for a minute at most."""

    async def limited() -> None:
        async with asyncio.timeout(PATIENCE):
            await test

    asyncio.run(limited())


@asynccontextmanager
async def clients(stack: Stack) -> AsyncIterator[Sockets]:
    """A function that opens sockets, all of which end with the block."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def connect() -> ClientWebSocketResponse:
            return await session.ws_connect(f"{stack.url}/live", max_msg_size=0)

        yield connect


async def ask(ws: ClientWebSocketResponse, **message: object) -> Any:
    """Sends a message, returns the next frame."""
    await ws.send_str(json.dumps(message))
    return json.loads(await ws.receive_str())


def test_connecting_and_leaving_call_the_handlers_with_api_gateways_events(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            connection_id = (await ask(ws, action="hello"))["id"]
            await ws.close(code=4001)
        joined = next(e for e in stack.seen("connect") if e["what"]["requestContext"]["connectionId"] == connection_id)
        about = joined["what"]["requestContext"]
        assert (about["eventType"], about["routeKey"]) == ("CONNECT", "$connect")
        assert about["identity"]["sourceIp"] == "127.0.0.1"
        assert joined["what"]["headers"]["Upgrade"].lower() == "websocket"
        wait_until(lambda: any(left(connection_id)))

    def left(connection_id: str) -> list[int]:
        about = [event["what"]["requestContext"] for event in stack.seen("disconnect")]
        return [each["disconnectStatusCode"] for each in about if each["connectionId"] == connection_id]

    run(scenario())


def test_a_handler_that_says_no_is_403(stack: Stack) -> None:
    async def scenario() -> None:
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{stack.url}/live?refuse=1")
            assert refused.value.status == 403

    run(scenario())


def test_without_an_upgrade_the_answer_says_what_is_missing(stack: Stack) -> None:
    reply = stack.get("/live")
    assert (reply.status, reply.headers["Upgrade"]) == (426, "websocket")


def test_ids_differ_and_need_escaping_like_api_gateways(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            one, other = (
                (await ask(await connect(), action="hello"))["id"],
                (await ask(await connect(), action="hi"))["id"],
            )
            assert one != other
            assert one.endswith("=")

    run(scenario())


def test_messages_of_a_connection_are_handled_in_order(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            for number in range(200):
                await ws.send_str(json.dumps({"action": "n", "n": number}))
            got = [json.loads(await ws.receive_str())["echo"]["n"] for _ in range(200)]
            assert got == list(range(200))

    run(scenario())


def test_a_burst_of_a_thousand_is_answered_and_others_go_on_meanwhile(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            noisy, quiet = await connect(), await connect()
            got: list[int] = []
            reading = asyncio.ensure_future(read(noisy, got))
            await noisy.send_str(json.dumps({"action": "n", "n": 0, "until": "the-quiet-one-is-answered"}))
            sending = asyncio.gather(*(noisy.send_str(json.dumps({"action": "n", "n": n})) for n in range(1, 1000)))
            assert (await ask(quiet, action="hello"))["echo"] == {"action": "hello"}
            assert got == []
            stack.release("the-quiet-one-is-answered")
            await asyncio.gather(sending, reading)
            assert got == list(range(1000))

    async def read(ws: ClientWebSocketResponse, got: list[int]) -> None:
        while len(got) < 1000:
            got.append(json.loads(await ws.receive_str())["echo"]["n"])

    run(scenario())


def test_a_flood_is_throttled_with_error_frames_and_the_server_lives(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            sending = asyncio.ensure_future(send_many(ws, 4000))
            frames = [json.loads(await ws.receive_str()) for _ in range(4000)]
            await sending
            refused = [frame for frame in frames if frame.get("event") == "error"]
            assert {each["code"] for each in refused} == {"too_many_messages"}
            assert stack.get("/health").status == 200

    async def send_many(ws: ClientWebSocketResponse, count: int) -> None:
        for _ in range(count):
            await ws.send_str('{"action":"x"}')

    run(scenario())


def test_a_message_of_the_greatest_size_passes_and_one_larger_closes(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            frame = json.dumps({"action": ""})
            await ws.send_str(frame[:-2] + "x" * (128 * 1024 - len(frame) - 60) + frame[-2:])
            assert (await ws.receive()).type is WSMsgType.TEXT
            await ws.send_str("x" * (128 * 1024 + 1))
            closing_frame = await ws.receive()
            assert (closing_frame.type, closing_frame.data) == (WSMsgType.CLOSE, 1009)

    run(scenario())


def test_a_binary_message_is_answered_with_an_error_frame(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            await ws.send_bytes(b"\x00\x01")
            assert json.loads(await ws.receive_str())["event"] == "error"
            assert (await ask(ws, action="still here"))["echo"] == {"action": "still here"}

    run(scenario())


@pytest.mark.parametrize("message", ['{"action":"boom"}', "no json"])
def test_a_handler_that_fails_is_an_error_frame_and_the_connection_stays(stack: Stack, message: str) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            ws = await connect()
            await ws.send_str(message)
            assert json.loads(await ws.receive_str())["event"] == "error"
            assert (await ask(ws, action="on"))["echo"] == {"action": "on"}

    run(scenario())


def test_pings_are_answered(stack: Stack) -> None:
    async def scenario() -> None:
        async with aiohttp.ClientSession() as session:
            ws = await session.ws_connect(f"{stack.url}/live", autoping=False)
            await ws.ping(b"are you there")
            answer = await ws.receive()
            assert (answer.type, answer.data) == (WSMsgType.PONG, b"are you there")

    run(scenario())


def test_a_push_reaches_every_connection_in_order_and_reports_the_gone(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            viewers = [await connect() for _ in range(20)]
            for viewer in viewers:
                await ask(viewer, action="subscribe")
            report = await ask(await connect(), action="push", messages=list(range(50)))
            assert report["sent"] == 20 * 50
            for viewer in viewers:
                assert [json.loads(await viewer.receive_str()) for _ in range(50)] == list(range(50))

    run(scenario())


def test_a_reader_that_reads_nothing_is_cut_off_and_holds_up_nobody(stack: Stack) -> None:
    async def scenario() -> None:
        async with clients(stack) as connect:
            reader = await connect()
            await ask(reader, action="subscribe")
            with closing(silent_viewer(stack)):
                pusher, big = await connect(), "x" * 100_000
                reports = []
                for _ in range(120):
                    reports.append(await ask(pusher, action="push", messages=[big]))
                    assert len(json.loads(await reader.receive_str())) == 100_000
                assert sum(report["gone"] for report in reports) >= 1
                assert sorted(report["took"] for report in reports)[60] < 1.0

    run(scenario())


def silent_viewer(stack: Stack) -> socket.socket:
    """Subscribes by hand, and never reads again."""
    raw = upgraded(stack)
    raw.sendall(masked({"action": "subscribe"}))
    assert raw.recv(4096)
    return raw


def upgraded(stack: Stack) -> socket.socket:
    """A connection on which both sides speak frames."""
    raw = socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    key = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    raw.sendall(b"GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + key + b"\r\n")
    assert raw.recv(4096).startswith(b"HTTP/1.1 101")
    return raw


def masked(message: object) -> bytes:
    """A message as a client's frame."""
    payload = json.dumps(message).encode()
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65_536:
        length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
    else:
        length = bytes([0x80 | 127]) + size.to_bytes(8, "big")
    return b"\x81" + length + bytes(4) + payload


def test_an_idle_connection_and_an_old_one_are_closed(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack(IDLE_SECONDS="0.5", CONNECTION_SECONDS="1.5").start()

    async def scenario() -> None:
        async with clients(stack) as connect:
            idle = await (await connect()).receive()
            assert (idle.data, idle.extra) == (1001, "Idle for too long")
            old = idle
            while old.extra == "Idle for too long":  # if the machine lets this process pause, nobody is busy
                began = time.monotonic()
                old = await end_of_a_busy_one(await connect())
            assert (old.data, old.extra) == (1001, "Open for too long")
            assert time.monotonic() - began >= 1.4

    async def end_of_a_busy_one(busy: ClientWebSocketResponse) -> WSMessage:
        said = None
        while said is None or said.type is WSMsgType.TEXT:
            try:
                said = await busy.receive(timeout=0.05)
            except TimeoutError:  # nothing to read: it says something
                with suppress(ConnectionResetError):
                    await busy.send_str('{"action":"x"}')
        return said

    run(scenario())


def test_stopping_closes_connections_with_1001_and_tells_the_handlers(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()

    async def scenario() -> None:
        async with clients(stack) as connect:
            sockets = [await connect() for _ in range(5)]
            ending = asyncio.ensure_future(asyncio.to_thread(stack.end))
            for ws in sockets:
                assert (await ws.receive()).data == 1001
            assert await ending == 0
        assert len(stack.seen("disconnect")) == 5

    run(scenario())


def test_a_frame_that_is_not_masked_ends_the_connection_with_1002(stack: Stack) -> None:
    unmasked = b"\x81\x13" + b'{"action":"hello2"}'
    with closing(upgraded(stack)) as raw:
        raw.sendall(masked({"action": "hello1"}))
        assert b"hello1" in raw.recv(4096)
        raw.sendall(unmasked[:1])
        raw.sendall(unmasked[1:])
        said = raw.recv(4096)
        assert (said[0], said[2:4]) == (0x88, (1002).to_bytes(2, "big"))


def test_an_unmasked_frame_behind_a_good_one_is_not_read(stack: Stack) -> None:
    with closing(upgraded(stack)) as raw:
        raw.sendall(masked({"action": "good"}) + b"\x81\x13" + b'{"action":"hello2"}' + masked({"action": "late"}))
        said = b""
        while chunk := raw.recv(4096):
            said += chunk
        assert b"good" in said
        assert (1002).to_bytes(2, "big") in said
        assert not any(word in said for word in (b"hello2", b"late"))


def test_frames_of_every_length_come_through_in_pieces_of_every_size(stack: Stack) -> None:
    for length in (1, 125, 126, 127, 65_535, 65_536, 100_000):
        frame = masked({"action": "x" * length})
        for piece in (1 if length < 200 else 7_001, 200_000):
            with closing(upgraded(stack)) as raw:
                for start in range(0, len(frame), piece):
                    raw.sendall(frame[start : start + piece])
                assert b"echo" in raw.recv(4096)
