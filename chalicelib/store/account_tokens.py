"""Tokens that are mailed. Each works once, for one purpose, until it expires."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

from pynamodb.exceptions import DeleteError

from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import AccountTokens


class Purpose(StrEnum):
    """What a token allows."""

    VERIFY_EMAIL = "verify email"
    RESET_PASSWORD = "reset password"  # noqa: S105 - not a password


def issue(user_id: str, purpose: Purpose, holds_for: str, expires_at: datetime) -> str:
    """A new token. `holds_for` is a fact about the account, such as its address, that must still be true at its use."""
    token = secrets.token_urlsafe(32)
    row = AccountTokens(
        _hash(token), user_id=user_id, purpose=purpose.value, holds_for=_hash(holds_for), expires_at=expires_at
    )
    with reaching_dynamodb():
        row.save()
    return token


def holder(token: str, purpose: Purpose, now: datetime) -> str | None:
    """The user whose token it is, if it is valid; looking does not use it up."""
    with reaching_dynamodb():
        try:
            row = AccountTokens.get(_hash(token), consistent_read=True)
        except AccountTokens.DoesNotExist:
            return None
    return str(row.user_id) if row.purpose == purpose.value and row.expires_at > now else None


def redeem(token: str, purpose: Purpose, holds_for: str) -> bool:
    """Uses the token up and says whether it was valid. Of two uses at the same moment, one is refused."""
    as_issued = (AccountTokens.purpose == purpose.value) & (AccountTokens.holds_for == _hash(holds_for))
    with reaching_dynamodb():
        try:
            AccountTokens(_hash(token)).delete(as_issued)
        except DeleteError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
    return True


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
