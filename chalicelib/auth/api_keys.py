"""API keys as credentials."""

from datetime import datetime
from threading import Thread

from chalicelib.domain.api_keys import BRAND, ApiKey, hash_of, is_whole
from chalicelib.domain.errors import UnauthenticatedError
from chalicelib.store import api_keys


def looks_like_one(token: str) -> bool:
    """Whether a bearer token is meant as an API key."""
    return token.startswith(BRAND)


def verified(token: str, now: datetime) -> ApiKey:
    """The key, read anew at each request, so that a revoked one is refused. Raises UnauthenticatedError."""
    key = api_keys.by_hash(hash_of(token)) if is_whole(token) else None
    if key is None:
        raise UnauthenticatedError("The API key is not valid.")
    if not key.is_good(now):
        raise UnauthenticatedError("The API key has expired.")
    if api_keys.is_stale(key, now):
        Thread(target=api_keys.note_use, args=(key, now), name="api-key-used", daemon=True).start()
    return key
