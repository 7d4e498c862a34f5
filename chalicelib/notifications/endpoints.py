"""What deliveries say of the addresses they go to: gone, failing, or well again."""

from datetime import datetime, timedelta

from chalicelib import log
from chalicelib.domain.errors import ContendedError
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState
from chalicelib.notifications import announcing
from chalicelib.notifications.channel import Outcome
from chalicelib.store import subscribers

GIVEN_UP_AFTER = timedelta(days=3)
_NOTED_WITHIN = timedelta(hours=1)
"""A message is tried for the last time three days after it was made; its first failure is noted somewhat later."""
_BECAUSE_GONE = "The other side says that this address is no more."
_BECAUSE_FAILING = "Nothing could be delivered for 3 days."


def note(subscriber: Subscriber, outcome: Outcome, now: datetime, *, is_last: bool = False) -> None:
    """Remembers what matters for the next time; writes nothing as long as all goes well.

    `is_last` says that the message is not tried again: with no other message to come, this is the moment to give up.
    """
    if outcome.sent and subscriber.failing_since is None:
        return
    try:
        _note(subscriber, outcome, now, GIVEN_UP_AFTER - _NOTED_WITHIN if is_last else GIVEN_UP_AFTER)
    except ContendedError:
        log.warning("endpoint_not_noted", organization=subscriber.org_id, subscriber=subscriber.id)


def _note(subscriber: Subscriber, outcome: Outcome, now: datetime, patience: timedelta) -> None:
    if outcome.gone:
        subscribers.set_state(subscriber, SubscriberState.SUPPRESSED, outcome.why or _BECAUSE_GONE)
    elif outcome.sent:
        subscribers.failed_since(subscriber, None)
    elif subscriber.channel is not Channel.EMAIL:
        _failed(subscriber, now, patience)


def _failed(subscriber: Subscriber, now: datetime, patience: timedelta) -> None:
    if subscriber.failing_since is None:
        subscribers.failed_since(subscriber, now)
    elif now - subscriber.failing_since >= patience:
        subscribers.set_state(subscriber, SubscriberState.SUPPRESSED, _BECAUSE_FAILING)
        announcing.endpoint_failing(subscriber, now)
