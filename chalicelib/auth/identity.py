"""Who a bearer token says is calling."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from chalicelib import clock
from chalicelib.auth import api_keys
from chalicelib.config import settings
from chalicelib.domain.accounts import ACCESS_TOKEN_LIFETIME, User
from chalicelib.domain.api_keys import ApiKey, acting_member
from chalicelib.domain.errors import ForbiddenError, UnauthenticatedError
from chalicelib.domain.organizations import Member

ISSUER = "allclear"
ALGORITHM = "HS256"
LEEWAY_SECONDS = 5
MAX_TOKEN_LETTERS = 8192


@dataclass(frozen=True)
class Identity:
    """A verified user, and the organization their token names, if it names one."""

    user: User
    org_id: str | None = None
    email_verified: bool = False
    """Whether the user has proven that the email address is theirs."""
    member: Member | None = None
    """As what an API key acts; people's memberships are read from the table at each request."""

    def need_person(self) -> None:
        """Raises ForbiddenError for an API key."""
        if self.member:
            raise ForbiddenError("An API key cannot do this. Sign in as a person.")


def access_token(user: User, session_id: str, now: datetime) -> str:
    """Our own short-lived token."""
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": user.id,
        "email": user.email,
        "name": user.name,
        "sid": session_id,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_TOKEN_LIFETIME).timestamp()),
    }
    return jwt.encode(claims, _secret(), algorithm=ALGORITHM)


def identify(authorization: str) -> Identity:
    """Who `Authorization: Bearer ...` proves to be; raises UnauthenticatedError."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError("Sign in: send a bearer token in the Authorization header.")
    if len(token) > MAX_TOKEN_LETTERS:
        raise UnauthenticatedError("The token is not valid.")
    if api_keys.looks_like_one(token.strip()):
        return _of_key(api_keys.verified(token.strip(), clock.now()))
    claims = _verified(token.strip())
    user = User(id=claims["sub"], email=claims.get("email", ""), name=claims.get("name", ""))
    return Identity(user, claims.get("org_id"))


def _of_key(key: ApiKey) -> Identity:
    return Identity(User(id=key.id, email="", name=key.name), key.org_id, member=acting_member(key))


def _verified(token: str) -> dict[str, Any]:
    try:
        return jwt.decode(
            token,
            _secret(),
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
    except jwt.ExpiredSignatureError:
        raise UnauthenticatedError("The token has expired. Refresh it or sign in again.") from None
    except jwt.PyJWTError:
        raise UnauthenticatedError("The token is not valid.") from None


def _secret() -> str:
    return settings().need("token_secret").token_secret
