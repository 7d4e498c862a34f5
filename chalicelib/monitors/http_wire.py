"""One request over HTTP/1.1, and its answer within limits."""

import zlib
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.reaching import Line
from chalicelib.outbound.target import ALLOWED, NOT_ALLOWED, Target

MAX_BYTES = 64 * 1024
"""Of an answer's body; what is beyond is not read."""
PACKINGS = {"gzip", "x-gzip", "deflate"}
"""Those that are unpacked."""
_FORMS = (47, -15)
"""Of zlib: either of its heads, and none, as some programs understand `deflate`."""
_HEAD_BYTES = 64 * 1024
_NO_BODY = {204, 304}
_WITH_BODY = {"POST", "PUT", "PATCH"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lowercase name; of several the last."""
    body: bytes = b""


async def asked(
    line: Line, method: str, target: Target, headers: Mapping[str, str], body: bytes | None, most: int = MAX_BYTES
) -> Answer:
    """Raises FailedError for what is no answer; of its body, `most` bytes are read."""
    line.writer.write(_request(method, target, headers, body))
    await line.writer.drain()
    try:
        status, found = await _head(line.reader)
        has_body = method != "HEAD" and status not in _NO_BODY
        return Answer(status, found, _plain(await _body(line.reader, found, most), found, most) if has_body else b"")
    except (IncompleteReadError, LimitOverrunError, ConnectionError, ValueError):
        raise FailedError("The connection ended before there was a whole answer.") from None


def _request(method: str, target: Target, headers: Mapping[str, str], body: bytes | None) -> bytes:
    host = target.origin.partition("://")[2]
    usual = {"Host": host, "Connection": "close", "Accept-Encoding": "identity", "Accept": "*/*"}
    fields = with_usual(usual, headers)
    if body is not None or method in _WITH_BODY:
        fields["Content-Length"] = str(len(body or b""))
    lines = [f"{method} {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + (body or b"")


def with_usual(usual: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, and of the usual ones those that are not among them, in whatever case."""
    given = {name.lower() for name in headers}
    return {name: value for name, value in usual.items() if name.lower() not in given} | dict(headers)


def led_to(target: Target, where: str) -> str:
    """The address that a redirect leads to, as browsers read it: letters are in UTF-8, and what is not allowed is
    written in percent.
    """
    said = where.encode("latin-1")
    try:
        text = said.decode()
    except UnicodeDecodeError:
        text = quote(said, safe=ALLOWED)
    return urljoin(f"{target.origin}{target.path}", NOT_ALLOWED.sub(lambda found: quote(found[0]), text))


async def _head(reader: StreamReader) -> tuple[int, dict[str, str]]:
    """The first that is not merely underway (1xx)."""
    for _ in range(5):
        version, _, rest = (await _line(reader)).partition(" ")
        if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
            raise FailedError("The answer was no HTTP.")
        headers = await _headers(reader)
        if (status := int(rest[:3])) >= 200:
            return status, headers
    raise FailedError("The answer was no HTTP.")


async def _headers(reader: StreamReader) -> dict[str, str]:
    found: dict[str, str] = {}
    room = _HEAD_BYTES
    while room > 0:
        text = await _line(reader)
        if not text:
            return found
        room -= len(text) + 2
        name, _, value = text.partition(":")
        found[name.strip().lower()] = value.strip()
    raise FailedError("The answer was too large.")


async def _line(reader: StreamReader) -> str:
    return (await reader.readuntil(b"\n")).rstrip(b"\r\n").decode("latin-1")


async def _body(reader: StreamReader, headers: Mapping[str, str], most: int) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _chunks(reader, most)
    length = headers.get("content-length", "")
    return await _upto(reader, min(int(length), most) if length.isdigit() else None, most)


async def _chunks(reader: StreamReader, most: int) -> bytes:
    body = b""
    while len(body) < most:
        size = int((await _line(reader)).partition(";")[0], 16)
        if size <= 0:
            break
        body += await reader.readexactly(min(size, most - len(body)))
        if len(body) < most:
            await _line(reader)
    return body


async def _upto(reader: StreamReader, length: int | None, most: int) -> bytes:
    """So many bytes; without a length, all there are, up to the most."""
    if length is not None:
        return await reader.readexactly(length)
    body = b""
    while len(body) < most and (piece := await reader.read(most - len(body))):
        body += piece
    return body


def _plain(body: bytes, headers: Mapping[str, str], most: int) -> bytes:
    """Unpacked, where somebody packs what was not to be packed; not more than the most."""
    if packing(headers) not in PACKINGS:
        return body
    for form in _FORMS:
        with suppress(zlib.error):
            return zlib.decompressobj(form).decompress(body, most)
    raise FailedError("The answer can't be unpacked.")


def packing(headers: Mapping[str, str]) -> str:
    """How the body was packed; empty when it was not."""
    named = headers.get("content-encoding", "").strip().lower()
    return "" if named == "identity" else named
