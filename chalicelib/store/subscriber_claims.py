"""Who has an address in an organization: an item beside each subscriber, so that an address is there once."""

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.ids import Id
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.subscriber_items import hashed
from chalicelib.store.tables import Subscribers

_CLAIM = "#"
"""Sorts before every id."""


@dataclass(frozen=True)
class Claim:
    """Who has an address, or that whoever had it unsubscribed."""

    holder_id: Id | None
    unsubscribed_at: str | None


def claim(org_id: Id, channel: Channel, address: str) -> Claim | None:
    """Who has the address in this organization, if anybody has or had; consistent."""
    with reaching_dynamodb():
        try:
            row = Subscribers.get(org_id, _claim_id(channel, address), consistent_read=True)
        except Subscribers.DoesNotExist:
            return None
    return Claim(row.holder_id, row.unsubscribed_at)


def claiming(subscriber: Subscriber, seen: Claim | None) -> Operation:
    """Takes the address, as long as it is whose it was when it was read.

    That somebody unsubscribed is remembered until they confirm that they want to be told again.
    """
    waits = subscriber.state is SubscriberState.PENDING
    unsubscribed_at = seen.unsubscribed_at if seen and waits else None
    expires_at = None if unsubscribed_at else subscriber.expires_at
    row = _claim(subscriber, holder_id=subscriber.id, unsubscribed_at=unsubscribed_at, expires_at=expires_at)
    return lambda write: write.save(row, condition=_as_seen(seen))


def releasing(subscriber: Subscriber, unsubscribed_at: str | None) -> Operation:
    """Gives the address up. Where its holder unsubscribed, that is kept, without the address."""
    row = _claim(subscriber, unsubscribed_at=unsubscribed_at)
    ours = (Subscribers.holder_id == subscriber.id) | Subscribers.id.does_not_exist()
    if unsubscribed_at:
        return lambda write: write.save(row, condition=ours)
    return lambda write: write.delete(row, condition=ours)


def _as_seen(seen: Claim | None) -> Any:  # noqa: ANN401 - PynamoDB's conditions
    if seen is None:
        return Subscribers.id.does_not_exist()
    if seen.holder_id is None:
        return Subscribers.holder_id.does_not_exist()
    return Subscribers.holder_id == seen.holder_id


def forget_address(org_id: Id, channel: Channel, address: str) -> None:
    """Forgets also that whoever had it unsubscribed."""
    with reaching_dynamodb():
        Subscribers(org_id, _claim_id(channel, address)).delete()


def _claim(subscriber: Subscriber, **given: Any) -> Subscribers:  # noqa: ANN401 - attributes of the table
    known = {name: value for name, value in given.items() if value is not None}
    return Subscribers(subscriber.org_id, _claim_id(subscriber.channel, subscriber.address), **known)


def _claim_id(channel: Channel, address: str) -> str:
    return f"{_CLAIM}{channel}#{hashed(address)}"
