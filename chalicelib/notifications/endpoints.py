"""What deliveries say of the addresses they go to: gone, failing, or well again."""

from datetime import datetime, timedelta

from chalicelib import log
from chalicelib.domain.errors import ContendedError
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState
from chalicelib.notifications import announcing
from chalicelib.notifications.channel import Outcome
from chalicelib.store import subscribers

GIVEN_UP_AFTER = timedelta(days=3)
_BECAUSE_GONE = "The other side says that this address is no more."
_BECAUSE_FAILING = "Nothing could be delivered for 3 days."


def note(subscriber: Subscriber, outcome: Outcome, now: datetime) -> None:
    """Remembers what matters for the next time; writes nothing as long as all goes well."""
    if outcome.sent and subscriber.failing_since is None:
        return
    try:
        _note(subscriber, outcome, now)
    except ContendedError:
        log.warning("endpoint_not_noted", organization=subscriber.org_id, subscriber=subscriber.id)


def _note(subscriber: Subscriber, outcome: Outcome, now: datetime) -> None:
    if outcome.gone:
        subscribers.set_state(subscriber, SubscriberState.SUPPRESSED, outcome.why or _BECAUSE_GONE)
    elif outcome.sent:
        subscribers.failed_since(subscriber, None)
    elif subscriber.channel is not Channel.EMAIL:
        _failed(subscriber, now)


def _failed(subscriber: Subscriber, now: datetime) -> None:
    if subscriber.failing_since is None:
        subscribers.failed_since(subscriber, now)
    elif now - subscriber.failing_since >= GIVEN_UP_AFTER:
        subscribers.set_state(subscriber, SubscriberState.SUPPRESSED, _BECAUSE_FAILING)
        announcing.endpoint_failing(subscriber, now)
