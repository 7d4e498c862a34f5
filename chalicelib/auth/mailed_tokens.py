"""Whose account a mailed token is for."""

from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import InvalidError
from chalicelib.store import account_tokens, accounts
from chalicelib.store.account_tokens import Purpose

NOT_VALID = "This link was used before, or is too old. Ask for a new one."


def account_of(token: str, purpose: Purpose, now: datetime) -> Account:
    """The account; raises InvalidError for a token that is not valid (any more)."""
    user_id = account_tokens.holder(token, purpose, now)
    account = accounts.get(user_id) if user_id else None
    if account is None:
        raise InvalidError(("token",), NOT_VALID)
    return account
