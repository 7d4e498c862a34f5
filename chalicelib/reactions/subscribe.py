"""Asks an address that was given on a page whether it wants to be told.

The API only stores the request in the queue. Looking for the address and writing to it happen here, so that neither
what the API answers nor how long it takes depends on whether the address is known.
"""

from datetime import UTC, datetime, timedelta

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain.subscriptions import Asked
from chalicelib.notifications import opt_ins
from chalicelib.queues.message import SubscriptionAsked
from chalicelib.store import organizations

settings().need("table_prefix", "token_secret", "public_url")

STALE = timedelta(days=1)
"""Whoever asked does not wait for the mail any more."""


def subscribe(message: SubscriptionAsked) -> None:
    """Asks; nothing for a request that is stale, or for a page that is no more."""
    now, asked_at = clock.now(), datetime.fromtimestamp(message.asked_at, UTC)
    organization = organizations.find(message.org_id)
    if now > asked_at + STALE or organization is None or organization.erasing:
        log.warning("subscription_request_dropped", organization=message.org_id)
        return
    opt_ins.ask(organization, Asked.model_validate(message.asked), message.network, asked_at, now)
