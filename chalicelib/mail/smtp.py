"""smtplib with a time limit for each try, which also says whether trying again may help."""

import math
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from chalicelib.mail.message import MailError, PassingMailError, RecipientError

_REPLY_WITHIN = 5.0
"""Seconds a server may take for one reply. All replies of a mail together have the time its try has."""


class _InTime(smtplib.SMTP):
    ends = math.inf
    """The moment, by the monotonic clock, after which nothing more is waited for."""

    def getreply(self) -> tuple[int, bytes]:
        """The server's next reply; raises TimeoutError when the mail's time is over."""
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock:
            self.sock.settimeout(min(left, _REPLY_WITHIN))
        return super().getreply()


class _InTimeOverTls(_InTime, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


@contextmanager
def conversation(host: str, port: int, *, implicit_tls: bool, seconds: float) -> Iterator[smtplib.SMTP]:
    """A connection to a server for one mail. What goes wrong is a MailError, unless the server has the mail by then."""
    server = None
    try:
        server = _connected(host, port, seconds, implicit_tls=implicit_tls)
        yield server
    except (OSError, smtplib.SMTPException) as error:
        raise _mail_error(error) from error
    else:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        if server:
            server.close()


def _connected(host: str, port: int, seconds: float, *, implicit_tls: bool) -> smtplib.SMTP:
    ends, timeout = monotonic() + seconds, min(seconds, _REPLY_WITHIN)
    server: _InTime
    if implicit_tls:
        server = _InTimeOverTls(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        server = _InTime(host, port, timeout=timeout)
    server.ends = ends
    return server


def _mail_error(error: OSError | smtplib.SMTPException) -> MailError:
    """A reply of 400 to 499, and a connection that fails, pass; what else a server refuses, it refuses again."""
    code = _reply_code(error)
    said = f"The mail server refused: {type(error).__name__}{f' {code}' if code else ''}."
    if isinstance(error, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError):
        return MailError(said)
    if not code or 400 <= code < 500:
        return PassingMailError(said)
    return RecipientError(said) if isinstance(error, smtplib.SMTPRecipientsRefused) else MailError(said)


def _reply_code(error: OSError | smtplib.SMTPException) -> int:
    """0 where there was no reply."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(int(code) for code, _ in error.recipients.values())
    return max(int(error.smtp_code), 0) if isinstance(error, smtplib.SMTPResponseException) else 0
