"""Requests as bytes, and what the head of an answer says about it."""

import re
from collections.abc import Mapping

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.IGNORECASE)
_CLOSING = re.compile(rb"\r\nconnection:\s*close", re.IGNORECASE)
_NO_BODY = frozenset({204, 304})


def post(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A POST; `path` is percent-encoded, and `headers` name the host."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{fields}content-length: {len(body)}\r\n\r\n".encode() + body


def status(head: bytes) -> int:
    """0 for what is no HTTP."""
    return int(head[9:12]) if head.startswith(b"HTTP/1.") and head[9:12].isdigit() else 0


def length(head: bytes) -> int | None:
    """Bytes of the body; None where its end must be found in another way."""
    if status(head) in _NO_BODY:
        return 0
    found = None if is_chunked(head) else _LENGTH.search(head)
    return int(found[1]) if found else None


def is_chunked(head: bytes) -> bool:
    """Whether the body comes in chunks that each say their length."""
    return _CHUNKED.search(head) is not None


def is_last(head: bytes) -> bool:
    """Whether the connection ends with this answer."""
    return _CLOSING.search(head) is not None or head.startswith(b"HTTP/1.0")
