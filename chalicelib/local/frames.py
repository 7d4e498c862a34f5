"""WebSocket text frames as bytes, made once and written to as many connections as there are."""

from collections.abc import Iterable

MAX_MESSAGE = 128 * 1024
"""API Gateway's limit on a message, in bytes, in both directions."""
_TEXT = 0x81
_CLOSE = 0x88
_MASKED = 0x80
FAULTY = b"\x83\x80\0\0\0\0"
"""A frame with a reserved opcode: whoever reads it ends the connection with 1002, a protocol error."""


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


class ClientFrames:
    """Follows the frames in what a client sends, of which each must be masked (RFC 6455, 5.1)."""

    __slots__ = ("_head", "_held", "_payload_left")

    def __init__(self) -> None:
        self._head = b""
        self._held = b""
        self._payload_left = 0

    def checked(self, data: bytes) -> bytes:
        """What may be read; a frame that is not masked is replaced by FAULTY, and nothing behind it matters.

        The first byte of a frame is held back until the second one says whether it is masked.
        """
        data, self._held, at = self._held + data, b"", 0
        while at < len(data):
            if self._payload_left:
                skipped = min(self._payload_left, len(data) - at)
                self._payload_left -= skipped
                at += skipped
            elif not self._head and at == len(data) - 1:
                self._held = data[at:]
                return data[:at]
            else:
                self._head += data[at : at + 1]
                at += 1
                if len(self._head) == 2 and not self._head[1] & _MASKED:
                    return data[: at - 2] + FAULTY
                self._end_head()
        return data

    def _end_head(self) -> None:
        if len(self._head) > 1 and len(self._head) == _head_length(self._head[1]):
            self._payload_left = _payload_length(self._head)
            self._head = b""


def _head_length(second: int) -> int:
    return 2 + {126: 2, 127: 8}.get(second & 127, 0) + 4


def _payload_length(head: bytes) -> int:
    short = head[1] & 127
    return short if short < 126 else int.from_bytes(head[2:-4], "big")


def text_frames(messages: Iterable[str]) -> bytes:
    """Frames one after the other, so that a connection takes all of them in one write."""
    return b"".join(map(text_frame, messages))
