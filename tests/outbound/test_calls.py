"""Calls to servers that do whatever they can to hold us up, on real sockets."""

import socket
import ssl
import threading
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from chalicelib.outbound import calls, line
from chalicelib.outbound.calls import MAX_BYTES, Answer
from chalicelib.outbound.errors import NoAnswerError
from tests.aws.certificates import certified
from tests.outbound.hostile import Conduct, Server, dripping, flooding, saying, serving, silent

SECONDS = 0.3
PATIENCE = 60.0
"""Seconds for an answer that comes, and for what ends by itself."""
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def post(server: Server, url: str = "", seconds: float = PATIENCE) -> Answer:
    return calls.post(url or server.url, b"{}", {"X-Is": "1"}, loopback=True, seconds=seconds)


def test_an_answer_is_what_its_server_says() -> None:
    with serving(saying(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nlater")) as server:
        assert post(server) == Answer(503, b"late", 7.0)
    head = server.received[0].split(b"\r\n")
    assert head[0] == b"POST /hook HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert {b"User-Agent: Allclear/1 (status page)", b"X-Is: 1", b"Accept-Encoding: identity"} <= set(head)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("1.5", 1.5),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        (f"1 Jan {10**11} 0:0:0 GMT", None),
    ],
)
def test_how_long_to_wait_is_a_number_or_a_date(said: str, seconds: float | None) -> None:
    with serving(saying(f"HTTP/1.1 429 No\r\nRetry-After: {said}\r\nContent-Length: 0\r\n\r\n".encode())) as server:
        assert post(server) == Answer(429, b"", seconds)


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with serving(saying(OK)) as inside:
        answer = f"HTTP/1.1 307 Go\r\nLocation: {inside.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(saying(answer)) as server:
            assert post(server).status == 307
        assert inside.received == []


@pytest.mark.parametrize(
    "conduct",
    [
        silent,
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-Endless: 1\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"", b"H"),
    ],
    ids=["silence", "headers", "a header", "interim answers", "a status line"],
)
def test_what_comes_by_drops_ends_in_time(conduct: Conduct) -> None:
    with serving(conduct) as server:
        began = monotonic()
        with pytest.raises(NoAnswerError, match=r"within 0\.3 seconds|no HTTP|failed"):
            post(server, seconds=SECONDS)
        assert monotonic() - began < 10


@pytest.mark.parametrize(
    "conduct",
    [
        flooding(b"HTTP/1.1 200 OK\r\n", b"X-Endless: 1\r\n" * 1000),
        flooding(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 60000),
        flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        saying(b"\x15\x03\x01\x00\x02\x02\x50"),
        saying(b"SSH-2.0-OpenSSH_9.6\r\n"),
        saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        saying(b"HTTP/1.1 999 Odd\r\n\r\n"),
        saying(b""),
    ],
    ids=["headers", "a header", "interim answers", "TLS", "SSH", "101", "999", "nothing"],
)
def test_what_is_too_much_or_no_answer_is_none(conduct: Conduct) -> None:
    with serving(conduct) as server:
        began = monotonic()
        with pytest.raises(NoAnswerError):
            post(server)
        assert monotonic() - began < 30, "it was ended by its size and not by its time"


@pytest.mark.parametrize(
    ("conduct", "most"),
    [
        (flooding(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 60000), MAX_BYTES),
        (flooding(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", b"x" * 60000), MAX_BYTES),
        (flooding(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9000), MAX_BYTES),
        (flooding(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1" * 60000), 0),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nxx"), 2),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"), 2),
    ],
    ids=["endless", "huge", "chunks", "a chunk's size", "cut off", "packed"],
)
def test_an_answer_counts_however_its_body_goes_on(conduct: Conduct, most: int) -> None:
    with serving(conduct) as server:
        began = monotonic()
        answer = post(server)
        assert monotonic() - began < 30
    assert answer.status == 200
    assert len(answer.body) <= most
    assert set(answer.body) <= {ord("x")}


def test_an_answer_counts_however_slowly_its_body_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is a second later than the one before."""
    looks = count()
    for module in (calls, line):
        monkeypatch.setattr(module, "monotonic", lambda: float(next(looks)))
    with serving(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x")) as server:
        answer = post(server, seconds=30)
    assert answer.status == 200
    assert len(answer.body) < 5000
    assert set(answer.body) <= {ord("x")}


def test_who_does_not_read_what_is_sent_holds_up_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(NoAnswerError, match="within"):
            calls.post(url, b"x" * 50_000_000, {}, loopback=True, seconds=SECONDS)


def test_a_name_that_takes_for_ever_to_resolve_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [stopping.wait(20)][1:])
    began = monotonic()
    with pytest.raises(NoAnswerError, match="not resolved in time"):
        calls.post("https://hooks.example.com/", b"", {}, seconds=0.2)
    assert monotonic() - began < 10
    stopping.set()


def test_a_name_is_resolved_once_and_what_was_checked_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers for the name says something else the second time."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with serving(saying(OK)) as server:
        assert post(server, f"http://localhost:{server.port}/").status == 200
    assert asked == ["localhost"]
    assert f"Host: localhost:{server.port}".encode() in server.received[0]


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    where = [(socket.AF_INET, "127.0.0.9"), (socket.AF_INET, "127.0.0.1")]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, port, **__: [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in where]
    )
    with serving(saying(OK)) as server:
        assert post(server, f"http://localhost:{server.port}/").body == b"ok"


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(saying(OK)) as proxy, serving(saying(OK)) as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert post(server).status == 200
        assert proxy.received == []


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server needs to be `localhost`, which calls trust."""
    server, client = certified(tmp_path, "localhost")
    monkeypatch.setattr(line, "authorities", lambda: line.bounded(client))
    return server


def test_tls_is_for_the_name_that_was_called(tls: ssl.SSLContext) -> None:
    with serving(saying(OK), tls) as server:
        assert post(server, f"https://localhost:{server.port}/x?y").body == b"ok"
        with pytest.raises(NoAnswerError, match="certificate"):
            post(server, f"https://127.0.0.1:{server.port}/")
    assert server.received[0].startswith(b"POST /x?y HTTP/1.1")


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with serving(saying(OK), certified(tmp_path, "localhost")[0]) as server:
        with pytest.raises(NoAnswerError, match="certificate"):
            post(server, f"https://localhost:{server.port}/")
        assert server.received == []


def test_limits_hold_over_tls(tls: ssl.SSLContext) -> None:
    with serving(dripping(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"), tls) as server:
        url = f"https://localhost:{server.port}/"
        with pytest.raises(NoAnswerError, match="within"):
            post(server, url, SECONDS)
    with serving(flooding(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 60000), tls) as server:
        assert len(post(server, f"https://localhost:{server.port}/").body) == MAX_BYTES


def test_a_handshake_that_never_ends_does() -> None:
    with serving(silent) as server:
        began = monotonic()
        with pytest.raises(NoAnswerError):
            post(server, f"https://localhost:{server.port}/", SECONDS)
        assert monotonic() - began < 10
