"""What an HTTP check sends and how it reads what comes back, beyond the common case."""

import asyncio
import socket
import threading
import time
import zlib
from typing import Any

import pytest

from chalicelib.domain.monitor_states import CheckResult
from chalicelib.monitors import http
from chalicelib.monitors.looking import checked
from chalicelib.outbound.target import target_of
from tests.factories import NOW
from tests.monitors.targets import a_monitor
from tests.outbound.hostile import Conduct, flooding, saying, serving


async def _found(answer: Conduct, **fields: Any) -> tuple[CheckResult, bytes]:
    with serving(answer) as server:
        found = await checked(a_monitor("http", url=server.url, **fields), NOW, loopback=True)
    return found, server.received[0]


def _answer(body: bytes, kind: str = "application/json") -> Conduct:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return saying(head.encode() + body)


async def test_what_has_a_length_says_so_even_without_content() -> None:
    assert b"Content-Length: 0\r\n" in (await _found(_answer(b""), method="POST"))[1]
    assert b"Content-Length" not in (await _found(_answer(b"")))[1]


async def test_a_header_that_somebody_gives_is_sent_once_in_whatever_case() -> None:
    _, sent = await _found(_answer(b""), headers={"user-agent": "Mine", "ACCEPT": "text/html"})
    lines = sent.lower().split(b"\r\n")
    assert [each for each in lines if each.startswith((b"user-agent", b"accept:"))] == [
        b"user-agent: mine",
        b"accept: text/html",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "UTF-16"])
async def test_text_is_read_in_its_encoding(encoding: str) -> None:
    answer = _answer("Läuft".encode(encoding), f'text/html; charset="{encoding}"; x=y')
    assert (await _found(answer, expected_text="Läuft"))[0].ok


@pytest.mark.parametrize("encoding", ["nothing", "punycode", "idna", "zip"])
async def test_an_encoding_that_nobody_uses_is_not_tried(encoding: str) -> None:
    assert (await _found(_answer("Läuft".encode(), f"text/html; charset={encoding}"), expected_text="Läuft"))[0].ok


def _packed(how: str, body: bytes) -> Conduct:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {how}\r\nContent-Length: {len(body)}\r\n\r\n"
    return saying(head.encode() + body)


@pytest.mark.parametrize(("how", "form"), [("gzip", 31), ("x-gzip", 31), ("deflate", 15), ("deflate", -15)])
async def test_what_is_packed_unasked_is_unpacked(how: str, form: int) -> None:
    packer = zlib.compressobj(wbits=form)
    body = packer.compress(b"all is well" * 99) + packer.flush()
    assert (await _found(_packed(how, body), expected_text="is well"))[0].ok


async def test_what_is_packed_in_another_way_matters_only_where_something_is_looked_for() -> None:
    assert (await _found(_packed("br", b"x")))[0].ok
    found, _ = await _found(_packed("br", b"x"), expected_text="x")
    assert found.message == "The answer is packed as br, which is not read."


async def test_json_that_is_too_large_is_not_called_broken() -> None:
    endless = flooding(b'HTTP/1.1 200 OK\r\n\r\n{"ok": "', b"x" * 9999)
    assert (await _found(endless, json_path="$.ok"))[0].message == "The answer is larger than 64 KB."


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ("https://shop.example.com/a", True),
        ("http://shop.example.com/b", True),
        ("http://www.example.com/", False),
        ("https://shop.example.com:8443/", False),
    ],
)
def test_what_is_sent_stays_with_its_host_and_its_encrypted_self(after: str, kept: bool) -> None:
    first = target_of("http://shop.example.com/", plain=True)
    sent = http.still_sent({"Authorization": "hush"}, first, target_of(after, plain=True))
    assert ("Authorization" in sent) is kept


def test_nothing_goes_from_an_encrypted_host_to_its_open_self() -> None:
    first, after = (target_of(f"{scheme}://shop.example.com/", plain=True) for scheme in ("https", "http"))
    assert "Authorization" not in http.still_sent({"Authorization": "hush"}, first, after)


def test_names_that_nobody_answers_for_keep_no_other_check_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, resolve = threading.Event(), socket.getaddrinfo

    def hangs(host: Any, *rest: Any, **more: Any) -> Any:
        if str(host).startswith("silent"):
            ended.wait(60)
            raise OSError
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", hangs)

    async def looks() -> list[CheckResult]:
        with serving(_answer(b"")) as server:
            silent = [a_monitor("tcp", host=f"silent{n}.example", port=80, timeout_seconds=1) for n in range(40)]
            fine = a_monitor("tcp", host="localhost", port=server.port, ip_version=4, timeout_seconds=20)
            return list(await asyncio.gather(*(checked(each, NOW, loopback=True) for each in [*silent, fine])))

    began = time.monotonic()
    *hung, found = asyncio.run(looks())
    assert time.monotonic() - began < 15
    ended.set()
    assert found.ok, found.message
    assert {each.message for each in hung} == {"There was no answer within 1 second."}
