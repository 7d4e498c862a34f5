"""Content in every encoding, JSON however it is written, and redirects as browsers read them."""

import gzip
from typing import Any

import pytest

from chalicelib.domain.monitor_states import CheckResult
from chalicelib.monitors.http_wire import led_to
from chalicelib.monitors.looking import checked
from chalicelib.outbound.target import target_of
from tests.factories import NOW
from tests.monitors.targets import a_monitor
from tests.outbound.hostile import saying, serving

_HTML = "Content-Type: text/html"


async def _found(said: bytes, *headers: str, status: str = "200 OK", **fields: Any) -> CheckResult:
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(said)}", "", ""])
    with serving(saying(head.encode() + said)) as server:
        return await checked(a_monitor("http", url=server.url, **fields), NOW, loopback=True)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("größer".encode("utf-16-le"), "Content-Type: text/plain; charset=utf-16le"),
        ("größer".encode("utf-16"), "Content-Type: text/plain"),
        ("größer".encode("utf-8-sig"), f"{_HTML}; charset=iso-8859-1"),
        ("größer".encode("cp1252"), _HTML),
        ("größer ".encode() + b"\xff", _HTML),
        ('<meta charset="windows-1250">größer'.encode("cp1250"), _HTML),
        (b'<META http-equiv="Content-Type" content="text/html; charset=koi8-r">gr\xf6 ', _HTML),
        (gzip.compress("größer".encode("cp1252"), mtime=0), "Content-Encoding: gzip"),
    ],
)
async def test_text_is_found_in_whatever_encoding_its_page_is(body: bytes, header: str) -> None:
    text = "grЖ" if b"koi8" in body else "größer"
    assert (await _found(body, header, expected_text=text)).ok
    assert not (await _found(body, header, expected_text="kleiner")).ok


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": 1.50}', "1.5"),
        (b'{"a": 1e3}', "1000"),
        (b'{"a": 0.00001}', "0.00001"),
        (b'{"a": true}', "true"),
        (b'{"a": null}', "null"),
        (b'{"a": "1.50"}', "1.50"),
        (b'{"a": {"b": 1, "c": [1,2]}}', '{"c": [1, 2], "b": 1}'),
        ('{"a": "ä"}'.encode("utf-16"), "ä"),
        ('{"a": "ä"}'.encode("utf-8-sig"), "ä"),
    ],
)
async def test_json_is_compared_however_it_is_written(body: bytes, expected: str) -> None:
    assert (await _found(body, json_path="$.a", expected_text=expected)).ok


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b'{"a": true}', "1"), (b'{"a": 1}', "true"), (b'{"a": "1.50"}', "1.5"), (b'{"a": 2}', "two")],
)
async def test_what_is_something_else_in_json_is_something_else(body: bytes, expected: str) -> None:
    found = await _found(body, json_path="$.a", expected_text=expected)
    assert found.message == "The answer has something else at $.a."


async def test_json_in_another_encoding_is_read_where_the_answer_names_it() -> None:
    named = "Content-Type: application/json; charset=ISO-8859-1"
    assert (await _found('{"a": "ä"}'.encode("latin-1"), named, json_path="$.a", expected_text="ä")).ok
    assert (await _found(b"[" * 9000, json_path="$.a")).message == "The answer is no JSON."


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("/a b", "/a%20b"),
        ("/a%20b", "/a%20b"),
        ("/größe/à", "/gr%C3%B6%C3%9Fe/%C3%A0"),
        ("/日本?q=é|{x}", "/%E6%97%A5%E6%9C%AC?q=%C3%A9%7C%7Bx%7D"),
        ("?x=1#/login", "/hook?x=1"),
        ("//127.0.0.1/y", "/y"),
    ],
)
def test_a_redirect_leads_where_browsers_go(where: str, path: str) -> None:
    first = target_of("http://127.0.0.1/hook", loopback=True, plain=True)
    said = where.encode().decode("latin-1")
    assert target_of(led_to(first, said), loopback=True, plain=True).path == path


def test_a_redirect_in_another_encoding_is_led_to_byte_by_byte_and_to_a_host_in_any_script() -> None:
    first = target_of("https://example.com/")
    assert target_of(led_to(first, "/gr\xf6\xdfe")).path == "/gr%F6%DFe"
    assert (
        target_of(led_to(first, "https://bücher.example/é".encode().decode("latin-1"))).host == "xn--bcher-kva.example"
    )


async def test_a_body_stays_with_its_host_like_headers() -> None:
    with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as last:
        again = f"Location: http://localhost:{last.port}/there"
        assert (await _found(b"", again, status="307 Go", method="POST", body="hush", headers={"X-Key": "hush"})).ok
    assert last.received[0].startswith(b"POST /there HTTP/1.1")
    assert b"hush" not in last.received[0]


async def test_a_certificate_that_is_asked_for_must_be_there() -> None:
    found = await _found(b"", certificate_days=0)
    assert found.message == "There is no certificate, since the answer was not encrypted."
