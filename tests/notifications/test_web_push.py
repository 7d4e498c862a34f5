"""Messages to browsers, read by the packages that browsers' test suites use: http-ece, py-vapid, and pywebpush."""

import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.notifications import push_keys
from chalicelib.notifications.channel import SENT, Recipient
from chalicelib.notifications.channels import push_message, web_push
from chalicelib.outbound import calls
from chalicelib.outbound.target import target_of
from tests.notifications.messages import HOSTILE, browser, rendered, said, told
from tests.outbound.hostile import Server, saying, serving

CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Browser:
    """One that has subscribed."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def at(self, endpoint: str) -> Recipient:
        point = push_keys.point(self.key.public_key())
        return browser(endpoint, push_keys.base64url(point), push_keys.base64url(self.auth))

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A push service on this machine, which stands for one of the internet."""
    post = calls.post
    monkeypatch.setattr(calls, "post", lambda url, *given, **_: post(_plain(url), *given, loopback=True))
    monkeypatch.setattr(web_push, "target_of", lambda url, **_: target_of(url, loopback=True))


def _plain(url: str) -> str:
    return url.replace("https://", "http://")


@pytest.fixture
def service() -> Iterator[Server]:
    with serving(saying(CREATED)) as server:
        yield server


def received(server: Server) -> tuple[dict[str, str], bytes]:
    head, _, body = server.received[-1].partition(b"\r\n\r\n")
    fields = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    return {name.lower(): value for name, _, value in fields}, body


def test_the_browser_reads_what_was_meant_for_it(service: Server) -> None:
    there = Browser()
    endpoint = service.url.replace("http:", "https:")
    message = told("It is **slow**.", state="Investigating")
    assert web_push.send(there.at(endpoint), rendered(message, logo_url="https://cdn.example/logo.png")) == SENT
    headers, body = received(service)
    assert there.read(body) == {
        "title": "Investigating: Acme",
        "body": "Checkout is slow\nIt is slow.",
        "url": f"https://status.example.com/status/acme/incidents/{message.incident_id}",
        "tag": message.thread,
        "icon": "https://cdn.example/logo.png",
    }
    assert len(body) <= 4096
    assert (headers["content-encoding"], headers["urgency"], headers["ttl"]) == ("aes128gcm", "high", "43200")
    assert len(headers["topic"]) == 32
    with pytest.raises(http_ece.ECEException):
        Browser().read(body)


def test_the_push_service_knows_who_sends_it(service: Server) -> None:
    there, endpoint = Browser(), service.url.replace("http:", "https:")
    web_push.send(there.at(endpoint), rendered(told()))
    authorization = received(service)[0]["authorization"]
    assert Vapid02.verify(authorization)
    token, _, key = authorization.removeprefix("vapid t=").partition(",k=")
    assert key == push_keys.public_key()
    public = ec.EllipticCurvePublicKey.from_encoded_point(push_keys.CURVE, urlsafe_b64decode(key + "="))
    claims = jwt.decode(token, public, algorithms=["ES256"], audience=f"https://127.0.0.1:{service.port}")
    assert claims["sub"] == "https://status.example.com"
    assert 0 < claims["exp"] - clock.now().timestamp() <= 24 * 3600


def test_it_is_as_long_as_pywebpush_would_make_it() -> None:
    there = Browser()
    keys = there.at("https://push.example/x").subscriber.subscription
    assert keys is not None
    content = b"x" * 1000
    theirs = WebPusher(keys.model_dump()).encode(content, "aes128gcm")["body"]
    ours = push_message.encrypted(content, keys.keys.p256dh, keys.keys.auth)
    assert len(ours) == len(theirs)
    assert ours != push_message.encrypted(content, keys.keys.p256dh, keys.keys.auth)


@pytest.mark.parametrize("text", ["\U0001f525" * 5000, HOSTILE * 20, "\x00\u2028" * 900])
def test_the_longest_message_fits(service: Server, text: str) -> None:
    there = Browser()
    message = told(title=text[:200], updates=(said("x").but(text=text),), state="\u00e9" * 150)
    assert web_push.send(
        there.at(service.url.replace("http:", "https:")), rendered(message, name="\U0001f525" * 100)
    ).sent
    assert there.read(received(service)[1])["title"]
    assert len(received(service)[1]) <= 4096


@pytest.mark.parametrize(
    ("status", "gone", "permanent"),
    [(404, True, True), (410, True, True), (403, False, True), (413, False, True), (500, False, False)],
)
def test_what_a_push_service_answers(status: int, gone: bool, permanent: bool) -> None:
    with serving(saying(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())) as server:
        found = web_push.send(Browser().at(server.url.replace("http:", "https:")), rendered(told()))
    assert (found.sent, found.gone, found.permanent) == (False, gone, permanent)


def test_keys_that_are_no_point_of_the_curve_end_the_subscription() -> None:
    found = web_push.send(browser("https://push.example/x", "B" + "A" * 86, "A" * 22), rendered(told()))
    assert (found.sent, found.gone) == (False, True)


def test_the_key_of_an_installation_stays_and_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = push_keys.public_key()
    assert len(urlsafe_b64decode(before + "=")) == 65
    assert push_keys.public_key() == before
    other = push_keys.derived(settings().token_secret + "x")
    assert push_keys.base64url(push_keys.point(other.public_key())) != before
