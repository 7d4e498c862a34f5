"""A mail to one person, and how it becomes MIME without a header that a stranger wrote."""

import re
import secrets
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from chalicelib import clock
from chalicelib.domain.addresses import domain_in_ascii
from chalicelib.mail.headers import POLICY

_NOT_IN_A_HEADER = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_MAX_SUBJECT = 200


class MailError(Exception):
    """The mail did not go out; the message never holds the recipient's address."""


class PassingMailError(MailError):
    """It may go out if it is tried again: throttling, a server that is away, greylisting."""


class RecipientError(MailError):
    """This address can't receive mail."""

    is_gone = True
    """Whether there is no such mailbox; a server may also refuse what it takes for spam."""


@dataclass(frozen=True)
class Message:
    """Plain text and HTML that say the same, to one address."""

    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    from_name: str = ""
    """Whom it is from, where that is not the sender that the stage names; the address stays the same."""
    id: str = field(default_factory=lambda: secrets.token_hex(16), repr=False, compare=False)
    """The same at every try, so that servers recognize a mail that they already have."""


def to_mime(message: Message, sender: Address) -> EmailMessage:
    """The mail ready to send; raises MailError for an address that no mail can go to."""
    recipient = address(message.to)
    mime = EmailMessage(policy=POLICY)
    mime["From"] = from_(message.from_name, sender)
    mime["To"] = recipient
    mime["Subject"] = one_line(message.subject)[:_MAX_SUBJECT]
    mime["Date"] = format_datetime(clock.now())
    mime["Message-ID"] = f"<{message.id}@{sender.domain}>"
    mime["Auto-Submitted"] = "auto-generated"
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    return mime


def from_(name: str, sender: Address) -> Address:
    """The sender's address under this name, if there is one."""
    shown = one_line(name)[:_MAX_SUBJECT]
    return Address(shown, addr_spec=sender.addr_spec) if shown else sender


def address(given: str) -> Address:
    """`Name <local@domain>` or `local@domain`, a domain beyond ASCII in its IDNA form; raises MailError."""
    name, addr_spec = parseaddr(given)
    local, _, domain = addr_spec.rpartition("@")
    try:
        if local.isascii() and given == one_line(given) and given in {addr_spec, f"{name} <{addr_spec}>"}:
            return Address(name, addr_spec=f"{local}@{domain_in_ascii(domain)}")
    except (ValueError, IndexError, MessageError):
        pass
    raise RecipientError("The address cannot be written to.")


def one_line(text: str) -> str:
    """The text without what could end a header and begin another.

    Python's `email` decodes an encoded word (`=?utf-8?q?...?=`) that it is given as text, and writes out the line break
    that one may hold: so none is left one.
    """
    return _NOT_IN_A_HEADER.sub(" ", text).replace("=?", "= ?").strip()
