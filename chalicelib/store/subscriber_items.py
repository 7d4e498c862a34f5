"""Subscribers as items: the keys that they are found by, and a fast way to read the many that are alike."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from chalicelib.domain.ids import Id
from chalicelib.domain.subscribers import Channel, Consent, Subscriber, SubscriberState, Which
from chalicelib.domain.times import from_wire, zone_names
from chalicelib.domain.words import AS_STORED
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Subscribers


def read(item: Mapping[str, Any]) -> Subscriber:
    """The subscriber an item holds. Most follow all of a page by mail: these are read in a tenth of the time."""
    given = {name: next(iter(value.values())) for name, value in item.items()}
    if not _is_simple(given):
        return from_row(Subscriber, Subscribers.from_raw_data(dict(item)))
    zone, created_at = given["time_zone"], from_wire(given["created_at"])
    return Subscriber.model_construct(
        **_NOT_CHOSEN,
        id=given["subscriber_id"],
        org_id=given["org_id"],
        channel=Channel.EMAIL,
        email=given["email"],
        state=SubscriberState.ACTIVE,
        which=Which(given["which"]),
        time_zone=zone if zone in zone_names() else "UTC",
        created_at=created_at,
        confirmed_at=from_wire(given["confirmed_at"]),
        consent=_consent(given["consent"]),
        version=int(given["version"]),
    )


def _is_simple(given: Mapping[str, Any]) -> bool:
    """Whether there is nothing but what everybody has who follows all of a page by mail."""
    return (
        given.keys() - _EMPTY == _OF_ALL
        and all(given.get(name, "[]") == "[]" for name in _EMPTY)
        and (given["channel"], given["state"], given["which"]) in _SIMPLE_WORDS
    )


@lru_cache(maxsize=256)
def _consent(stored: str) -> Consent:
    """All lines of an import have the same."""
    return Consent.model_validate_json(stored, extra="ignore", context=AS_STORED)


_NOT_CHOSEN: dict[str, Any] = {
    name: field.default
    for name, field in Subscriber.model_fields.items()
    if not field.is_required() and name not in {"email", "which", "time_zone", "confirmed_at", "version"}
}
"""Named, because to look up what a field is without a value takes longer than all else."""
_EMPTY = {"categories", "service_ids", "incident_ids", "signing_secrets"}
_OF_ALL = set(
    """
    org_id subscriber_id channel email state which time_zone created_at confirmed_at consent version
    audience mailbox_hash
    """.split()  # noqa: SIM905 - a list one can read
)
_SIMPLE_WORDS = {(Channel.EMAIL.value, SubscriberState.ACTIVE.value, which.value) for which in Which}


def hashed(address: str) -> str:
    """What an address is found by."""
    return hashlib.sha256(address.encode()).hexdigest()


def audience(org_id: Id, channel: Channel) -> str:
    """Mail is told by another function than calls."""
    return f"{org_id}#{'mail' if channel is Channel.EMAIL else 'calls'}"


def audiences(org_id: Id) -> set[str]:
    """All of one organization."""
    return {audience(org_id, channel) for channel in Channel}


def row_of(subscriber: Subscriber) -> Subscribers:
    """The row, with the keys of the indexes that it is to be in."""
    keys: dict[str, Any] = {}
    if subscriber.may_be_told:
        keys["audience"] = audience(subscriber.org_id, subscriber.channel)
    if subscriber.email:
        keys["mailbox_hash"] = hashed(subscriber.email)
    if not subscriber.everything:
        keys["chooses"] = True
    return to_row(Subscribers, subscriber, **keys)
