"""Kept connections to an SMTP server, for many mails: a mail costs its own commands and no greeting.

Where the server offers pipelining, the commands before the text go out together.
"""

import smtplib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

from chalicelib.mail.smtp import InTime, mail_error

KEPT_SECONDS = 20.0
"""A server lets go of who says nothing for a while; one that is older is not used again."""
MAILS_EACH = 500
"""Many servers take no more on one connection."""
_GO_AHEAD, _CLOSING = 354, 421


@dataclass
class _Kept:
    server: InTime
    used_at: float
    mails: int = 0


@dataclass
class Connections:
    """The connections to one server, for any number of threads; each is one thread's while it sends."""

    connect: Callable[[], InTime]
    try_seconds: float
    _idle: list[_Kept] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, sender: str, to: str, data: bytes) -> None:
        """Hands one mail over; raises MailError. `data` has CRLF at the ends of its lines.

        A kept connection that turns out to be closed is replaced once: nothing of the mail was sent on it.
        """
        try:
            try:
                self._send(sender, to, data, is_new=False)
            except _ClosedError:
                self._send(sender, to, data, is_new=True)
        except (OSError, smtplib.SMTPException) as error:
            raise mail_error(error) from error

    def close(self) -> None:
        """Lets go of those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            each.server.close()

    def _send(self, sender: str, to: str, data: bytes, *, is_new: bool) -> None:
        with self._one(is_new=is_new) as kept:
            kept.server.ends = monotonic() + self.try_seconds
            try:
                _begin(kept.server, sender, to)
            except smtplib.SMTPServerDisconnected as error:
                if kept.mails:
                    raise _ClosedError from error
                raise
            kept.mails += 1
            _finish(kept.server, data)

    @contextmanager
    def _one(self, *, is_new: bool) -> Iterator[_Kept]:
        kept = (None if is_new else self._taken()) or _Kept(self.connect(), monotonic())
        try:
            yield kept
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            if _is_reset(kept.server, error):
                self._give_back(kept)
            raise
        except BaseException:
            kept.server.close()
            raise
        else:
            self._give_back(kept)

    def _taken(self) -> _Kept | None:
        with self._lock:
            while self._idle:
                kept = self._idle.pop()
                if monotonic() - kept.used_at < KEPT_SECONDS and kept.mails < MAILS_EACH:
                    return kept
                kept.server.close()
        return None

    def _give_back(self, kept: _Kept) -> None:
        kept.used_at = monotonic()
        with self._lock:
            self._idle.append(kept)


class _ClosedError(smtplib.SMTPException):
    """A kept connection was closed meanwhile."""


def opened(server: InTime, tls: str, user: str, password: str) -> InTime:
    """The connection greeted, encrypted and signed in as it has to be; raises what smtplib does."""
    try:
        if tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if user:
            server.login(user, password)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _begin(server: InTime, sender: str, to: str) -> None:
    """Everything before the text; raises SMTPRecipientsRefused for an address that is refused."""
    commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"]
    if server.has_extn("pipelining"):
        server.send("".join(f"{each}\r\n" for each in commands).encode("ascii"))
        replies = [server.getreply() for _ in commands]
    else:
        replies = []
        for each in commands:
            server.send(f"{each}\r\n".encode("ascii"))
            replies.append(server.getreply())
            if replies[-1][0] >= 400:
                break
    _check(server, replies, to)


def _check(server: InTime, replies: list[tuple[int, bytes]], to: str) -> None:
    refused = next((index for index, (code, _) in enumerate(replies) if code >= 400 or code < 200), None)
    if refused is None:
        if replies[-1][0] != _GO_AHEAD:
            raise smtplib.SMTPDataError(*replies[-1])
        return
    code, said = replies[refused]
    if replies[-1][0] == _GO_AHEAD:
        server.send(b".\r\n")  # a server that pipelines takes the text although it refused the recipient
        server.getreply()
    if refused == 1:
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})
    raise smtplib.SMTPResponseException(code, said)


def _finish(server: InTime, data: bytes) -> None:
    text = data.replace(b"\r\n.", b"\r\n..")
    server.send(
        (b"." if text.startswith(b".") else b"") + text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"
    )
    code, said = server.getreply()
    if code >= 300:
        raise smtplib.SMTPDataError(code, said)


def _is_reset(server: InTime, error: smtplib.SMTPException) -> bool:
    """Whether the connection can be used for the next mail; after 421 the server has closed it."""
    if getattr(error, "smtp_code", 0) == _CLOSING:
        server.close()
        return False
    with suppress(OSError, smtplib.SMTPException):
        return server.docmd("RSET")[0] < 300
    server.close()
    return False
