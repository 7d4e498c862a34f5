"""Mail that came for services: as SES tells it by way of SNS, or as one machine took it itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from typing import Any

_VERDICTS = ("spamVerdict", "virusVerdict")


@dataclass(frozen=True)
class InboundMail:
    """A mail, as far as it matters."""

    message_id: str
    recipients: tuple[str, ...] = field(repr=False)
    received_at: str
    """RFC 3339."""
    subject: str = field(repr=False)
    sender: str = field(repr=False)
    date: str = ""
    """RFC 3339, as its sender says; empty where it says none that can be read."""
    auto_submitted: str = ""
    """What the header of this name says: `auto-replied` for an answer that nobody wrote."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_inbound_mail(body: str) -> InboundMail:
    """Of our own, or of SES; raises ValueError, TypeError or KeyError for what is neither."""
    given = json.loads(body)
    if "recipients" in given:
        names = ("message_id", "received_at", "subject", "sender", "date")
        said = {name: given[name] for name in names} | {"auto_submitted": given.get("auto_submitted", "")}
        return InboundMail(recipients=tuple(map(str, given["recipients"])), **said)
    if "Message" in given:
        given = json.loads(given["Message"])
    return _of_ses(given["mail"], given["receipt"])


def date_of(said: object) -> str:
    """The time in a `Date` header; empty for what is none."""
    try:
        at = parsedate_to_datetime(str(said))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def _of_ses(mail: Mapping[str, Any], receipt: Mapping[str, Any]) -> InboundMail:
    """Without recipients where SES found a virus or spam in it."""
    headers = mail["commonHeaders"]
    others = {str(each["name"]).lower(): str(each["value"]) for each in mail.get("headers") or ()}
    is_bad = any(receipt.get(each, {}).get("status") == "FAIL" for each in _VERDICTS)
    return InboundMail(
        message_id=str(mail["messageId"]),
        recipients=() if is_bad else tuple(map(str, receipt["recipients"])),
        received_at=str(mail.get("timestamp") or datetime.now(UTC).isoformat()),
        subject=_decoded(str(headers.get("subject") or "")),
        sender=str(mail.get("source") or ""),
        date=date_of(headers.get("date")),
        auto_submitted=others.get("auto-submitted", ""),
    )


def _decoded(header: str) -> str:
    """Without the encoding that headers have for letters beyond ASCII, should it still be there."""
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError):
        return header
