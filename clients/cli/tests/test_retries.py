"""What a client does about answers that are late, lost or not there yet."""

import json
from collections.abc import Callable
from datetime import datetime, timezone

import httpx
import pytest

from allclear_cli import Allclear
from allclear_cli.client import (
    ChangedError,
    InvalidError,
    NotFoundError,
    TooManyError,
    UnavailableError,
    UnreachableError,
    UsageError,
)
from allclear_cli.client.address import found
from allclear_cli.client.retries import Patience, retry_after

Answer = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers with what it is given, one after the other, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.time = 0.0

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oembed.json":
            return httpx.Response(404)
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def client(self, seconds: float = 60) -> Allclear:
        """A client of it, whose clock only moves when it waits."""
        patience = Patience(seconds, self._sleep, lambda: self.time, lambda: 1.0)
        return Allclear("key", "https://x.example", patience=patience, transport=httpx.MockTransport(self._answer))


def problem(status: int, detail: str = "No.", **more: object) -> httpx.Response:
    """A refusal."""
    return httpx.Response(status, json={"title": "T", "detail": detail, "request_id": "r", **more})


INCIDENT = {
    "id": "01", "title": "T", "status": "investigating", "impact": "none", "started_at": "2026-01-05T12:00:00Z"
}  # fmt: skip


def test_a_lost_answer_is_asked_for_again_under_the_same_key() -> None:
    server = Server(httpx.ReadTimeout("late"), httpx.Response(503), httpx.Response(201, json=INCIDENT))
    assert server.client().incidents.open("T").id == "01"
    keys = {request.headers["Idempotency-Key"] for request in server.asked}
    assert len(server.asked) == 3
    assert len(keys) == 1


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    busy = httpx.Response(429, headers={"Retry-After": "7"}, json={"title": "Too many"})
    server = Server(busy, httpx.Response(200, json={"items": []}))
    assert server.client().services.all() == []
    assert 7 <= server.slept[0] < 8


def test_it_does_not_wait_longer_than_the_caller_has() -> None:
    busy = httpx.Response(429, headers={"Retry-After": "700"}, json={"title": "Too many", "detail": "Wait."})
    server = Server(busy)
    with pytest.raises(TooManyError, match=r"Wait\."):
        server.client().services.all()
    assert server.slept == []


def test_a_refusal_is_not_sent_again() -> None:
    server = Server(problem(422, "Mend it.", errors=[{"loc": ["updates", 0, "text"], "msg": "is too long"}]))
    with pytest.raises(InvalidError) as refused:
        server.client().incidents.open("T")
    assert refused.value.errors == (("updates.0.text", "is too long"),)
    assert str(refused.value) == "Mend it.\n  updates.0.text: is too long"
    assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (412, ChangedError), (500, UnavailableError)])
def test_each_refusal_is_an_exception_of_its_own(status: int, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        Server(problem(status)).client().services.get("x")


def test_only_a_version_that_was_read_is_replaced() -> None:
    server = Server(problem(412))
    with pytest.raises(ChangedError):
        server.client().services.edit("01", 7, name="X")
    assert server.asked[0].headers["If-Match"] == '"7"'
    assert json.loads(server.asked[0].content) == {"name": "X"}


def test_what_is_no_api_is_said_to_be_none() -> None:
    with pytest.raises(UnreachableError, match="not Allclear"):
        Server(httpx.Response(200, text="<html>")).client().services.get("x")
    with pytest.raises(UnreachableError, match="Use that address"):
        Server(httpx.Response(301, headers={"Location": "https://y.example/"})).client().services.get("x")
    with pytest.raises(UnreachableError, match=r"x\.example cannot be reached"):
        Server(httpx.ConnectError("refused")).client(0).services.get("x")


def test_lists_are_read_to_their_end() -> None:
    page = {"items": [{"id": "01", "name": "A"}], "next_cursor": "c"}
    server = Server(httpx.Response(200, json=page), httpx.Response(200, json={**page, "next_cursor": None}))
    assert len(server.client().services.all()) == 2
    assert server.asked[1].url.params["cursor"] == "c"


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 5, 12, 0, 0, tzinfo=timezone.utc)
    assert retry_after({"retry-after": "Mon, 05 Jan 2026 12:00:09 GMT"}, now) == 9
    assert retry_after({"retry-after": "soon"}, now) is None


@pytest.mark.parametrize(
    ("text", "api", "slug"),
    [
        ("https://x.example/status/acme/history", "https://x.example", "acme"),
        ("x.example", "https://x.example", ""),
        ("https://x.example/dashboard/incidents?open=1", "https://x.example", ""),
        ("localhost:8000/status/acme", "http://localhost:8000", "acme"),
        ("acme.localhost:8000", "http://acme.localhost:8000", ""),
        ("localhost.example", "https://localhost.example", ""),
        ("https://user:secret@x.example/", "https://x.example", ""),
    ],
)
def test_an_address_of_a_page_leads_to_its_api(text: str, api: str, slug: str) -> None:
    where = found(text, httpx.MockTransport(lambda _: httpx.Response(404)))
    assert (where.api, where.slug) == (api, slug)


def test_a_page_on_its_own_host_says_where_its_api_is() -> None:
    def answer(served: dict[str, str]) -> httpx.MockTransport:
        return httpx.MockTransport(lambda _: httpx.Response(200, json={"allclear": served}))

    there = {"slug": "acme", "api": "https://api.example/", "live": "wss://api.example/live"}
    where = found("https://status.acme.example", answer(there))
    assert (where.api, where.live, where.slug) == ("https://api.example", "wss://api.example/live", "acme")
    with pytest.raises(UsageError, match="unencrypted"):
        found("https://status.acme.example", answer({**there, "api": "http://api.example"}))
    with pytest.raises(UsageError):
        found("ftp://x.example")
