"""Signatures that senders make with a secret they share with us."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256

from chalicelib.alerts import sns_signatures
from chalicelib.alerts.message import Message, UnreadableError
from chalicelib.domain.sources import Source, SourceKind


def check(message: Message, source: Source) -> None:
    """Raises UnreadableError for a message that is not signed as its source says it is."""
    if source.kind is SourceKind.SNS:
        sns_signatures.check(message.object)
    elif source.signing_secret and not _is_signed(message, source):
        raise UnreadableError("Its signature is missing, or not valid.")


def _is_signed(message: Message, source: Source) -> bool:
    expected = hmac.new(source.signing_secret.encode(), message.raw, sha256).hexdigest()
    given = _GIVEN[source.kind](message) if source.kind in _GIVEN else ()
    return any(hmac.compare_digest(each.encode(), expected.encode()) for each in given)


def _of_pagerduty(message: Message) -> list[str]:
    """Several while the secret is changed: `v1=..., v1=...`."""
    said = [each.strip() for each in message.header("x-pagerduty-signature").split(",")]
    return [each.removeprefix("v1=") for each in said if each.startswith("v1=")]


def _of_sentry(message: Message) -> list[str]:
    return [message.header("sentry-hook-signature")]


_GIVEN: Mapping[SourceKind, Callable[[Message], list[str]]] = {
    SourceKind.PAGERDUTY: _of_pagerduty,
    SourceKind.SENTRY: _of_sentry,
}
