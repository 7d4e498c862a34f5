"""HTTP/1.1 messages as bytes: requests, and where the answer to a POST ends."""

import re
from collections.abc import Mapping

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*(?:\r|$)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked[ \t]*(?:\r|$)", re.IGNORECASE)
_CLOSING = re.compile(rb"\r\nconnection:[^\r]*\bclose\b", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?")
_LINE, _END = b"\r\n", b"\r\n\r\n"
_NO_BODY = frozenset({204, 304})


class MalformedError(ConnectionError):
    """What came back is no HTTP."""


def post(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A POST; `path` is percent-encoded, and `headers` name the host."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{fields}content-length: {len(body)}\r\n\r\n".encode() + body


def without_interim(received: bytes) -> bytes:
    """What was received behind answers of 1xx, which announce the one that counts."""
    while True:
        head, end, rest = received.partition(_END)
        if not end or not 100 <= status(head) < 200:
            return received
        received = rest


def status(head: bytes) -> int:
    """The status of an answer; raises MalformedError."""
    if head.startswith(b"HTTP/1.") and head[8:9] == b" " and head[9:12].isdigit():
        return int(head[9:12])
    raise MalformedError("The answer is no HTTP.")


def end_of(received: bytes) -> int | None:
    """How many bytes the answer has; None while more are to come, or where only the end of the connection tells."""
    head, end, body = received.partition(_END)
    if not end:
        return None
    whole = _end_of_body(head, body)
    return None if whole is None else len(head) + len(end) + whole


def is_last(head: bytes) -> bool:
    """Whether the connection ends with this answer."""
    return _CLOSING.search(head) is not None or head.startswith(b"HTTP/1.0")


def _end_of_body(head: bytes, body: bytes) -> int | None:
    if status(head) in _NO_BODY:
        return 0
    if _CHUNKED.search(head):
        return _end_of_chunks(body)
    length = _LENGTH.search(head)
    return int(length[1]) if length and len(body) >= int(length[1]) else None


def _end_of_chunks(body: bytes) -> int | None:
    """A chunk is its length in hexadecimal, itself, and a line's end. The last is empty; trailers may follow it."""
    at = 0
    while (line := body.find(_LINE, at)) >= 0:
        chunk = _CHUNK.fullmatch(body[at:line])
        if not chunk:
            raise MalformedError("The answer has a chunk without a length.")
        if not (length := int(chunk[1], 16)):
            end = body.find(_END, line)
            return end + len(_END) if end >= 0 else None
        at = line + len(_LINE) + length + len(_LINE)
    return None
