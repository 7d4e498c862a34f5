"""Stored answers may hold tokens, so they are encrypted: only whoever sends the same Idempotency-Key can open one."""

import hashlib
import hmac
import json
import secrets
import zlib

from chalice.app import Response

from chalicelib.config import settings

_NONCE_BYTES = 12


def sealed(response: Response, secret: str) -> bytes:
    """The answer, encrypted under our secret together with the caller's, of which the store has only a hash."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 20 ms that few requests need

    said = {"status": response.status_code, "headers": dict(response.headers), "body": response.body}
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, zlib.compress(json.dumps(said).encode()), None)


def opened(data: bytes, secret: str) -> Response:
    """The inverse of `sealed`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 20 ms that few requests need

    plain = AESGCM(_key(secret)).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
    said = json.loads(zlib.decompress(plain))
    return Response(said["body"], said["headers"], said["status"])


def _key(secret: str) -> bytes:
    ours = settings().need("token_secret").token_secret.encode()
    return hmac.new(ours, f"idempotency:{secret}".encode(), hashlib.sha256).digest()
