"""One kept connection to an SMTP server that is never waited for: what goes out and what comes in, as far as it has."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from chalicelib.mail.smtp import REPLY_WITHIN, InTime
from chalicelib.mail.talk import Reply, Said, Talk, Told

_AT_MOST = 65_536
"""Bytes of replies that are not used yet; no server says so much."""
_NOTHING = Said(b"", replies=0)
_LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


@dataclass
class Line:
    """A connection, and the mail that is on it at the moment."""

    server: InTime
    used_at: float = field(default_factory=monotonic)
    mails: int = 0
    is_text_out: bool = False
    """Whether the server may have the mail at hand."""
    _talk: Talk | None = None
    _said: Said = _NOTHING
    _out: bytes = b""
    _in: bytearray = field(default_factory=bytearray)
    _replies: list[Reply] = field(default_factory=list)
    _ends: float = 0.0
    _reply_by: float = 0.0

    def __post_init__(self) -> None:
        assert self.server.sock is not None  # noqa: S101 - it was connected a moment ago
        self.socket = self.server.sock
        self.socket.settimeout(0)
        self.number = self.socket.fileno()

    @property
    def pipelines(self) -> bool:
        """Whether the server takes several commands together."""
        return self.server.has_extn("pipelining")

    @property
    def was_kept(self) -> bool:
        """Whether a mail went over it before the one at hand."""
        return self.mails > 1

    @property
    def has_more_to_say(self) -> bool:
        """Whether not all could be sent yet."""
        return bool(self._out)

    @property
    def deadline(self) -> float:
        """When it is no longer waited for, by the monotonic clock."""
        return min(self._ends, self._reply_by)

    def begin(self, talk: Talk, seconds: float) -> None:
        """The next mail, which has so many seconds."""
        self._talk, self._ends, self.is_text_out = talk, monotonic() + seconds, False
        self.mails += 1
        self._say(next(talk))

    def go_on(self) -> Told | None:
        """Takes what has come and sends what can be sent; how the mail ended, or None while it is under way.

        Raises what smtplib does, or another OSError, for a connection that is no longer of use.
        """
        assert self._talk is not None  # noqa: S101 - begun
        try:
            try:
                self._move()
                wanted = self._said.replies
                if len(self._replies) >= wanted:
                    replies, self._replies = self._replies[:wanted], self._replies[wanted:]
                    self._say(self._talk.send(replies))
                elif monotonic() >= self.deadline:
                    raise TimeoutError
            except OSError as error:
                self._say(self._talk.throw(error))
        except StopIteration as ended:
            told: Told = ended.value
            self.used_at, self._talk = monotonic(), None
            goes_on_talking = bool(self._replies or self._in)
            return told._replace(is_usable=told.is_usable and not goes_on_talking)
        return None

    def close(self) -> None:
        """Whatever is on it."""
        self.server.close()

    def _say(self, said: Said) -> None:
        """An error is met again when the reply is read."""
        self._said, self._out = said, said.data
        self.is_text_out = self.is_text_out or said.is_text
        self._reply_by = monotonic() + REPLY_WITHIN
        with suppress(OSError):
            self._flush()

    def _move(self) -> None:
        with suppress(*_LATER):
            self._flush()
            while len(self._replies) < self._said.replies:
                if not (more := self.socket.recv(_AT_MOST)):
                    raise ConnectionResetError
                self._in += more
                self._replies += _replies_in(self._in)

    def _flush(self) -> None:
        while self._out:
            self._out = self._out[self.socket.send(self._out) :]
            self._reply_by = monotonic() + REPLY_WITHIN


def _replies_in(received: bytearray) -> list[Reply]:
    """The whole replies at the beginning, which are taken away; raises SMTPServerDisconnected for what is none."""
    found: list[Reply] = []
    said: list[bytes] = []
    begin = taken = 0
    while (end := received.find(b"\n", begin)) >= 0:
        line = bytes(received[begin:end]).strip()
        begin = end + 1
        said.append(line[4:])
        if line[3:4] != b"-":
            found.append((_code(line), b"\n".join(said)))
            said, taken = [], begin
    del received[:taken]
    if len(received) > _AT_MOST:
        raise smtplib.SMTPServerDisconnected("No reply ends.")
    return found


def _code(line: bytes) -> int:
    if not line[:3].isdigit():
        raise smtplib.SMTPServerDisconnected("That is no reply of a mail server.")
    return int(line[:3])
