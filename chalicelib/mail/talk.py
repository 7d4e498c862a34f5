"""What is said to an SMTP server for one mail, apart from how it gets there: a generator of what goes out.

Where the server offers pipelining, the commands before the text go out together.
"""

import smtplib
from collections.abc import Generator
from contextlib import suppress
from typing import NamedTuple

GO_AHEAD, CLOSING = 354, 421
Reply = tuple[int, bytes]
"""A code, and what the server says with it."""


class Said(NamedTuple):
    """What goes out, and how many replies come back."""

    data: bytes
    replies: int = 1
    is_text: bool = False
    """Whether it is the mail itself: from here on the server may have it, whatever happens."""


class Told(NamedTuple):
    """How it ended."""

    refusal: smtplib.SMTPException | None
    """None when the server has the mail."""
    is_usable: bool
    """Whether the connection can take another mail."""


Talk = Generator[Said, list[Reply], Told]


def talk(sender: str, to: str, mime: bytes, *, pipelines: bool) -> Talk:
    """One mail, and whatever makes the connection fit for the next; `mime` has CRLF at the ends of its lines.

    An exception thrown in, such as a lost connection, comes out again.
    """
    try:
        yield from _begin(sender, to, pipelines=pipelines)
        yield from _finish(mime)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
        return Told(refusal, is_usable=(yield from _reset(refusal)))
    return Told(None, is_usable=True)


def _begin(sender: str, to: str, *, pipelines: bool) -> Generator[Said, list[Reply], None]:
    """Everything before the text; raises SMTPRecipientsRefused for an address that is refused."""
    commands = [f"{each}\r\n".encode("ascii") for each in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA")]
    replies: list[Reply] = []
    for some in [commands] if pipelines else [[each] for each in commands]:
        replies += yield Said(b"".join(some), len(some))
        if replies[-1][0] >= 400:
            break
    refused = next((index for index, (code, _) in enumerate(replies) if code >= 400 or code < 200), None)
    if refused is None:
        if replies[-1][0] != GO_AHEAD:
            raise smtplib.SMTPDataError(*replies[-1])
        return
    if replies[-1][0] == GO_AHEAD:
        yield Said(b".\r\n")  # a server that pipelines takes the text although it refused the recipient
    if refused == 1:
        raise smtplib.SMTPRecipientsRefused({to: replies[refused]})
    raise smtplib.SMTPResponseException(*replies[refused])


def _finish(mime: bytes) -> Generator[Said, list[Reply], None]:
    text = mime.replace(b"\r\n.", b"\r\n..")
    first = b"." if text.startswith(b".") else b""
    last = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    ((code, said),) = yield Said(first + text + last, is_text=True)
    if code >= 300:
        raise smtplib.SMTPDataError(code, said)


def _reset(refusal: smtplib.SMTPException) -> Generator[Said, list[Reply], bool]:
    """Whether the connection can be used for the next mail; after 421 the server has closed it."""
    if is_closing(refusal):
        return False
    with suppress(OSError, smtplib.SMTPException):
        ((code, _),) = yield Said(b"RSET\r\n")
        return code < 300
    return False


def is_closing(error: Exception) -> bool:
    """Whether the server said that it closes the connection, to whatever command."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code == CLOSING
