"""Proving that an email address is one's own, by a token that is mailed to it."""

from datetime import datetime, timedelta

from chalicelib.auth import mail_gate
from chalicelib.auth.mailed_tokens import NOT_VALID, account_of
from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.mail_limits import Kind
from chalicelib.mail import account_letters
from chalicelib.mail.message import Message
from chalicelib.store import account_tokens, accounts
from chalicelib.store.account_tokens import Purpose

VERIFY_WITHIN = timedelta(days=7)


def send_verification(account: Account, network: str, now: datetime) -> None:
    """A mail with a link, unless the address is proven, or it or the `network` that asks had too many already."""

    def message() -> Message:
        token = account_tokens.issue(account.user_id, Purpose.VERIFY_EMAIL, account.email, now + VERIFY_WITHIN)
        return account_letters.verify_email(account, token)

    if not account.email_verified:
        mail_gate.send_link(Kind.VERIFY_EMAIL, account.email, message, network, now)


def verify(token: str, now: datetime) -> None:
    """The account's address is proven; raises InvalidError for a token that is not valid (any more)."""
    account = account_of(token, Purpose.VERIFY_EMAIL, now)
    if not account_tokens.redeem(token, Purpose.VERIFY_EMAIL, account.email):
        raise InvalidError(("token",), NOT_VALID)
    accounts.change(account.user_id, email_verified=True)


def is_verified(user_id: str, *, claimed: bool) -> bool:
    """Whether somebody has verified their address by now; their token may be older than that."""
    return claimed or ((account := accounts.get(user_id)) is not None and account.email_verified)
