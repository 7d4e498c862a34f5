"""Changing a password: by knowing the old one, or by a token that is mailed to the account's address."""

from datetime import datetime, timedelta

from chalicelib.auth import live_sessions, mail_gate, passwords, throttle
from chalicelib.auth.accounts import own
from chalicelib.auth.mailed_tokens import NOT_VALID, account_of
from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.mail_limits import Kind
from chalicelib.mail import account_letters
from chalicelib.mail.message import Message
from chalicelib.store import account_tokens, accounts
from chalicelib.store.account_tokens import Purpose

RESET_WITHIN = timedelta(hours=1)


def send_reset(email: str, network: str, now: datetime) -> None:
    """Mails a link if there is such an account. The caller is not told whether there is."""
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

    Reading the mail proves the address, too. Raises InvalidError for a token that is not valid (any more).
    """
    account = account_of(token, Purpose.RESET_PASSWORD, now)
    hashed = passwords.hashed(password)
    if not account_tokens.redeem(token, Purpose.RESET_PASSWORD, account.password_hash):
        raise InvalidError(("token",), NOT_VALID)
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
