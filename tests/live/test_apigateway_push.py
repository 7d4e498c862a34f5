"""The push client against a stand-in of API Gateway's management API that checks every signature as AWS does."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp import web
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chalicelib.live.apigateway import ApiGatewayPush, at_first

REGION = "us-east-1"


@dataclass
class Gateway:
    """What API Gateway has received, and how it will answer."""

    told: dict[str, list[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    """Connection id -> a status that it always answers."""
    stumbles: Counter[str] = field(default_factory=Counter)
    """Connection id -> how many times it answers 429 first."""
    unsigned: list[str] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    stuck: set[str] = field(default_factory=set)
    """Connections of viewers that are answered only once everybody else has been told."""
    others: threading.Event = field(default_factory=threading.Event)
    lines: set[tuple[str, int]] = field(default_factory=set)
    """The client's ends of the TCP connections it has opened."""
    opened: asyncio.Condition = field(default_factory=asyncio.Condition)
    lines_at_least: int = 0
    """How many connections must have been opened before anything is answered."""
    session_token: str | None = None
    port: int = 0

    @property
    def endpoint(self) -> str:
        """Where it listens, with a stage, as on AWS."""
        return f"http://127.0.0.1:{self.port}/prod"

    async def answer(self, request: web.Request) -> web.Response:
        """POST @connections/{id}."""
        body = await request.read()
        connection_id = unquote(request.raw_path.rpartition("/")[2])
        self.attempts[connection_id] += 1
        assert request.transport
        self.lines.add(request.transport.get_extra_info("peername"))
        await self._think(connection_id)
        if not _is_signed(request, body, self.session_token):
            self.unsigned.append(connection_id)
            return web.Response(status=403)
        if connection_id in self.gone:
            return web.Response(status=410)
        if self.stumbles[connection_id]:
            self.stumbles[connection_id] -= 1
            return web.Response(status=429)
        if status := self.refused.get(connection_id):
            return web.Response(status=status)
        self.told.setdefault(connection_id, []).append(body.decode())
        return web.Response()

    async def _think(self, connection_id: str) -> None:
        if connection_id in self.stuck:
            await asyncio.to_thread(self.others.wait, 60)
        async with self.opened:
            self.opened.notify_all()
            await self.opened.wait_for(lambda: len(self.lines) >= self.lines_at_least)


def _is_signed(request: web.Request, body: bytes, session_token: str | None) -> bool:
    """Signs the same request by botocore, at the same time, and compares."""
    url = f"http://{request.headers['Host']}{request.raw_path}"
    given = AWSRequest("POST", url, data=body, headers={"Content-Type": request.headers["Content-Type"]})
    given.context["timestamp"] = request.headers["X-Amz-Date"]
    auth = SigV4Auth(Credentials("testing", "testing", session_token), "execute-api", REGION)
    given.headers["Host"] = request.headers["Host"]
    given.headers["X-Amz-Date"] = request.headers["X-Amz-Date"]
    if session_token:
        given.headers["X-Amz-Security-Token"] = session_token
    signature = auth.signature(auth.string_to_sign(given, auth.canonical_request(given)), given)
    return request.headers["Authorization"].endswith(f"Signature={signature}")


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A server on a thread and a port of its own."""
    gateway = Gateway()
    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(_started(gateway))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield gateway
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)
    loop.close()


async def _started(gateway: Gateway) -> web.AppRunner:
    app = web.Application()
    app.router.add_post("/prod/@connections/{connection_id}", gateway.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server  # noqa: SLF001 - the port it was given
    gateway.port = server.sockets[0].getsockname()[1]
    return runner


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Known ones: an engine that other tests started has set the environment's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


@pytest.fixture(autouse=True)
def patient_with_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes no viewer unreachable, and no connection idle or silent."""
    monkeypatch.setattr("chalicelib.live.apigateway._PATIENCE", 60.0)
    for name in ("IDLE_SECONDS", "SILENCE_SECONDS"):
        monkeypatch.setattr(f"chalicelib.aws.kept_connection.{name}", 60.0)


@pytest.fixture
def push(gateway: Gateway) -> ApiGatewayPush:
    """The client."""
    return ApiGatewayPush(gateway.endpoint)


def test_every_message_reaches_every_connection_in_order(gateway: Gateway, push: ApiGatewayPush) -> None:
    ids = [f"connection-{number}" for number in range(300)]
    messages = [f'{{"version":{number}}}' for number in range(5)]
    delivery = push.post(ids, messages)
    assert gateway.told == dict.fromkeys(ids, messages)
    assert (delivery.sent, delivery.gone, delivery.failed) == (1500, (), ())


@pytest.mark.parametrize(("viewers", "connections"), [(1, 1), (16, 1), (17, 2), (100, 7), (200, 13)])
def test_few_viewers_are_told_over_few_connections(
    gateway: Gateway, push: ApiGatewayPush, monkeypatch: pytest.MonkeyPatch, viewers: int, connections: int
) -> None:
    """Each is kept from one viewer, and one message, to the next."""
    monkeypatch.setattr("chalicelib.live.apigateway._MORE_AFTER", 30)
    ids = [f"connection-{number}" for number in range(viewers)]
    assert push.post(ids, ["1", "2", "3"]).sent == 3 * viewers
    assert len(gateway.lines) <= connections
    assert gateway.told == {key: ["1", "2", "3"] for key in ids}


@pytest.mark.parametrize(("viewers", "connections"), [(201, 41), (500, 100), (1_000, 200), (10_000, 200)])
def test_a_crowd_has_as_many_connections_as_help(viewers: int, connections: int) -> None:
    assert at_first(viewers) == connections


def test_a_slow_gateway_is_asked_over_more_connections(
    gateway: Gateway, push: ApiGatewayPush, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.live.apigateway._MORE_AFTER", 0.02)
    gateway.lines_at_least = at_first(64) + 1
    ids = [f"connection-{number}" for number in range(64)]
    assert push.post(ids, ["1"]).sent == 64
    assert at_first(64) < len(gateway.lines) <= 64


def test_a_viewer_that_is_stuck_holds_up_nobody(gateway: Gateway, push: ApiGatewayPush) -> None:
    """All of them begin on one connection; those behind the one that hangs are told over others."""
    ids = [f"connection-{number}" for number in range(12)]
    gateway.stuck = {ids[0]}
    told = threading.Thread(target=lambda: push.post(ids, ["1", "2"]))
    told.start()
    while len(gateway.told) < len(ids) - 1:
        assert told.is_alive()
        told.join(0.01)
    assert ids[0] not in gateway.told
    gateway.others.set()
    told.join(60)
    assert gateway.told == {key: ["1", "2"] for key in ids}


def test_a_pace_is_kept_by_all_that_push_at_once(gateway: Gateway) -> None:
    ids = [f"connection-{number}" for number in range(30)]
    started = time.monotonic()
    delivery = ApiGatewayPush(gateway.endpoint, rate=100).post(ids, ["{}"])
    assert delivery.sent == 30
    assert time.monotonic() - started >= 0.29


@pytest.mark.parametrize("connection_id", ["L0SM9cOFvHcCIhw=", "a/b+c==", "d~e_f-g.h", "with space"])
def test_a_connection_id_of_any_letters_is_signed_as_aws_wants(
    gateway: Gateway, push: ApiGatewayPush, connection_id: str
) -> None:
    assert push.post([connection_id], ["{}"]).sent == 1
    assert gateway.told == {connection_id: ["{}"]}
    assert gateway.unsigned == []


def test_a_wrong_signature_would_be_noticed(
    gateway: Gateway, push: ApiGatewayPush, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.aws.signing._sha256", lambda data: "0" * 64)
    assert push.post(["viewer"], ["{}"]).failed == ("viewer",)
    assert gateway.unsigned == ["viewer"]


def test_credentials_of_a_role_are_signed_with_their_session_token(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a-session/token+of==a-role")
    gateway.session_token = "a-session/token+of==a-role"
    assert ApiGatewayPush(gateway.endpoint).post(["viewer"], ["{}"]).sent == 1


def test_the_signature_stays_good_over_midnight(
    gateway: Gateway, push: ApiGatewayPush, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt  # noqa: PLC0415 - to stand in for it

    moments = iter([dt.datetime(2026, 1, 5, 23, 59, 59, tzinfo=dt.UTC), dt.datetime(2026, 1, 6, tzinfo=dt.UTC)])

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Clock":
            return next(moments)  # type: ignore[return-value]

    monkeypatch.setattr("chalicelib.live.apigateway.datetime", Clock)
    assert push.post(["viewer"], ["1", "2"]).sent == 2
    assert gateway.unsigned == []


def test_letters_beyond_ascii_arrive_as_they_were(gateway: Gateway, push: ApiGatewayPush) -> None:
    push.post(["viewer"], ['{"name":"Zürich 🚀"}'])
    assert gateway.told["viewer"] == ['{"name":"Zürich 🚀"}']


def test_a_connection_that_is_gone_is_named_and_told_nothing_more(gateway: Gateway, push: ApiGatewayPush) -> None:
    gateway.gone.add("gone")
    delivery = push.post(["here", "gone", "there"], ["1", "2"])
    assert delivery.gone == ("gone",)
    assert (delivery.sent, delivery.failed) == (4, ())
    assert gateway.attempts["gone"] == 1
    assert gateway.told == {"here": ["1", "2"], "there": ["1", "2"]}


def test_a_throttled_message_is_sent_again_before_the_next_one(gateway: Gateway, push: ApiGatewayPush) -> None:
    gateway.stumbles["busy"] = 2
    assert push.post(["busy"], ["1", "2"]).failed == ()
    assert gateway.told == {"busy": ["1", "2"]}


@pytest.mark.parametrize(("status", "attempts"), [(503, 4), (500, 4), (403, 1), (413, 1)])
def test_a_connection_that_cannot_be_told_is_named_and_the_others_go_on(
    gateway: Gateway, push: ApiGatewayPush, monkeypatch: pytest.MonkeyPatch, status: int, attempts: int
) -> None:
    monkeypatch.setattr("chalicelib.live.apigateway._FIRST_PAUSE", 0.001)
    gateway.refused["broken"] = status
    delivery = push.post(["broken", "here"], ["1", "2"])
    assert (delivery.sent, delivery.failed) == (2, ("broken",))
    assert gateway.attempts["broken"] == attempts
    assert gateway.told == {"here": ["1", "2"]}


def test_a_gateway_that_is_away_is_no_fault_of_the_broadcast() -> None:
    push = ApiGatewayPush("http://127.0.0.1:1")
    delivery = push.post(["one", "other"], ["1"])
    assert (delivery.sent, set(delivery.failed)) == (0, {"one", "other"})


def test_nothing_to_say_or_nobody_to_tell_is_no_request(gateway: Gateway, push: ApiGatewayPush) -> None:
    assert push.post([], ["1"]).sent == 0
    assert push.post(["viewer"], []).sent == 0
    assert gateway.attempts == {}
