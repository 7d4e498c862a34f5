"""How much mail may go to people who did not ask for it, and who may cause it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import ForbiddenError
from chalicelib.domain.organizations import Organization

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_FOR = timedelta(days=7)
"""How long an account or an organization counts as new."""

INVITATIONS_TO_ONE = 3
INVITATIONS_OF_A_NEW_ONE = 10
INVITATIONS_OF_ONE = 100
INVITATIONS_FROM_ONE_NETWORK = 100
ACCOUNT_MAILS_AN_HOUR = 5
ACCOUNT_MAILS_A_DAY = 15
NOTICES_A_DAY = 50
NOTICES_TO_THE_UNVERIFIED = 3
OPT_INS_TO_ONE = 3
OPT_INS_OF_AN_UNVERIFIED_ONE = 50
OPT_INS_OF_A_PAGE = 5_000
GIVEN_TO_AN_UNVERIFIED_ONE = 10_000


class Kind(StrEnum):
    """What a mail is."""

    INVITATION = "invitation"
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - what a mail is about
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what a mail is about
    NOTICE = "notice"
    OPT_IN = "opt_in"


class Whose(StrEnum):
    """What a limit counts by."""

    RECIPIENT = "recipient"
    ACCOUNT = "account"
    ORGANIZATION = "organization"
    NETWORK = "network"


@dataclass(frozen=True)
class MailLimit:
    """So many mails in an hour or a day of UTC."""

    whose: Whose
    most: int
    window: timedelta
    refusal: str

    def ends(self, now: datetime) -> datetime:
        """When the current window does."""
        seconds = int(self.window.total_seconds())
        return now + timedelta(seconds=seconds - int(now.timestamp()) % seconds, microseconds=-now.microsecond)


def check_may_invite(verified: bool) -> None:  # noqa: FBT001 - the one thing it is about
    """Raises ForbiddenError for an account that has not proven its address."""
    if not verified:
        raise ForbiddenError(
            "Verify your email address before you invite others: open the link in the mail that we sent you,"
            " or have it sent again from your profile."
        )


def of_invitations(by: Account | None, organization: Organization, now: datetime) -> Sequence[MailLimit]:
    """To one address from all organizations, by one person, by one organization, and from one network."""
    account = INVITATIONS_OF_A_NEW_ONE if by is None or _is_new(by.created_at, now) else INVITATIONS_OF_ONE
    ours = INVITATIONS_OF_A_NEW_ONE if _is_new(organization.created_at, now) else INVITATIONS_OF_ONE
    return (
        MailLimit(
            Whose.RECIPIENT, INVITATIONS_TO_ONE, DAY, "This address was sent as many invitations today as it may get."
        ),
        MailLimit(Whose.ACCOUNT, account, DAY, f"You can have {account} invitations sent a day for now."),
        MailLimit(Whose.ORGANIZATION, ours, DAY, f"This organization can have {ours} invitations sent a day for now."),
        MailLimit(
            Whose.NETWORK,
            INVITATIONS_FROM_ONE_NETWORK,
            DAY,
            "As many invitations were sent from your network today as may be.",
        ),
    )


def of_account_mails(from_one_network: int = 0) -> Sequence[MailLimit]:
    """Of links to verify an address or to reset a password: to one address, and from one network unless that is 0."""
    refusal = "This address was sent too many mails. Try again later."
    limits = [
        MailLimit(Whose.RECIPIENT, ACCOUNT_MAILS_AN_HOUR, HOUR, refusal),
        MailLimit(Whose.RECIPIENT, ACCOUNT_MAILS_A_DAY, DAY, refusal),
    ]
    if from_one_network:
        limits.append(MailLimit(Whose.NETWORK, from_one_network, DAY, "Too much mail was sent from your network."))
    return limits


def of_notices(*, verified: bool) -> Sequence[MailLimit]:
    """Of mails that tell somebody what has happened, to an address that is proven to be theirs, or not."""
    most = NOTICES_A_DAY if verified else NOTICES_TO_THE_UNVERIFIED
    return (MailLimit(Whose.RECIPIENT, most, DAY, "This address was sent too many notices today."),)


def of_opt_ins(*, verified: bool, from_one_network: int = 0) -> Sequence[MailLimit]:
    """Of asking an address whether it wants to be told: by all pages, by one, and from one network unless that is 0.

    `verified` says whether an owner of the organization has proven their address.
    """
    most = OPT_INS_OF_A_PAGE if verified else OPT_INS_OF_AN_UNVERIFIED_ONE
    page = f"This page can ask {most} addresses a day."
    if not verified:
        page += " An owner who verifies their email address raises that."
    limits = [
        MailLimit(Whose.RECIPIENT, OPT_INS_TO_ONE, DAY, "This address was asked as often today as it may be."),
        MailLimit(Whose.ORGANIZATION, most, DAY, page),
    ]
    if from_one_network:
        limits.insert(1, MailLimit(Whose.NETWORK, from_one_network, HOUR, "Too much was asked from your network."))
    return limits


def of_given_consents(*, verified: bool) -> Sequence[MailLimit]:
    """Of adding subscribers who are not asked: no verified organization has a limit."""
    if verified:
        return ()
    most = GIVEN_TO_AN_UNVERIFIED_ONE
    refusal = (
        f"Until an owner has verified their email address, {most} subscribers a day can be added without being asked."
    )
    return (MailLimit(Whose.ORGANIZATION, most, DAY, refusal),)


def mailbox_of(address: str) -> str:
    """What is counted as one mailbox: `ada+anything@example.com` is read by whoever reads `ada@example.com`."""
    local, _, domain = address.lower().rpartition("@")
    name = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def _is_new(created_at: datetime, now: datetime) -> bool:
    return now < created_at + NEW_FOR
