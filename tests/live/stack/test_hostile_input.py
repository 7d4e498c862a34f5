"""Strangers at the door of the real stack: each gets a clear answer, and nothing changes."""

import asyncio
import json

import aiohttp
import pytest

from tests.live.stack.whole import Admin, Whole

JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"name": ', JSON, 400),
        (b"", JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b"[" * 100_000 + b"]" * 100_000, JSON, 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON, 413),
        (b'[{"name": "x"}]', JSON, 422),
        (b'{"name": NaN}', JSON, 422),
        (b'{"name": "x", "position": NaN}', JSON, 422),
        (b'{"name": 7}', JSON, 422),
        (b'{"name": "x", "colour": "red"}', JSON, 422),
        (b'{"name": "x", "status": "sleepy"}', JSON, 422),
        (b'{"name": "a\\u0000b"}', JSON, 422),
        (b'{"name": "a\\u202eb"}', JSON, 422),
        (json.dumps({"name": "x" * 10_000}).encode(), JSON, 422),
        (b'{"name": "x"}', "text/plain", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b'{"name": "' + b"x" * 7_000_000 + b'"}', JSON, 413),
    ],
    ids=lambda value: value[:24].decode(errors="replace") if isinstance(value, bytes) else str(value),
)
def test_a_bad_body_is_refused_and_changes_nothing(admin: Admin, body: bytes, content_type: str, status: int) -> None:
    before = admin.services()
    answer = admin.send("POST", "/api/services", body, Content_Type=content_type)
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert admin.services() == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("PATCH", "/api/services", 405),
        ("GET", "/api/services/unknown", 404),
        ("GET", "/api/services/01m841ck2pc1bqycpqpmy4wqrs", 404),
        ("GET", "/api/services/%2e%2e%2f", 404),
        ("GET", "/api/status/no-such-page", 404),
        ("GET", "/api/status/../../etc/passwd", 404),
        ("GET", "/api/incidents?limit=0", 422),
        ("GET", "/api/incidents?cursor=nonsense", 422),
    ],
)
def test_a_path_that_leads_nowhere_is_a_problem_and_never_a_stack_trace(
    admin: Admin, method: str, path: str, status: int
) -> None:
    answer = admin.send(method, path)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.headers["X-Request-Id"] == answer.json()["request_id"]


async def test_junk_on_the_websocket_is_answered_by_an_error_frame_and_the_connection_lives(shared: Whole) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(shared.live) as socket:
        for junk in ("", "hello", "[]", "{}", '{"action": 7}', '{"action":"fly"}', "[" * 50_000):
            await socket.send_str(junk)
            assert (await socket.receive_json())["event"] == "error"
        await socket.send_bytes(b"\x00\xff")
        assert (await socket.receive_json())["event"] == "error"
        await socket.send_json({"action": "subscribe_organization", "tenant_id": "nobody-at-all"})
        assert (await socket.receive_json())["code"] == "unknown_tenant"
        await socket.send_json({"action": "ping"})
        assert await socket.receive_json() == {"event": "pong"}


async def test_a_burst_of_a_thousand_messages_leaves_the_server_well(shared: Whole) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(shared.live) as socket:
        for _ in range(1000):
            await socket.send_str('{"action":"ping"}')
        assert (await socket.receive_json())["event"] in {"pong", "error"}
    async with aiohttp.ClientSession() as session, session.ws_connect(shared.live) as another:
        await another.send_json({"action": "ping"})
        assert await another.receive_json() == {"event": "pong"}
    assert (await asyncio.to_thread(shared.send, "GET", "/health")).status == 200
