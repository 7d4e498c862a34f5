"""Webhooks of integrators, by the rules of Standard Webhooks (https://www.standardwebhooks.com).

The id is the same at every try, so a receiver that has seen it knows the message. Each secret that is valid signs.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from chalicelib import clock
from chalicelib.domain.signing_secrets import key_of
from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.delivering import GONE, delivered
from chalicelib.notifications.channels.webhook_message import message_of


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Any status of 200 to 299 is taken for receipt; 410 ends the subscription."""
    body = message_of(recipient, message).model_dump_json(by_alias=True).encode()
    secrets = recipient.subscriber.signing_secrets
    headers = signed(message.delivery_id, clock.now(), body, secrets)
    return delivered(recipient.subscriber.url or "", body, headers, gone=GONE)


def signed(message_id: str, now: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The headers of a message: its id, when it was sent, and a signature for each secret, the newest first."""
    timestamp = str(int(now.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    return "v1," + b64encode(hmac.digest(key_of(secret), content, sha256)).decode()
