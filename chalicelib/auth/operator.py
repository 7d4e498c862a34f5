"""The operator: whoever holds OPERATOR_TOKEN. To everyone else there is no such thing as /admin."""

import hashlib
import hmac

from chalicelib.config import MIN_SECRET, settings
from chalicelib.domain.errors import NotFoundError


def need_operator(authorization: str) -> None:
    """Raises NotFoundError for anyone but the operator, and for all when no token, or a short one, is configured."""
    scheme, _, token = authorization.strip().partition(" ")
    expected = settings().operator_token
    same = hmac.compare_digest(_hash(token.strip()), _hash(expected))
    if not (same and scheme.lower() == "bearer" and len(expected) >= MIN_SECRET):
        raise NotFoundError("There is nothing at this address.")


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
