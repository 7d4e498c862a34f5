"""Notifications in a visitor's browser, which shows them after the page was closed, too."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.markdown import plain_text
from chalicelib.domain.notifications import Place
from chalicelib.notifications import push_keys
from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.delivering import GONE_OR_UNKNOWN, as_json, delivered
from chalicelib.notifications.channels.lines import shortened
from chalicelib.notifications.channels.push_message import KeysError, authorization, encrypted
from chalicelib.outbound.errors import RefusedError
from chalicelib.outbound.target import target_of

KEPT_FOR = timedelta(hours=12)
"""How long a push service keeps a message for a browser that is not there."""
_TITLE_LETTERS, _TEXT_LETTERS = 120, 400
_TOPIC_LETTERS = 32
_SIGNED_FOR = timedelta(hours=12)


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """A push service answers 201; 404 or 410 once the browser has unsubscribed, and 403 for another key than ours."""
    subscription = recipient.subscriber.subscription
    if not subscription:
        return Outcome(sent=False, permanent=True, why="There is no browser.")
    try:
        audience = target_of(subscription.endpoint, loopback=settings().outbound_loopback == "on").origin
        body = encrypted(as_json(content(message)), subscription.keys.p256dh, subscription.keys.auth)
    except RefusedError as error:
        return Outcome(sent=False, permanent=True, why=str(error))
    except KeysError:
        return Outcome(sent=False, permanent=True, gone=True, why="The browser's keys can't be read.")
    return delivered(subscription.endpoint, body, _headers(message, audience), gone=GONE_OR_UNKNOWN)


def content(message: Rendered) -> dict[str, Any]:
    """What the page's service worker shows: a later message of an incident replaces the one before, by its `tag`."""
    told, organization = message.told, message.organization
    words = [told.title, *(plain_text(each.text, each.tree) for each in told.updates[:1])]
    return {
        "title": shortened(f"{told.state}: {organization.name}" if told.state else organization.name, _TITLE_LETTERS),
        "body": shortened("\n".join(filter(None, words)), _TEXT_LETTERS),
        "url": message.url,
        "tag": told.thread,
    } | ({"icon": organization.logo_url} if organization.logo_url else {})


def _headers(message: Rendered, audience: str) -> dict[str, str]:
    """Of messages that a browser was not there for, the push service keeps the last one of each incident."""
    topic = urlsafe_b64encode(sha256(message.told.thread.encode()).digest()).decode()[:_TOPIC_LETTERS]
    expires = int((clock.now() + _SIGNED_FOR).timestamp())
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(KEPT_FOR.total_seconds())),
        "Urgency": "high" if message.told.place is Place.START else "normal",
        "Topic": topic,
        "Authorization": authorization(push_keys.key(), audience, _contact(), expires),
    }


def _contact() -> str:
    """Whom a push service may write to about us: an address of https or mailto, as it demands."""
    url = settings().public_url
    return url if url.startswith("https://") else "mailto:operator@localhost"
