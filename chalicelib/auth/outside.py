"""Tokens of trusted identity providers: RS256 and ES256 by the issuer's own keys, and the user they stand for."""

import hashlib
from collections.abc import Mapping
from typing import Any

from chalicelib import clock
from chalicelib.auth import jwks
from chalicelib.auth.issuers import Issuer
from chalicelib.auth.tokens import EXPIRED, LEEWAY_SECONDS, NOT_VALID
from chalicelib.domain.accounts import Account
from chalicelib.domain.addresses import address_of
from chalicelib.domain.errors import UnauthenticatedError
from chalicelib.domain.ids import id_from
from chalicelib.store import accounts

_known: dict[str, tuple[str, bool, str]] = {}
_MOST_KNOWN = 10_000


def account_of(token: str, issuer: Issuer) -> Account:
    """The user whom the token identifies, whose account is made at their first one. Raises UnauthenticatedError."""
    account = _account(_verified(token, issuer), issuer)
    _remember(account)
    return account


def _verified(token: str, issuer: Issuer) -> dict[str, Any]:
    import jwt  # noqa: PLC0415 - with `cryptography`, 165 ms that our own tokens do without

    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = jwks.of(issuer).key(kid)
        if key is None:
            raise UnauthenticatedError(NOT_VALID)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            issuer=issuer.url,
            audience=issuer.audience or None,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "sub", "iss"], "verify_aud": bool(issuer.audience)},
        )
    except jwt.ExpiredSignatureError:
        raise UnauthenticatedError(EXPIRED) from None
    except jwt.PyJWTError:
        raise UnauthenticatedError(NOT_VALID) from None
    return _meant_for_us(claims, issuer)


def _meant_for_us(claims: dict[str, Any], issuer: Issuer) -> dict[str, Any]:
    """The party that got the token must be one of ours; a session that Clerk calls pending is none yet."""
    party = claims.get("azp")
    if not isinstance(party, str | None):
        raise UnauthenticatedError(NOT_VALID)
    audience = claims.get("aud")
    several = isinstance(audience, list) and len(audience) > 1
    if issuer.parties:
        fits = party in issuer.parties or _is_made_for_our_pages(claims, issuer)
    else:
        fits = party in (None, issuer.client_id, issuer.audience) and not (several and party is None)
    if not fits or claims.get("sts") == "pending" or not str(claims["sub"]).strip():
        raise UnauthenticatedError(NOT_VALID)
    return claims


def _is_made_for_our_pages(claims: Mapping[str, Any], issuer: Issuer) -> bool:
    """Whether it is Clerk's ID token for our client, and not a session's, which has no audience."""
    ours = issuer.kind == "clerk" and issuer.client_id
    return bool(ours) and claims.get("aud") in (ours, [ours]) and claims.get("azp") in (None, ours)


def _account(claims: Mapping[str, Any], issuer: Issuer) -> Account:
    email = address_of(str(claims.get("email") or "").strip())
    return Account(
        user_id=user_id(issuer.url, str(claims["sub"])),
        email=email,
        email_verified=bool(email) and claims.get("email_verified") in (True, "true"),
        name=_name(claims) or email.partition("@")[0] or "Somebody",
        issuer=issuer.url,
        created_at=clock.now(),
    )


def _name(claims: Mapping[str, Any]) -> str:
    parts = [str(claims.get(name) or "") for name in ("given_name", "family_name")]
    given = str(claims.get("name") or "") or " ".join(filter(None, parts))
    return "".join(letter for letter in given if letter.isprintable()).strip()[:100]


def user_id(issuer: str, subject: str) -> str:
    """The same for the same person at the same issuer, for ever, and for nobody else."""
    return id_from(hashlib.sha256(f"{issuer}\n{subject}".encode()).digest())


def _remember(account: Account) -> None:
    """Written at the first token this process sees, and when what the provider says of them has changed."""
    said = (account.email, account.email_verified, account.name)
    if _known.get(account.user_id) == said:
        return
    accounts.remember(account)
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[account.user_id] = said
