"""Keys of other products' APIs: encrypted from when they come until everything is read, and in no log."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from chalicelib.config import settings
from chalicelib.domain.ids import Id

_NONCE_BYTES = 12


def sealed(key: str, import_id: Id) -> str:
    """The key, for this import alone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 20 ms that few requests need

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return urlsafe_b64encode(nonce + AESGCM(_ours()).encrypt(nonce, key.encode(), import_id.encode())).decode()


def opened(kept: str, import_id: Id) -> str:
    """The inverse of `sealed`; nothing of nothing."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - likewise

    if not kept:
        return ""
    data = urlsafe_b64decode(kept)
    return AESGCM(_ours()).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], import_id.encode()).decode()


def _ours() -> bytes:
    secret = settings().need("token_secret").token_secret.encode()
    return hmac.new(secret, b"keys of imports", sha256).digest()
