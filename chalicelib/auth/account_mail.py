"""What an embedded account does by mail: prove its address, and get a new password."""

from datetime import datetime, timedelta

from chalicelib.auth import live_sessions, mail_gate, passwords, throttle
from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.mail_limits import Kind
from chalicelib.mail import account_letters
from chalicelib.mail.message import Message
from chalicelib.store import account_tokens, accounts
from chalicelib.store.account_tokens import Purpose

VERIFY_WITHIN = timedelta(days=7)
RESET_WITHIN = timedelta(hours=1)
_NO_GOOD = "This link was used before, or is too old. Ask for a new one."


def send_verification(account: Account, network: str, now: datetime) -> None:
    """A mail with a link, unless the address is proven, or it or the `network` that asks had too many already."""

    def message() -> Message:
        token = account_tokens.issue(account.user_id, Purpose.VERIFY_EMAIL, account.email, now + VERIFY_WITHIN)
        return account_letters.verify_email(account, token)

    if not account.email_verified:
        mail_gate.send_link(Kind.VERIFY_EMAIL, account.email, message, network, now)


def verify(token: str, now: datetime) -> None:
    """The account's address is proven; raises InvalidError for a token that is not good (any more)."""
    account = _account_of(token, Purpose.VERIFY_EMAIL, now)
    if not account_tokens.redeem(token, Purpose.VERIFY_EMAIL, account.email):
        raise InvalidError(("token",), _NO_GOOD)
    accounts.change(account.user_id, email_verified=True)


def is_verified(user_id: str, *, claimed: bool) -> bool:
    """Whether somebody has proven their address by now. A token that says no may be older than the proof."""
    return claimed or ((account := accounts.get(user_id)) is not None and account.email_verified)


def send_reset(email: str, network: str, now: datetime) -> None:
    """A mail with a link, where there is such an account; nobody is told."""
    account = accounts.by_email(email)
    if account is None:
        return
    held: Account = account

    def message() -> Message:
        token = account_tokens.issue(held.user_id, Purpose.RESET_PASSWORD, held.password_hash, now + RESET_WITHIN)
        return account_letters.reset_password(held, token)

    mail_gate.send_link(Kind.RESET_PASSWORD, held.email, message, network, now)


def reset(token: str, password: str, now: datetime) -> None:
    """The password is the new one, every session is over, and every other link sent before is void.

    Reading the mail proves the address, too. Raises InvalidError for a token that is not good (any more).
    """
    account = _account_of(token, Purpose.RESET_PASSWORD, now)
    hashed = passwords.hashed(password)
    if not account_tokens.redeem(token, Purpose.RESET_PASSWORD, account.password_hash):
        raise InvalidError(("token",), _NO_GOOD)
    accounts.change(account.user_id, password_hash=hashed, email_verified=True)
    live_sessions.end_all(account.user_id)
    throttle.forgive(account.email)
    mail_gate.tell_account(account, account_letters.password_changed(account), now)


def change_password(user_id: str, old: str, new: str, keep_session: str, sender: str, now: datetime) -> None:
    """Every other session is over; raises InvalidError when the old password is wrong, TooManyError when guessed."""
    account = own(user_id)
    tried = throttle.attempt(account.email, sender, now)
    if not passwords.matches(old, account.password_hash):
        tried.failed()
        raise InvalidError(("current_password",), "is wrong")
    tried.succeeded()
    accounts.change(user_id, password_hash=passwords.hashed(new))
    live_sessions.end_all(user_id, but=keep_session)
    mail_gate.tell_account(account, account_letters.password_changed(account), now)


def own(user_id: str) -> Account:
    """An account of ours; raises ConflictError for whom a provider signs in."""
    account = accounts.get(user_id)
    if account is None:
        raise NotFoundError("This account is no more.")
    if account.issuer:
        raise ConflictError("Your identity provider manages this account. Change it there.")
    return account


def _account_of(token: str, purpose: Purpose, now: datetime) -> Account:
    user_id = account_tokens.holder(token, purpose, now)
    account = accounts.get(user_id) if user_id else None
    if account is None:
        raise InvalidError(("token",), _NO_GOOD)
    return account
