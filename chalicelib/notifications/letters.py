"""The mail about a notification: written once for all who read it in the same time zone, then addressed to each.

A letter holds marks where recipients differ: their address, the Message-ID and their links. So a mail to one more
person costs a few replacements, and no new MIME. The marks are random, so that no title can hold one.
"""

import re
import secrets
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import blake2b
from html import escape

from chalicelib import clock
from chalicelib.domain.notifications import NotificationKind, Place, Told
from chalicelib.mail.headers import POLICY
from chalicelib.mail.message import MailError, address, one_line
from chalicelib.notifications import letter_html, letter_text
from chalicelib.notifications.channel import Recipient, Rendered, Sender

MAX_SUBJECT = 200
MAX_KNOWN = 64
"""Letters: of one notification, one for each time zone of those who read it."""
_LINE = 70
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_TEXT, _HTML = "t", "h"
"""The two forms of a letter; a link is escaped in one of them."""
_STARTING = frozenset({NotificationKind.INCIDENT_OPENED, NotificationKind.MAINTENANCE_SCHEDULED})


@dataclass(frozen=True)
class Marks:
    """What stands for each recipient's own in a letter."""

    to: str
    id: str
    root: str
    manage: str
    unsubscribe: str
    one_click: str

    @classmethod
    def new(cls) -> "Marks":
        """Letters alone, so that no encoding of a mail changes them."""
        key = "".join(chr(ord("a") + each % 26) for each in secrets.token_bytes(10))
        return cls(*(f"zz{key}{name}" for name in "abcdef"))

    def split(self, mime: str, domain: str) -> tuple[str, ...]:
        """The mail in pieces, each mark a piece of its own; other bytes than ASCII are encoded in it."""
        links = [f"https://{mark}{form}/" for mark in (self.manage, self.unsubscribe) for form in (_TEXT, _HTML)]
        marks = [f"{self.to}@{domain}", self.id, self.root, f"https://{self.one_click}/", *links]
        return tuple(re.split(f"({'|'.join(map(re.escape, marks))})", mime))

    def links(self, form: str) -> tuple[str, str]:
        """To change and to end what somebody gets, in this form of the letter."""
        return f"https://{self.manage}{form}/", f"https://{self.unsubscribe}{form}/"


@dataclass(frozen=True)
class Letter:
    """A mail with marks in it."""

    pieces: tuple[str, ...]
    """What is the same for all, and between these the marks."""
    marks: Marks

    def to(self, recipient: Recipient, message: Rendered, domain: str) -> tuple[str, bytes]:
        """The address as SMTP has it, and the mail to it; raises MailError for one that no mail can go to."""
        to = _addr_spec(recipient.subscriber.email or "")
        marks, links = self.marks, recipient.links
        root = root_of(message.told, recipient.subscriber.id)
        is_root = message.told.kind in _STARTING and message.told.place is Place.START
        own = {f"{marks.to}@{domain}": to, marks.id: root if is_root else message.delivery_id, marks.root: root}
        if links:
            own[f"https://{marks.one_click}/"] = links.one_click
            for mark, link in ((marks.manage, links.manage), (marks.unsubscribe, links.unsubscribe)):
                own[f"https://{mark}{_TEXT}/"] = _quoted(link)
                own[f"https://{mark}{_HTML}/"] = _quoted(escape(link))
        return to, "".join([own.get(piece, piece) for piece in self.pieces]).encode("ascii")


@dataclass(frozen=True)
class Written:
    """A letter, and what it says."""

    told: Told
    letter: Letter


_known: dict[tuple[object, ...], Written] = {}


def _addr_spec(email: str) -> str:
    """As SMTP has it. Parsing costs more than all else that is done for a recipient, and most addresses are plain."""
    return email if _PLAIN.fullmatch(email) else address(email).addr_spec


def root_of(told: Told, subscriber_id: str) -> str:
    """The id of the first mail of a thread to somebody, which all that follow refer to, whether it was sent or not."""
    return blake2b(f"{told.thread} {subscriber_id}".encode(), digest_size=16).hexdigest()


def letter_of(message: Rendered, recipient: Recipient, sender: Address) -> Letter:
    """The letter about this message in the recipient's time zone; one of the last ones is not written again."""
    has_links = recipient.links is not None
    key = (message.told.org_id, message.told.event_id, message.organization, recipient.zone, str(sender), has_links)
    known = _known.get(key)
    if known is None or (known.told is not message.told and known.told != message.told):
        marks = Marks.new()
        mime = _mime(message, recipient.zone, sender, marks, has_links=has_links)
        known = Written(message.told, Letter(marks.split(mime.as_bytes().decode("ascii"), sender.domain), marks))
        while len(_known) >= MAX_KNOWN:
            _known.pop(next(iter(_known), key), None)
        _known[key] = known
    return known.letter


def subject_of(told: Told, organization: Sender) -> str:
    """The state leads, then whose it is."""
    return one_line(f"[{told.state}] {organization.name}: {told.title}")[:MAX_SUBJECT]


def _mime(message: Rendered, zone: str, sender: Address, marks: Marks, *, has_links: bool) -> EmailMessage:
    told, organization = message.told, message.organization
    mime = EmailMessage(policy=POLICY)
    mime["From"] = Address(one_line(organization.name)[:MAX_SUBJECT], addr_spec=sender.addr_spec)
    mime["To"] = f"{marks.to}@{sender.domain}"
    if answers_to := _answers_to(organization):
        mime["Reply-To"] = answers_to
    mime["Subject"] = subject_of(told, organization)
    mime["Date"] = format_datetime(clock.now())
    mime["Message-ID"] = f"<{marks.id}@{sender.domain}>"
    if not (told.kind in _STARTING and told.place is Place.START):
        mime["In-Reply-To"] = f"<{marks.root}@{sender.domain}>"
        mime["References"] = f"<{marks.root}@{sender.domain}>"
    mime["Auto-Submitted"] = "auto-generated"
    mime["X-Auto-Response-Suppress"] = "All"
    if has_links:
        mime["List-Unsubscribe"] = f"<https://{marks.one_click}/>"
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content(letter_text.text(message, zone, marks.links(_TEXT) if has_links else None), cte="quoted-printable")
    html = letter_html.html(message, zone, marks.links(_HTML) if has_links else None)
    mime.add_alternative(html, subtype="html", cte="quoted-printable")
    return mime


def _answers_to(organization: Sender) -> Address | None:
    """Nobody where the address can't be written: that is no fault of whom the mail goes to."""
    try:
        return address(organization.reply_to) if organization.reply_to else None
    except MailError:
        return None


def _quoted(link: str) -> str:
    """As quoted-printable has it, in lines of its own."""
    escaped = link.replace("=", "=3D")
    pieces, rest = [], escaped
    while len(rest) > _LINE:
        cut = _LINE
        while "=" in rest[cut - 2 : cut]:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return "=\r\n".join([*pieces, rest])
