"""The links of a subscriber's own, in every message to them."""

from dataclasses import dataclass

from chalicelib.config import settings
from chalicelib.domain.subscribers import Subscriber
from chalicelib.store.subscriber_tokens import token_of


@dataclass(frozen=True)
class Links:
    """Where a subscriber changes or ends what they are told. Opening one changes nothing."""

    manage: str
    """A page to confirm, change, pause and unsubscribe."""
    unsubscribe: str
    """The same page, asking whether to unsubscribe."""
    one_click: str
    """For `List-Unsubscribe`: a POST to it unsubscribes (RFC 8058)."""


def links_of(subscriber: Subscriber) -> Links:
    """The links; the same for every message."""
    site, token = settings().need("public_url").public_url.rstrip("/"), token_of(subscriber.org_id, subscriber.id)
    manage = f"{site}/subscription?token={token}"
    return Links(
        manage=manage,
        unsubscribe=f"{manage}&unsubscribe=1",
        one_click=f"{site}/api/subscriptions/{token}/unsubscribe",
    )
