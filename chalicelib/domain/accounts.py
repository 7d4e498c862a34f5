"""Embedded accounts: people who sign in with an email address and a password, and their sessions."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from chalicelib.domain.addresses import AnyAddress, Email
from chalicelib.domain.common_passwords import is_common
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant

ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=30)
REUSE_GRACE = timedelta(seconds=60)
"""How long the previous refresh token is still accepted, because two tabs may refresh at the same time."""

OneTimeToken = Annotated[str, Field(min_length=20, max_length=200)]


def _not_common(password: SecretStr) -> SecretStr:
    if is_common(password.get_secret_value()):
        raise ValueError(
            "is one of the first that others try: choose another, such as four words that do not belong together"
        )
    return password


Password = Annotated[SecretStr, Field(min_length=10, max_length=200), AfterValidator(_not_common)]


class Account(Model):
    """A person who signs in here or through an identity provider."""

    user_id: Id
    email: str
    email_verified: bool = False
    name: Name
    password_hash: str = Field(default="", repr=False)
    """Empty for people who sign in through a provider."""
    issuer: str = ""
    """The provider; empty for an account of ours."""
    created_at: Instant

    @property
    def user(self) -> "User":
        """The account as others may see it."""
        return User(id=self.user_id, email=self.email, name=self.name)


class Session(Model):
    """One signed-in browser: a family of refresh tokens, of which only the newest is valid."""

    id: Id
    user_id: Id
    token_hash: str = Field(repr=False)
    previous_hash: str = Field(default="", repr=False)
    rotated_at: Instant
    rotations: int = 1000
    """How many tokens came before the current one; stored sessions from before this was counted had fewer than that."""
    expires_at: Instant
    created_at: Instant
    user_agent: str = ""
    """The browser, as it names itself."""


class SignUp(Model):
    """A new account."""

    email: Email
    password: Password
    """At least 10 characters; any characters."""
    name: Name
    invitation_token: str = Field(default="", max_length=200, repr=False)
    """From the mail with an invitation to this address: it proves the address, and the account joins at once."""


class SignIn(Model):
    """Email address and password."""

    email: AnyAddress
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


class SignedUp(SignedIn):
    """A new account, signed in."""

    organization_id: str = ""
    """The organization that it joined by its invitation; only there where it joined one."""


class Me(User):
    """Who I am."""

    email_verified: bool


class MeEdit(Model):
    """What may change about me."""

    name: Name


class MailedToken(Model):
    """The token from a mail."""

    token: OneTimeToken


class ForgottenPassword(Model):
    """Whose password is to be reset."""

    email: Email


class PasswordReset(Model):
    """A new password, and the token from the mail that allows it."""

    token: OneTimeToken
    password: Password


class PasswordChange(Model):
    """A new password, and the old one that allows it."""

    current_password: Annotated[SecretStr, Field(min_length=1, max_length=200)]
    new_password: Password


def within_grace(session: Session, now: datetime) -> bool:
    """Whether the previous token is still accepted."""
    return now - session.rotated_at <= REUSE_GRACE
