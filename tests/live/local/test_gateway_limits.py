"""Limits too slow, or too far away, to try on a whole stack: real sockets, the parts alone."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer, make_mocked_request

from chalicelib.local import rest
from chalicelib.local.dynamodb import DynamoDBLocal
from chalicelib.local.faults import StartError
from chalicelib.local.lane import Size
from chalicelib.local.loopback import asked_by_local_name, from_this_machine
from chalicelib.local.rest import RestApi
from chalicelib.local.waiting import until

ROUTES = {"/api": ["GET"]}


def with_api(api: RestApi, scenario: Callable[[Any], Any]) -> None:
    """Runs `scenario(get)` against a server in this process."""

    async def run() -> None:
        async with RawTestServer(api.answer) as server, aiohttp.ClientSession() as session:

            async def get() -> tuple[int, Any]:
                async with session.get(server.make_url("/api")) as answer:
                    return answer.status, await answer.json(content_type=None)

            await scenario(get)

    asyncio.run(run())
    api.close()


def test_a_handler_that_takes_too_long_is_504() -> None:
    done = threading.Event()
    api = RestApi(lambda _event, _context: done.wait(10), ROUTES, timeout=0.05)

    async def scenario(get: Any) -> None:
        status, body = await get()
        assert (status, body["status"]) == (504, 504)
        done.set()

    with_api(api, scenario)


def test_more_requests_than_can_wait_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "CALLS", Size(places=1, places_each=1, waiting=1, waiting_each=2))
    done = threading.Event()

    def handler(_event: object, _context: object) -> dict[str, Any]:
        done.wait(10)
        return {"statusCode": 200, "body": "{}"}

    api = RestApi(handler, ROUTES)

    async def scenario(get: Any) -> None:
        waiting = [asyncio.ensure_future(get()) for _ in range(2)]
        assert await until(lambda: api.in_flight == 2, 10)
        status, _ = await get()
        assert status == 503
        done.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200, 200]

    with_api(api, scenario)


def a_request(peer: str, own: str = "192.0.2.7", host: str = "127.0.0.1:8000") -> web.Request:
    """A request from one address to another."""
    transport = Mock(spec=asyncio.Transport)
    transport.get_extra_info.side_effect = {"peername": (peer, 5), "sockname": (own, 8000)}.get
    return make_mocked_request("GET", "/", headers={"Host": host}, transport=transport)


@pytest.mark.parametrize(
    ("peer", "own", "here"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.8", "192.0.2.7", False),
        ("2001:db8::1", "2001:db8::2", False),
    ],
)
def test_only_this_machine_is_this_machine(peer: str, own: str, here: bool) -> None:
    assert from_this_machine(a_request(peer, own)) is here


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost:8000", True),
        ("127.0.0.1", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("192.0.2.7:8000", False),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_only_a_local_name_is_local(host: str, local: bool) -> None:
    assert asked_by_local_name(a_request("127.0.0.1", host=host)) is local


def test_without_the_npm_package_the_start_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="make setup"):
        DynamoDBLocal(tmp_path, tmp_path)
