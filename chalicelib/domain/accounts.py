"""Embedded accounts: people who sign in with an email address and a password, and their sessions."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant

ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=30)
REUSE_GRACE = timedelta(seconds=60)
"""How long the refresh token before the current one still answers: two tabs may refresh at once."""

Email = Annotated[
    str,
    Field(
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f\x7f<>()\[\],;:\\\"]+@[^@\s\x00-\x1f\x7f<>]+\.[^@\s\x00-\x1f\x7f<>.]{2,}$",
    ),
    AfterValidator(str.lower),
]
Password = Annotated[SecretStr, Field(min_length=10, max_length=200)]


class Account(Model):
    """A person who signs in here."""

    user_id: Id
    email: Email
    name: Name
    password_hash: str = Field(repr=False)
    created_at: Instant


class Session(Model):
    """One signed-in browser: a family of refresh tokens of which only the newest is good."""

    id: Id
    user_id: Id
    token_hash: str = Field(repr=False)
    previous_hash: str = Field(default="", repr=False)
    rotated_at: Instant
    expires_at: Instant
    created_at: Instant


class SignUp(Model):
    """A new account."""

    email: Email
    password: Password
    """At least 10 characters; any characters."""
    name: Name


class SignIn(Model):
    """Email address and password."""

    email: Annotated[str, Field(max_length=254)]
    password: Annotated[SecretStr, Field(max_length=200)]


class User(Model):
    """Who is signed in."""

    id: str
    email: str
    name: str


class SignedIn(Model):
    """A short-lived access token; the refresh token is in a cookie that scripts cannot read."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - not a password
    expires_in: int = int(ACCESS_TOKEN_LIFETIME.total_seconds())
    """Seconds."""
    user: User


def within_grace(session: Session, now: datetime) -> bool:
    """Whether the token before the current one may still be answered."""
    return now - session.rotated_at <= REUSE_GRACE
