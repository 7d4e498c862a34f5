"""Our own access tokens: HS256 by the standard library, since PyJWT brings `cryptography` (165 ms) to every start."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from chalicelib.config import settings
from chalicelib.domain.errors import UnauthenticatedError

ISSUER = "allclear"
LEEWAY_SECONDS = 5
NOT_VALID = "The token is not valid."
EXPIRED = "The token has expired. Refresh it or sign in again."
_HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
"""The only header we sign, and the only one we take: no token chooses its algorithm."""


def signed(claims: Mapping[str, Any]) -> str:
    """A JWT."""
    body = f"{_HEADER}.{_encoded(json.dumps(claims, separators=(',', ':')).encode())}"
    return f"{body}.{_encoded(_signature(body))}"


def verified(token: str) -> dict[str, Any]:
    """The claims of a token that we signed and that is valid now; raises UnauthenticatedError for any other."""
    body, _, signature = token.rpartition(".")
    header, _, payload = body.partition(".")
    if header != _HEADER or not hmac.compare_digest(_decoded(signature), _signature(body)):
        raise UnauthenticatedError(NOT_VALID)
    claims = _parsed(_decoded(payload))
    now = time.time()
    if claims.get("iss") != ISSUER or claims.get("aud") != ISSUER or not _is_word(claims.get("sub")):
        raise UnauthenticatedError(NOT_VALID)
    if max(_moment(claims, "iat"), _moment({"nbf": 0} | claims, "nbf")) > now + LEEWAY_SECONDS:
        raise UnauthenticatedError(NOT_VALID)
    if _moment(claims, "exp") <= now - LEEWAY_SECONDS:
        raise UnauthenticatedError(EXPIRED)
    return claims


def claimed_issuer(token: str) -> str:
    """The issuer that a token names, which is only true once the token is verified with that issuer's key."""
    parts = token.split(".")
    if len(parts) != 3:
        raise UnauthenticatedError(NOT_VALID)
    return str(_parsed(_decoded(parts[1])).get("iss", ""))


def _signature(body: str) -> bytes:
    secret = settings().need("token_secret").token_secret.encode()
    return hmac.new(secret, body.encode(), hashlib.sha256).digest()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise UnauthenticatedError(NOT_VALID) from None
    if _encoded(data) != text:  # one text for each token: no second spelling of a signature
        raise UnauthenticatedError(NOT_VALID)
    return data


def _parsed(payload: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        raise UnauthenticatedError(NOT_VALID) from None
    if not isinstance(claims, dict):
        raise UnauthenticatedError(NOT_VALID)
    return claims


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnauthenticatedError(NOT_VALID)
    return value
