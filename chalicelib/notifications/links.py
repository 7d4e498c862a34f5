"""The links of a subscriber's own, in every message to them."""

from dataclasses import dataclass

from chalicelib.config import settings
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.subscribers import Subscriber
from chalicelib.publish.address import host_of, origin
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


def links_of(subscriber: Subscriber, organization: OrganizationProfile) -> Links:
    """The links, at the page's own host if it has one; the same for every message.

    What mail programs call is at the site, which is there as long as the mail is.
    """
    site, token = settings().need("public_url").public_url.rstrip("/"), token_of(subscriber.org_id, subscriber.id)
    host = host_of(organization)
    manage = f"{origin(host) if host else site}/subscription?token={token}"
    return Links(
        manage=manage,
        unsubscribe=f"{manage}&unsubscribe=1",
        one_click=f"{site}/api/subscriptions/{token}/unsubscribe",
    )
