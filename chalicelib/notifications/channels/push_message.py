"""A message to a browser, encrypted so that only that browser reads it (RFC 8291, RFC 8188), and signed (RFC 8292).

Written on `cryptography`, which ships in any case: the packages that do it bring a HTTP client of their own each.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.notifications.push_keys import CURVE, base64url, point

MAX_CONTENT = 3993
"""Bytes that fit into the 4096 that every push service takes."""
_RECORD = 4096
_LAST = b"\x02"
"""What ends the content of the last record."""


class KeysError(Exception):
    """What a browser gave are no keys."""


def encrypted(content: bytes, p256dh: str, auth: str) -> bytes:
    """One record for the browser with these keys; raises KeysError. `content` has at most MAX_CONTENT bytes."""
    try:
        receiver = _decoded(p256dh)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver)
        secret = _decoded(auth)
    except ValueError as error:
        raise KeysError from error
    ours = ec.generate_private_key(CURVE)
    sender, salt = point(ours.public_key()), secrets.token_bytes(16)
    shared = hmac.digest(secret, ours.exchange(ec.ECDH(), theirs), sha256)
    material = _expanded(shared, b"WebPush: info\0" + receiver + sender, 32)
    pseudorandom = hmac.digest(salt, material, sha256)
    key = _expanded(pseudorandom, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expanded(pseudorandom, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4) + bytes([len(sender)]) + sender
    return head + AESGCM(key).encrypt(nonce, content + _LAST, None)


def authorization(key: ec.EllipticCurvePrivateKey, audience: str, subject: str, expires: int) -> str:
    """Who sends it, for one push service, until a time in seconds since 1970; at most a day ahead."""
    claims: dict[str, str | int] = {"aud": audience, "exp": expires, "sub": subject}
    signing = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(signing.encode(), ec.ECDSA(hashes.SHA256())))
    signature = base64url(r.to_bytes(32) + s.to_bytes(32))
    return f"vapid t={signing}.{signature},k={base64url(point(key.public_key()))}"


def _part(content: dict[str, str | int]) -> str:
    return base64url(json.dumps(content, separators=(",", ":")).encode())


def _expanded(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF's second step, of one block."""
    return hmac.digest(key, info + b"\x01", sha256)[:length]


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
