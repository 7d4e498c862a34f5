"""Webhooks on real sockets, judged by the package of Standard Webhooks itself."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from standardwebhooks import Webhook, WebhookVerificationError

from chalicelib import clock
from chalicelib.domain.notifications import Told
from chalicelib.domain.signing_secrets import new_secret, rotated
from chalicelib.notifications.channel import SENT, Outcome
from chalicelib.notifications.channels import webhook
from chalicelib.outbound import calls
from tests.notifications.messages import HOSTILE, MANAGE, NOW, PAGE, maintenance, recipient, rendered, told
from tests.outbound.hostile import Server, dripping, saying, serving, silent

NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
CALLS: dict[str, Any] = {"loopback": True, "seconds": 60}


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on one machine."""
    post = calls.post
    monkeypatch.setattr(calls, "post", lambda *given, **named: post(*given, **named | CALLS))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(saying(NO_CONTENT)) as server:
        yield server


def received(server: Server, number: int = -1) -> tuple[dict[str, str], str]:
    """The headers and the body of a request."""
    head, _, body = server.received[number].decode().partition("\r\n\r\n")
    fields = (line.partition(": ") for line in head.split("\r\n")[1:])
    return {name.lower(): value for name, _, value in fields}, body


def send(server: Server, message: Told, *secrets: str) -> Outcome:
    return webhook.send(recipient(url=server.url, signing_secrets=secrets), rendered(message))


def test_a_message_is_signed_as_the_standard_says(server: Server) -> None:
    secret = new_secret()
    assert send(server, told("It is slow.", HOSTILE), secret) == SENT
    headers, body = received(server)
    assert Webhook(secret).verify(body, headers) == json.loads(body)
    assert headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("slow", "fine"), headers)


def test_two_secrets_are_valid_after_a_rotation_and_the_oldest_no_more(server: Server) -> None:
    first = (new_secret(),)
    second = rotated(first)
    third = rotated(second)
    send(server, told(), *second)
    headers, body = received(server)
    for secret in second:
        Webhook(secret).verify(body, headers)
    send(server, told(), *third)
    headers, body = received(server)
    with pytest.raises(WebhookVerificationError):
        Webhook(first[0]).verify(body, headers)
    assert len(third) == 2
    assert all(secret.startswith("whsec_") and len(b64decode(secret[6:])) == 32 for secret in third)


def test_the_id_is_the_same_at_every_try_and_the_time_is_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = new_secret()
    for late in (0, 300):
        monkeypatch.setattr(clock, "now", lambda late=late: NOW + timedelta(seconds=late))
        send(server, told(), secret)
    (first, body), (again, same) = received(server, 0), received(server, 1)
    assert (first["webhook-id"], body) == (again["webhook-id"], same)
    assert int(again["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300


def test_the_message_says_what_has_happened(server: Server) -> None:
    send(server, told("**Slow**"), new_secret())
    message = json.loads(received(server)[1])
    assert (message["type"], message["timestamp"]) == ("incident_opened", "2026-11-26T10:00:00.000Z")
    data = message["data"]
    assert data["organization"] == {"id": told().org_id, "name": "Acme", "url": PAGE}
    assert data["services"] == [{"id": data["services"][0]["id"], "name": "Checkout", "status": "degraded_performance"}]
    assert (data["impact"], data["place"], data["state"]) == ("major", "start", "Investigating")
    assert data["updates"][0]["text"] == "**Slow**"
    assert data["url"] == f"{PAGE}/incidents/{data['incident_id']}"
    assert data["manage_url"] == MANAGE
    assert data["signing_secret"] is None
    send(server, maintenance(), new_secret())
    planned = json.loads(received(server)[1])["data"]
    assert (planned["starts_at"], planned["impact"]) == ("2026-11-26T10:00:00.000Z", None)


def test_the_message_is_what_the_api_document_says(server: Server) -> None:
    document = json.loads((Path(__file__).parents[2] / "static_site/openapi.json").read_text())
    content = document["webhooks"]["message"]["post"]["requestBody"]["content"]["application/json"]
    schema = Draft202012Validator({**content["schema"], "components": document["components"]})
    for message in (told("**Slow**", HOSTILE), told(impact=None), maintenance()):
        send(server, message, new_secret())
        schema.validate(json.loads(received(server)[1]))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"HTTP/1.1 202 Yes\r\nContent-Length: 0\r\n\r\n", SENT),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", {"permanent": True, "gone": True}),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", {"permanent": True}),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", {"permanent": True}),
        (b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", {"permanent": True}),
        (b"HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n", {"retry_after": 30.0}),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n", {"retry_after": 5.0}),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 6\r\n\r\nsecret", {}),
        (b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n", {}),
    ],
)
def test_what_an_answer_means(answer: bytes, outcome: Outcome | dict[str, Any]) -> None:
    with serving(saying(answer)) as server:
        found = send(server, told(), new_secret())
    if isinstance(outcome, Outcome):
        assert found == outcome
        return
    assert found == Outcome(sent=False, why=found.why, **outcome)
    assert answer[9:12].decode() in found.why
    assert ("redirect" in found.why) is (b" 302 " in answer)
    assert "secret" not in found.why


@pytest.mark.parametrize("conduct", [silent, dripping(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n")], ids=["silence", "drops"])
def test_who_does_not_answer_is_tried_again(conduct: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CALLS, "seconds", 0.5)
    with serving(conduct) as server:
        found = send(server, told(), new_secret())
    assert (found.sent, found.permanent) == (False, False)


def test_an_address_that_may_not_be_called_is_not_tried_again() -> None:
    found = webhook.send(recipient(url="https://10.0.0.1/hook", signing_secrets=(new_secret(),)), rendered(told()))
    assert (found.sent, found.permanent, found.gone) == (False, True, False)
    assert "10.0.0.1" not in found.why
