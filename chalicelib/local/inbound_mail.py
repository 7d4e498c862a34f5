"""A small SMTP server for mail that sets the status of services; it runs only where INBOUND_SMTP says so."""

import asyncio
import hashlib
import logging
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import default
from functools import partial

from aiosmtpd.smtp import SMTP, Envelope, Session

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.sources import hash_of
from chalicelib.local.faults import StartError
from chalicelib.queues import queues
from chalicelib.queues.inbound_mail import InboundMail, date_of
from chalicelib.store import sources

log = logging.getLogger(__name__)
MOST_BYTES = 16 * 1024 * 1024
"""Tools attach pictures."""
MOST_RECIPIENTS = 20
_TAKEN, _LATER, _NOBODY = "250 Taken", "451 Try again later", "550 There is no such address"


async def listen(where: str, domain: str) -> asyncio.Server:
    """A server at `host:port` that takes mail to addresses of the domain; raises StartError where it can't."""
    host, _, port = where.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and domain):
        raise StartError("INBOUND_SMTP must be host:port, and INBOUND_MAIL_DOMAIN the domain of its addresses.")
    made = partial(SMTP, _Handler(domain.lower()), data_size_limit=MOST_BYTES, hostname=domain, ident="Allclear")
    try:
        return await asyncio.get_running_loop().create_server(made, host.strip("[]"), int(port))
    except OSError as error:
        raise StartError(f"INBOUND_SMTP {where} can't be listened at: {error.strerror}.") from None


class _Handler:
    """What aiosmtpd asks about each command."""

    def __init__(self, domain: str) -> None:
        self._domain = domain

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],  # noqa: ARG002
    ) -> str:
        """Only addresses that lead somewhere, as far as the database can say."""
        local, _, domain = address.rpartition("@")
        if domain.lower() != self._domain or not await asyncio.to_thread(_is_known, local.lower()):
            return _NOBODY
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Taken once it is durable."""
        mail = await asyncio.to_thread(_read, envelope)
        untaken = await asyncio.to_thread(queues.current().send, "inbound_mail", [mail])
        return _LATER if untaken else _TAKEN


def _is_known(local: str) -> bool:
    try:
        return sources.holding_mailbox(hash_of(local)) is not None
    except UnavailableError:
        return True  # the reaction looks when the database is back


def _read(envelope: Envelope) -> InboundMail:
    content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
    parsed = BytesHeaderParser(policy=default).parsebytes(content)
    return InboundMail(
        message_id=_header(parsed, "message-id") or hashlib.sha256(content).hexdigest(),
        recipients=tuple(envelope.rcpt_tos),
        received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        subject=_header(parsed, "subject")[:1000],
        sender=str(envelope.mail_from or "")[:320],
        date=date_of(_header(parsed, "date")),
        auto_submitted=_header(parsed, "auto-submitted")[:100],
    )


def _header(parsed: Message, name: str) -> str:
    """Decoded; empty where it is missing, or broken beyond reading."""
    try:
        return str(parsed.get(name) or "").strip()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""
