"""The key by which push services know this installation (VAPID, RFC 8292): a browser subscribes for it alone.

It is derived from a secret that every installation has, so there is nothing to make, to store or to lose. It needs
`cryptography`, which takes 0.1 s to import: only what sends to browsers, or tells them the key, imports this.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.config import settings

CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve."""
_PURPOSE = b"allclear web push key 1"


def key() -> ec.EllipticCurvePrivateKey:
    """The installation's, by PUSH_SECRET, or by TOKEN_SECRET where there is none."""
    given = settings()
    return derived(given.push_secret or given.need("token_secret").token_secret)


def public_key() -> str:
    """In base64url, as browsers take it."""
    return base64url(point(key().public_key()))


@cache
def derived(secret: str) -> ec.EllipticCurvePrivateKey:
    """Always the same for a secret. 64 bytes are reduced to a number below the order, which leaves no bias to see."""
    wide = b"".join(hmac.digest(secret.encode(), _PURPOSE + bytes([part]), sha256) for part in (1, 2))
    return ec.derive_private_key(int.from_bytes(wide) % (_ORDER - 1) + 1, CURVE)


def point(public: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(data: bytes) -> str:
    """Without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")
