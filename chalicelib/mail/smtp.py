"""smtplib with a time limit for each try, which also says whether trying again may help."""

import math
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from chalicelib.mail.message import MailError, PassingMailError, RecipientError

_CLOSING = 421
_NO_MAILBOX = re.compile(rb"5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.[01])(?![0-9])")
"""How a server begins to say that there is no such mailbox (RFC 3463); not that it is full, nor that the server does
not like the mail."""
_CLASSED = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]")
_NO_MAILBOX_CODES = frozenset({550, 551, 553, 556})
"""The same of a server that says no more than the code of its reply."""


class ServerAwayError(PassingMailError):
    """No server answers: every other mail would fail now, too."""


REPLY_WITHIN = 5.0
"""Seconds a server may take for one reply. All replies of a mail together have the time its try has."""


class InTime(smtplib.SMTP):
    """A connection whose replies are waited for only so long."""

    ends = math.inf
    """The moment, by the monotonic clock, after which nothing more is waited for."""

    def getreply(self) -> tuple[int, bytes]:
        """The server's next reply; raises TimeoutError when the mail's time is over."""
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock and self.sock.gettimeout() != (within := min(left, REPLY_WITHIN)):
            self.sock.settimeout(within)
        return super().getreply()


class _InTimeOverTls(InTime, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


@contextmanager
def conversation(host: str, port: int, *, implicit_tls: bool, seconds: float) -> Iterator[smtplib.SMTP]:
    """A connection to a server for one mail. What goes wrong is a MailError, unless the server has the mail by then."""
    server = None
    try:
        server = connected(host, port, seconds, implicit_tls=implicit_tls)
        yield server
    except (OSError, smtplib.SMTPException) as error:
        raise mail_error(error) from error
    else:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        if server:
            server.close()


def connected(host: str, port: int, seconds: float, *, implicit_tls: bool) -> InTime:
    """A connection whose replies have so many seconds in all; raises what smtplib does."""
    ends, timeout = monotonic() + seconds, min(seconds, REPLY_WITHIN)
    server: InTime
    if implicit_tls:
        server = _InTimeOverTls(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        server = InTime(host, port, timeout=timeout)
    server.ends = ends
    return server


def mail_error(error: OSError | smtplib.SMTPException) -> MailError:
    """A reply of 400 to 499, and a connection that fails, pass; what else a server refuses, it refuses again."""
    code = _reply_code(error)
    said = f"The mail server refused: {type(error).__name__}{f' {code}' if code else ''}."
    if isinstance(error, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError):
        return MailError(said)
    if not code or code == _CLOSING:
        return ServerAwayError(said)
    if 400 <= code < 500:
        return PassingMailError(said)
    return _refusal(error, said) if isinstance(error, smtplib.SMTPRecipientsRefused) else MailError(said)


def _refusal(error: smtplib.SMTPRecipientsRefused, said: str) -> RecipientError:
    refusal = RecipientError(said)
    refusal.is_gone = all(_says_no_mailbox(code, text) for code, text in error.recipients.values())
    return refusal


def _says_no_mailbox(code: int, text: bytes) -> bool:
    if _CLASSED.match(text):
        return _NO_MAILBOX.match(text) is not None
    return code in _NO_MAILBOX_CODES


def _reply_code(error: OSError | smtplib.SMTPException) -> int:
    """0 where there was no reply."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(int(code) for code, _ in error.recipients.values())
    return max(int(error.smtp_code), 0) if isinstance(error, smtplib.SMTPResponseException) else 0
