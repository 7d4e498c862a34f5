"""Whether a message is SNS's own: signed by the key of a certificate that only SNS's own hosts serve."""

import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chalicelib.alerts.message import UnreadableError, text
from chalicelib.config import settings
from chalicelib.outbound.calls import call
from chalicelib.outbound.errors import OutboundError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_HOST = re.compile(
    r"sns\.(?:cn-[a-z]+-[0-9]\.amazonaws\.com\.cn|(?!cn-)[a-z]{2}(?:-[a-z]+){1,3}-[0-9]\.amazonaws\.com)"
)
"""In a region: `sns.s3-us-west-2.amazonaws.com` would be a bucket of somebody's."""
_SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED_OF_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_HASHES = {"1": "SHA1", "2": "SHA256"}
_NOT_SIGNED = "It is not signed by SNS."


def check(message: Mapping[str, Any]) -> None:
    """Raises UnreadableError for a message that SNS did not sign; versions 1 (SHA-1) and 2 (SHA-256)."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where something came from SNS
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415

    name = _HASHES.get(text(message.get("SignatureVersion")))
    if name is None and "AlarmName" in message:
        raise UnreadableError("It is not signed: turn raw message delivery off for this subscription.")
    if name is None:
        raise UnreadableError(_NOT_SIGNED)
    certificate = _certificate(_trusted(text(message.get("SigningCertURL"))))
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        raise UnreadableError("The certificate that it was signed with is not valid any more.")
    key = certificate.public_key()
    try:
        signature = b64decode(text(message.get("Signature")), validate=True)
        if not isinstance(key, RSAPublicKey):
            raise UnreadableError(_NOT_SIGNED)
        key.verify(signature, _what_is_signed(message), PKCS1v15(), getattr(hashes, name)())
    except (InvalidSignature, ValueError):
        raise UnreadableError(_NOT_SIGNED) from None


def confirm(url: str) -> None:
    """Calls the address by which a subscription is confirmed; raises UnreadableError where SNS does not take that."""
    try:
        answer = call("GET", _trusted(url), {}, loopback=bool(settings().sns_endpoint))
    except OutboundError as error:
        raise UnreadableError(f"The subscription could not be confirmed: {error}") from None
    if answer.status != 200:
        raise UnreadableError(f"The subscription could not be confirmed: SNS answered {answer.status}.")


def _what_is_signed(message: Mapping[str, Any]) -> bytes:
    names = _SIGNED if message.get("Type") == "Notification" else _SIGNED_OF_CONFIRMATION
    lines = [f"{name}\n{message[name]}\n" for name in names if isinstance(message.get(name), str)]
    return "".join(lines).encode()


def _trusted(url: str) -> str:
    """The address, if it is one of SNS's own hosts; raises UnreadableError."""
    ours = settings().sns_endpoint
    if ours and url.startswith(f"{ours.rstrip('/')}/"):
        return url
    try:
        parts = urlsplit(url)
        is_theirs = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) is not None
    except ValueError:
        is_theirs = False
    if not is_theirs:
        raise UnreadableError("It names an address that is not one of SNS.")
    return url


@lru_cache(maxsize=64)
def _certificate(url: str) -> "Certificate":
    """Served over TLS by a host of SNS; a process asks for each once."""
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - only where something came from SNS

    if not urlsplit(url).path.endswith(".pem"):
        raise UnreadableError(_NOT_SIGNED)
    try:
        answer = call("GET", url, {}, loopback=bool(settings().sns_endpoint))
        certificate = load_pem_x509_certificate(answer.body)
    except OutboundError as error:
        raise UnreachableError(f"The certificate of SNS could not be fetched: {error}") from None
    except ValueError:
        raise UnreadableError(_NOT_SIGNED) from None
    return certificate


class UnreachableError(Exception):
    """Whether it is signed can't be told right now: the message is to be looked at again later."""
