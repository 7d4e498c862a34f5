"""What the owners are told by mail."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.auth import mail_gate
from chalicelib.domain.organizations import Member, Role
from chalicelib.mail.message import Message
from chalicelib.store import members

MAX_TOLD = 10
"""A request waits for its mails."""


def tell_owners(org_id: str, letter: Callable[[Member], Message], now: datetime) -> None:
    """One mail to each owner; one that does not go out fails nobody's request."""
    owners = [member for member in members.of_organization(org_id) if member.role is Role.OWNER and member.email]
    mail_gate.tell_members(owners[:MAX_TOLD], letter, now)
