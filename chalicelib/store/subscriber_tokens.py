"""Tokens in the links that a subscriber is mailed: who has one may confirm, change and end that subscription.

A token names its subscriber and is proven by a keyed hash, so none is stored, and a sender can make it again for every
message. It opens nothing any more once the subscriber is gone.
"""

import base64
import binascii
import hmac

from chalicelib.config import settings
from chalicelib.domain.ids import Id, bytes_of, id_from

_ID, _PROOF = 16, 16
"""Bytes."""


def token_of(org_id: Id, subscriber_id: Id) -> str:
    """64 letters that are safe in URLs."""
    named = bytes_of(org_id) + bytes_of(subscriber_id)
    return base64.urlsafe_b64encode(named + _proof(named)).decode()


def holder_of(token: str) -> tuple[Id, Id] | None:
    """The organization and the subscriber whose token it is; None for one that is nobody's."""
    try:
        data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    named, proof = data[: 2 * _ID], data[2 * _ID :]
    if len(data) != 2 * _ID + _PROOF or not hmac.compare_digest(proof, _proof(named)):
        return None
    return id_from(named[:_ID]), id_from(named[_ID:])


def _proof(named: bytes) -> bytes:
    secret = settings().need("token_secret").token_secret.encode()
    return hmac.digest(secret, b"subscription:" + named, "sha256")[:_PROOF]
