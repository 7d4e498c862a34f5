"""The only way by which mail leaves: whoever sends one says what it is, to whom and at whose request.

Each kind of mail has limits (`chalicelib.domain.mail_limits`), counted in a table that all instances share, under keyed
hashes of addresses. No other module hands mail over; a test holds that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib import log
from chalicelib.auth.throttle import hidden
from chalicelib.config import settings
from chalicelib.domain import mail_limits
from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import TooManyError, UnavailableError
from chalicelib.domain.mail_limits import Kind, MailLimit, Whose, mailbox_of
from chalicelib.domain.organizations import Member, Organization, Role
from chalicelib.mail import sending
from chalicelib.mail.message import Message
from chalicelib.store import accounts, counters, members

Send = Callable[[Message], bool]
_GIVEN = "given"
_LINKS = "links"
"""Mails with a link, to verify an address or to reset a password, are counted together: both fill the same mailbox."""


@dataclass(frozen=True)
class Asking:
    """At whose request a mail is sent."""

    user_id: str
    network: str
    """As `chalicelib.api.limits.anonymous` says it."""


@contextmanager
def invitation(to: str, organization: Organization, asking: Asking, verified: bool, now: datetime) -> Iterator[Send]:  # noqa: FBT001
    """Lets one invitation through, and counts it unless what is done inside fails.

    `verified` is what the caller's token claims. Raises ForbiddenError for an unverified account, and TooManyError.
    """
    account = accounts.get(asking.user_id)
    mail_limits.check_may_invite(account.email_verified if account else verified)
    subjects = {
        Whose.RECIPIENT: to,
        Whose.ACCOUNT: asking.user_id,
        Whose.ORGANIZATION: organization.id,
        Whose.NETWORK: asking.network,
    }
    limits = mail_limits.of_invitations(account, organization, now)
    with _counted(Kind.INVITATION, limits, subjects, now):
        yield lambda message: sending.deliver(message, kind=Kind.INVITATION)


@contextmanager
def opt_in(address: str, organization: Organization, network: str, now: datetime) -> Iterator[Send]:
    """Lets an address be asked once whether it wants to be told, and counts it unless what is done inside fails.

    `network` is empty where a member of the team asks. The yielded `Send` raises PassingMailError, so that it can be
    tried again later. Raises TooManyError.
    """
    from_one = settings().opt_in_limit_network if network else 0
    limits = mail_limits.of_opt_ins(verified=is_verified(organization.id), from_one_network=from_one)
    subjects = {Whose.RECIPIENT: address, Whose.ORGANIZATION: organization.id, Whose.NETWORK: network}
    with _counted(Kind.OPT_IN, limits, subjects, now):
        yield lambda message: sending.hand_over(message, kind=Kind.OPT_IN)


def count_given_consents(org_id: str, now: datetime, many: int = 1) -> None:
    """Counts subscribers who are added without being asked; raises TooManyError for more than may be."""
    limits = mail_limits.of_given_consents(verified=is_verified(org_id))
    with _counted(_GIVEN, limits, {Whose.ORGANIZATION: org_id}, now, many):
        pass


def is_verified(org_id: str) -> bool:
    """Whether an owner of the organization has proven their address."""
    owners = (member for member in members.of_organization(org_id) if member.role is Role.OWNER)
    return any(_is_verified(owner) for owner in owners)


def send_link(kind: Kind, to: str, message: Callable[[], Message], network: str, now: datetime) -> None:
    """A link to verify an address or to reset a password; nothing where the address or the network had too many."""
    limits = mail_limits.of_account_mails(settings().mail_limit_network)
    subjects = {Whose.RECIPIENT: to, Whose.NETWORK: network}
    try:
        with _counted(_LINKS, limits, subjects, now):
            sending.deliver(message(), kind=kind)
    except TooManyError:
        log.warning("mail_held_back", kind=kind)


def tell_account(account: Account, message: Message, now: datetime) -> None:
    """Tells somebody what became of their account."""
    _tell([(account.email, account.email_verified, message)], Kind.PASSWORD_CHANGED, now)


def tell_members(members: Iterable[Member], letter: Callable[[Member], Message], now: datetime) -> None:
    """Tells members what became of their organization."""
    _tell([(member.email, _is_verified(member), letter(member)) for member in members], Kind.NOTICE, now)


def _is_verified(member: Member) -> bool:
    """Who joined by an invitation proved the address by that; who founded the organization may have no such proof."""
    account = accounts.get(member.user_id)
    return account is None or account.email_verified


def _tell(letters: Iterable[tuple[str, bool, Message]], kind: Kind, now: datetime) -> None:
    """Letters by their recipient, and whether they have proven the address.

    What is told has happened already, so nothing that keeps a mail back fails the request.
    """
    allowed: list[Message] = []
    for to, verified, message in letters:
        try:
            with _counted(kind, mail_limits.of_notices(verified=verified), {Whose.RECIPIENT: to}, now):
                allowed.append(message)
        except (TooManyError, UnavailableError):
            log.warning("mail_held_back", kind=kind)
    sending.deliver_all(allowed, kind=kind)


@contextmanager
def _counted(
    pool: str, limits: Iterable[MailLimit], subjects: Mapping[Whose, str], now: datetime, many: int = 1
) -> Iterator[None]:
    """Counts one mail in its pool before it is written; what fails after that, or is one too many, is not counted."""
    taken: list[tuple[str, datetime]] = []
    try:
        for limit in limits:
            ends = limit.ends(now)
            key = _key(pool, limit, subjects[limit.whose], ends)
            count = counters.add(key, many, ends)
            taken.append((key, ends))
            _need_room(limit, count, now)
        yield
    except BaseException:
        with suppress(UnavailableError):
            for key, ends in taken:
                counters.add(key, -many, ends)
        raise


def _need_room(limit: MailLimit, count: int, now: datetime) -> None:
    if count > limit.most:
        raise TooManyError(limit.refusal, int((limit.ends(now) - now).total_seconds()) + 1)


def _key(pool: str, limit: MailLimit, subject: str, ends: datetime) -> str:
    who = hidden(mailbox_of(subject)) if limit.whose is Whose.RECIPIENT else subject
    return f"{who}#mails#{pool}#{limit.whose}#{int(limit.window.total_seconds())}#{int(ends.timestamp())}"
