"""WebSocket text frames as bytes, made once and written to as many connections as there are."""

from collections.abc import Iterable

MAX_MESSAGE = 128 * 1024
"""API Gateway's limit on a message, in bytes, in both directions."""
_TEXT = 0x81
_CLOSE = 0x88


def text_frame(message: str | bytes) -> bytes:
    """One whole, unmasked text frame (RFC 6455, 5.2)."""
    payload = message.encode() if isinstance(message, str) else message
    size = len(payload)
    if size < 126:
        return bytes((_TEXT, size)) + payload
    if size < 65536:
        return bytes((_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_TEXT, 127)) + size.to_bytes(8, "big") + payload


def close_frame(code: int, reason: str) -> bytes:
    """The frame that says goodbye; `reason` is short."""
    payload = code.to_bytes(2, "big") + reason.encode()[:123]
    return bytes((_CLOSE, len(payload))) + payload


def text_frames(messages: Iterable[str]) -> bytes:
    """Frames one after the other, so that a connection takes all of them in one write."""
    return b"".join(map(text_frame, messages))
