"""Checkers against real servers on this machine."""

import datetime as dt
import json
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.monitor_states import CheckResult
from chalicelib.monitors import reaching
from chalicelib.monitors.looking import checked
from tests.aws.certificates import certified
from tests.factories import NOW
from tests.monitors.targets import a_monitor, a_name_server
from tests.outbound.hostile import Conduct, dripping, flooding, saying, serving, silent


def _answer(body: str = "", status: str = "200 OK", *headers: str) -> Conduct:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", body]
    return saying("\r\n".join(lines).encode())


async def _found(kind: str, *, loopback: bool = True, **fields: Any) -> CheckResult:
    return await checked(a_monitor(kind, **fields), NOW, loopback=loopback)


async def test_an_answer_as_expected_is_fine_and_was_timed() -> None:
    with serving(_answer("all is well")) as server:
        found = await _found(
            "http", url=server.url, method="POST", headers={"X-Key": "hush"}, body="hi", expected_text="is well"
        )
    assert (found.ok, found.message, found.at, found.region) == (True, "200", NOW, "home")
    assert found.milliseconds is not None
    sent = server.received[0]
    assert sent.startswith(b"POST /hook HTTP/1.1\r\n")
    assert {b"X-Key: hush", b"Content-Length: 2", f"Host: 127.0.0.1:{server.port}".encode()} <= set(sent.split(b"\r\n"))


@pytest.mark.parametrize(
    ("answer", "fields", "message"),
    [
        (_answer(status="500 No"), {}, "The answer had the status 500."),
        (_answer("all is well"), {"expected_text": "fine"}, "The answer does not hold the expected text."),
        (_answer("<p>"), {"json_path": "$.ok"}, "The answer is no JSON."),
        (_answer("{}"), {"json_path": "$.ok"}, "The answer has nothing at $.ok."),
        (_answer('{"ok":false}'), {"json_path": "$.ok", "expected_text": "true"}, "The answer has something else"),
        (saying(b"SSH-2.0-OpenSSH\r\n\r\n"), {}, "The answer was no HTTP."),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"), {}, "The connection ended before"),
        (silent, {"timeout_seconds": 1}, "There was no answer within 1 second."),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"), {"timeout_seconds": 1}, "There was no answer within 1"),
        (flooding(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n" * 99), {}, "The answer was too large."),
        (flooding(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 9999), {}, "The connection ended before"),
    ],
)
async def test_what_is_wrong_is_said(answer: Conduct, fields: dict[str, Any], message: str) -> None:
    with serving(answer) as server:
        found = await _found("http", url=server.url, **fields)
    assert (found.ok, found.milliseconds) == (False, None)
    assert found.message.startswith(message)


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (_answer(status="404 Gone"), {"expected_statuses": ("404",)}),
        (_answer('{"checks": [{"ok": true}]}'), {"json_path": "$.checks[0].ok", "expected_text": "true"}),
        (
            saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nfin\r\n1\r\ne\r\n0\r\n\r\n"),
            {"expected_text": "fine"},
        ),
        (saying(b"HTTP/1.0 200 OK\r\n\r\nfine"), {"expected_text": "fine"}),
        (saying(b"HTTP/1.1 204 Nothing\r\n\r\n"), {}),
        (flooding(b"HTTP/1.1 200 OK\r\n\r\nfine", b"x" * 9999), {"expected_text": "fine"}),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), {"method": "HEAD"}),
    ],
)
async def test_answers_of_every_form_are_read(answer: Conduct, fields: dict[str, Any]) -> None:
    with serving(answer) as server:
        found = await _found("http", url=server.url, **fields)
    assert found.ok, found.message


async def test_redirects_are_followed_as_far_as_asked_and_secrets_stay_with_their_host() -> None:
    with serving(_answer("here")) as last:
        go = _answer("", "302 Go", f"Location: {last.url}?x=1")
        with serving(go) as first:
            found = await _found(
                "http", url=first.url, headers={"X-Key": "hush"}, method="POST", body="b", expected_text="here"
            )
            assert found.ok, found.message
            none = await _found("http", url=first.url, max_redirects=0)
        with serving(go) as again:
            assert (await _found("http", url=again.url, max_redirects=0, expected_statuses=("302",))).ok
    assert none.message == "The answer had the status 302."
    assert last.received[0].startswith(b"GET /hook?x=1 HTTP/1.1")
    assert b"hush" not in last.received[0]


async def test_redirects_without_end_end() -> None:
    with serving(_answer("", "301 Go", "Location: /again")) as server:
        found = await _found("http", url=server.url, max_redirects=3)
    assert (found.message, len(server.received)) == ("It was redirected more than 3 times.", 4)


@pytest.mark.parametrize(
    "inside",
    [
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "http://u:p@127.0.0.1/",
    ],
)
async def test_no_hop_leads_into_a_private_network(inside: str) -> None:
    with serving(_answer("", "302 Go", f"Location: {inside}")) as server:
        found = await _found("http", url=server.url)
    assert not found.ok
    assert found.message.startswith("The address must")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("http", {"url": "http://127.0.0.1:9/"}),
        ("http", {"url": "http://2130706433/"}),
        ("tcp", {"host": "127.0.0.1", "port": 22}),
        ("tcp", {"host": "10.1.2.3", "port": 22}),
        ("tcp", {"host": "::1", "port": 22}),
        ("tls", {"host": "192.168.1.1"}),
        ("dns", {"host": "example.com", "server": "10.0.0.2"}),
        ("dns", {"host": "example.com", "server": "169.254.169.253:53"}),
    ],
)
async def test_nothing_that_is_not_public_is_looked_at(kind: str, fields: dict[str, Any]) -> None:
    found = await _found(kind, loopback=False, **fields)
    assert not found.ok
    assert "public" in found.message or "in full" in found.message


async def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(*_: object, **__: object) -> list[Any]:
        return [(2, 1, 6, "", ("203.0.114.9", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    found = await _found("tcp", loopback=False, host="rebinding.example", port=443)
    assert found.message == "The name of the host leads to an address that is not public."


async def test_a_port_takes_connections_or_does_not() -> None:
    with serving(silent) as server:
        assert (await _found("tcp", host="127.0.0.1", port=server.port)).ok
        other = await _found("tcp", host="127.0.0.1", port=server.port, ip_version=6)
    closed = await _found("tcp", host="127.0.0.1", port=1)
    assert other.message == "The host has no address of IPv6."
    assert closed.message == "The connection was refused."


async def test_ipv6_is_looked_at_where_it_is_chosen() -> None:
    with serving(_answer(), host="::1") as server:
        assert (await _found("http", url=f"http://[::1]:{server.port}/", ip_version=6)).ok


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of a certificate for `localhost`, valid for a day, that checkers trust."""
    ours, theirs = certified(tmp_path, "localhost")
    monkeypatch.setattr(reaching, "authorities", lambda: theirs)
    return ours


async def test_a_certificate_is_valid_and_for_long_enough(trusted: ssl.SSLContext) -> None:
    with serving(silent, trusted) as server:
        found = await _found("tls", host="localhost", port=server.port, certificate_days=0)
        soon = await _found("tls", host="localhost", port=server.port, certificate_days=14)
    assert found.ok, found.message
    assert found.certificate_expires_at is not None
    assert abs(found.certificate_expires_at - dt.datetime.now(dt.UTC) - dt.timedelta(days=1)) < dt.timedelta(minutes=5)
    assert (soon.ok, soon.certificate_expires_at) == (False, found.certificate_expires_at)
    assert soon.message == "The certificate is valid for 0 more days, which is less than 14."


async def test_an_encrypted_page_says_when_its_certificate_ends(trusted: ssl.SSLContext) -> None:
    with serving(_answer("fine"), trusted) as server:
        url = f"https://localhost:{server.port}/"
        assert (await _found("http", url=url, expected_text="fine")).certificate_expires_at
        assert not (await _found("http", url=url, certificate_days=2)).ok


async def test_a_certificate_that_nobody_trusts_or_for_somebody_else_is_refused(tmp_path: Path) -> None:
    ours, _ = certified(tmp_path, "localhost")
    with serving(silent, ours) as server:
        found = await _found("tls", host="localhost", port=server.port)
    assert found.message.startswith("The certificate is not valid:")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("shop.example", "A", ("192.0.2.8",)),
        ("shop.example", "AAAA", ("2001:DB8:0::7",)),
        ("shop.example", "MX", ("10 mail.shop.example",)),
        ("shop.example", "TXT", ("v=spf1 -all",)),
        ("www.shop.example", "CNAME", ("shop.example.",)),
        ("shop.example", "A", ()),
        ("www.shop.example", "A", ("192.0.2.8", "192.0.2.7")),
        ("192.0.2.7", "PTR", ("shop.example",)),
    ],
)
async def test_a_record_is_as_expected(name: str, kind: str, expected: tuple[str, ...]) -> None:
    with a_name_server() as server:
        found = await _found("dns", host=name, record_type=kind, expected_answers=expected, server=server)
    assert found.ok, found.message


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"host": "shop.example", "expected_answers": ("192.0.2.9",)}, "The answer lacks 192.0.2.9: it is 192.0.2.7, "),
        ({"host": "nothing.example"}, "There is no such name."),
        ({"host": "shop.example", "record_type": "SRV"}, "The name has no SRV record."),
        ({"host": "a..b"}, "The name can't be asked for."),
    ],
)
async def test_what_is_wrong_with_a_record_is_said(fields: dict[str, Any], message: str) -> None:
    with a_name_server() as server:
        found = await _found("dns", server=server, **fields)
    assert found.message.startswith(message)


async def test_what_has_no_room_in_a_packet_is_asked_for_over_tcp() -> None:
    many = "\n".join(f'many.example. 60 IN TXT "{"x" * 200}{number}"' for number in range(20))
    with a_name_server(many) as server:
        found = await _found(
            "dns", host="many.example", record_type="TXT", server=server, expected_answers=("x" * 200 + "19",)
        )
    assert found.ok, found.message


@pytest.mark.parametrize(
    ("kind", "expected", "found"),
    [
        ("TXT", ('"first " "second"',), True),
        ("TXT", ("first second",), True),
        ("TXT", ("FIRST second",), False),
        ("TXT", ('"say \\"hi\\"\\; b\\195\\164h"',), True),
        ("TXT", ('say "hi"; bäh',), True),
        ("SOA", ("ns.long.example. ada\\.l.long.example. 1 2 3 4 5",), True),
        ("SOA", ("ns.long.example. ada.l.long.example.  1 2 3 4 5",), True),
        ("MX", ("0 .",), True),
    ],
)
async def test_records_are_expected_as_dig_writes_them(kind: str, expected: tuple[str, ...], *, found: bool) -> None:
    zone = (
        'long.example. 60 IN TXT "first " "second"\n'
        'long.example. 60 IN TXT "say \\"hi\\"; bäh"\n'
        "long.example. 60 IN SOA ns.long.example. ada\\.l.long.example. 1 2 3 4 5\n"
        "long.example. 60 IN MX 0 .\n"
    )
    with a_name_server(zone) as server:
        told = await _found("dns", host="long.example", record_type=kind, expected_answers=expected, server=server)
    assert told.ok is found, told.message


async def test_a_name_server_that_is_not_there_is_said() -> None:
    with serving(silent) as server:
        found = await _found("dns", host="x.example", server=f"127.0.0.1:{server.port}", timeout_seconds=1)
    assert not found.ok


def test_results_hold_no_secret() -> None:
    monitor = a_monitor("http", url="https://example.com/", headers={"Authorization": "Bearer hush"})
    assert "hush" not in json.dumps(monitor.model_dump(mode="json")) + repr(monitor)
