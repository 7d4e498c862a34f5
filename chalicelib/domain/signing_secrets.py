"""What a webhook's messages are signed with, as Standard Webhooks writes it. The owner sees a secret once."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"
VALID = 2
"""How many are valid at a time, so that a receiver can change from one to the next whenever it likes."""
_BYTES = 32


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def rotated(valid: Sequence[str]) -> tuple[str, ...]:
    """A new secret, and the newest one from before, which stays valid until the next time."""
    return (new_secret(), *valid)[:VALID]


def key_of(secret: str) -> bytes:
    """The bytes that a secret stands for."""
    return b64decode(secret.removeprefix(PREFIX))
