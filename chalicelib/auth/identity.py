"""Who a bearer token says is calling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import clock
from chalicelib.auth import api_keys, issuers, outside, tokens
from chalicelib.domain.accounts import ACCESS_TOKEN_LIFETIME, User
from chalicelib.domain.api_keys import ApiKey, acting_member
from chalicelib.domain.errors import ForbiddenError, UnauthenticatedError
from chalicelib.domain.organizations import Member

MAX_TOKEN_LETTERS = 8192


@dataclass(frozen=True)
class Identity:
    """A verified user, and the organization their token names, if it names one."""

    user: User
    org_id: str | None = None
    email_verified: bool = False
    """Whether the user has proven that the email address is theirs."""
    session_id: str = ""
    """The session of the browser, for people who sign in here."""
    issuer: str = ""
    """The provider that signed them in; empty when we did."""
    member: Member | None = None
    """The member that an API key acts as. People's memberships are read from the table at each request."""

    def need_person(self) -> None:
        """Raises ForbiddenError for an API key."""
        if self.member:
            raise ForbiddenError("An API key cannot do this. Sign in as a person.")


def access_token(user: User, session_id: str, now: datetime, *, email_verified: bool = False) -> str:
    """Our own short-lived token."""
    claims = {
        "iss": tokens.ISSUER,
        "aud": tokens.ISSUER,
        "sub": user.id,
        "email": user.email,
        "email_verified": email_verified,
        "name": user.name,
        "sid": session_id,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_TOKEN_LIFETIME).timestamp()),
    }
    return tokens.signed(claims)


def identify(authorization: str) -> Identity:
    """Who `Authorization: Bearer ...` proves to be; raises UnauthenticatedError."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError("Sign in: send a bearer token in the Authorization header.")
    if len(token) > MAX_TOKEN_LETTERS:
        raise UnauthenticatedError("The token is not valid.")
    if api_keys.looks_like_one(token.strip()):
        return _of_key(api_keys.verified(token.strip(), clock.now()))
    issuer = tokens.claimed_issuer(token.strip())
    return _of_ours(tokens.verified(token.strip())) if issuer == tokens.ISSUER else _of_outside(token.strip(), issuer)


def _of_ours(claims: Mapping[str, Any]) -> Identity:
    user = User(id=claims["sub"], email=claims.get("email", ""), name=claims.get("name", ""))
    return Identity(user, claims.get("org_id"), claims.get("email_verified") is True, str(claims.get("sid", "")))


def _of_outside(token: str, claimed: str) -> Identity:
    """Each issuer's tokens by its own keys only: ours can't be forged with theirs, nor theirs with ours."""
    issuer = issuers.trusted().get(claimed)
    if issuer is None:
        raise UnauthenticatedError(tokens.NOT_VALID)
    account = outside.account_of(token, issuer)
    return Identity(account.user, email_verified=account.email_verified, issuer=issuer.url)


def _of_key(key: ApiKey) -> Identity:
    return Identity(User(id=key.id, email="", name=key.name), key.org_id, member=acting_member(key))
