"""Follows mail whose subject says DOWN or UP, as an alert of the address that it came to."""

import hashlib
import json
from datetime import datetime

from chalicelib import clock, log
from chalicelib.alerts import taking
from chalicelib.config import settings
from chalicelib.domain.ids import Id, floor_id, id_from
from chalicelib.domain.sources import Came, Source, hash_of
from chalicelib.domain.times import from_wire
from chalicelib.queues.inbound_mail import InboundMail
from chalicelib.store import organizations, sources

settings().need("table_prefix")


def inbound_mail(mail: InboundMail) -> None:
    """Safe to repeat. Raises what went wrong, and is called again later."""
    for recipient in dict.fromkeys(mail.recipients):
        source = sources.holding_mailbox(hash_of(recipient.partition("@")[0].lower()))
        organization = organizations.find(source.org_id) if source else None
        if source is None or organization is None or organization.erasing:
            log.warning("mail_for_nobody")
        else:
            taking.take(source, _came(mail, source), clock.now())


def _came(mail: InboundMail, source: Source) -> Came:
    received_at = _moment(mail.received_at)
    said = {"subject": mail.subject, "from": mail.sender, "date": mail.date or mail.received_at}
    if mail.auto_submitted:
        said["auto_submitted"] = mail.auto_submitted
    return Came(
        id=_id(mail, source, received_at),
        org_id=source.org_id,
        source_id=source.id,
        received_at=received_at,
        content_type="message/rfc822",
        body=json.dumps(said),
    )


def _moment(text: str) -> datetime:
    try:
        return from_wire(text)
    except ValueError:
        return clock.now()


def _id(mail: InboundMail, source: Source, received_at: datetime) -> Id:
    """The same for the same mail, and in the order in which mail came."""
    digest = hashlib.sha256(f"{mail.message_id} {source.id}".encode()).digest()
    return floor_id(received_at)[:10] + id_from(digest)[10:]
