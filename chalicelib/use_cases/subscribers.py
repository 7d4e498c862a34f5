"""What subscribers do themselves: asking to be told, confirming, changing, pausing and unsubscribing.

No event tells of it: there may be thousands a day, and the audit log is about what the team does.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

from chalicelib.domain import subscribers as rules
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.signing_secrets import new_secret
from chalicelib.domain.subscribers import PENDING_FOR, Channel, Consent, Following, Subscriber, SubscriberState
from chalicelib.domain.subscriptions import Choice, SubscriberEdit, edited
from chalicelib.domain.times import to_wire
from chalicelib.store import incidents, services, subscriber_claims
from chalicelib.store import subscribers as store
from chalicelib.store.changes import checked
from chalicelib.store.subscriber_claims import Claim
from chalicelib.store.subscriber_tokens import holder_of
from chalicelib.store.transactions import retried

_NO_INCIDENT = "is not an incident of this page"
_ENDED = "This link is not good any more: the subscription has ended, or was never confirmed."


class Standing(Enum):
    """What an address was to the page when somebody asked for it."""

    NEW = auto()
    WAITING = auto()
    """Asked for before, and not confirmed."""
    KNOWN = auto()


def check_choice(org_id: Id, choice: Choice | SubscriberEdit, before: Following | None = None) -> None:
    """Raises InvalidError for a service, a category or an incident that the page does not have.

    What was followed `before` may stay, though it was deleted meanwhile.
    """
    kept = before or Following()
    known = services.of_organization(org_id) if choice.service_ids or choice.categories else []
    ids, categories = {each.id for each in known}, {each.category for each in known}
    _check("service_ids", choice.service_ids or (), ids.union(kept.service_ids), "is not a service of this page")
    _check("categories", choice.categories or (), categories.union(kept.categories), "is not a category of this page")
    if choice.incident_id and not incidents.find(org_id, choice.incident_id):
        raise InvalidError(("incident_id",), _NO_INCIDENT)
    if isinstance(choice, SubscriberEdit):
        _check("incident_ids", choice.incident_ids or (), _incidents(org_id, choice, kept), _NO_INCIDENT)


def _incidents(org_id: Id, edit: SubscriberEdit, before: Following) -> set[str]:
    """Those of the incidents that may be followed."""
    new = set(edit.incident_ids or ()) - set(before.incident_ids)
    return set(before.incident_ids).union(each for each in new if incidents.find(org_id, each))


def _check(name: str, chosen: tuple[str, ...], known: set[str], why: str) -> None:
    for position, each in enumerate(chosen):
        if each not in known:
            raise InvalidError((name, position), why)


def ask(
    org_id: Id,
    channel: Channel,
    address: Mapping[str, Any],
    wanted: Following,
    consent: Consent,
    now: datetime,
) -> tuple[Subscriber, Standing]:
    """The subscriber who is to be asked whether they want to be told, and what they were before.

    Of one who is told already, nothing changes: what is `wanted` now waits for them to confirm it.
    """

    def attempt() -> tuple[Subscriber, Standing]:
        seen, before = found_at(org_id, channel, address, now)
        if before is None:
            secrets = (new_secret(),) if channel is Channel.WEBHOOK else ()
            after = rules.subscribed(org_id, channel, address, wanted, consent, signing_secrets=secrets)
            keep(after, seen)
            return after, Standing.NEW
        following = rules.merged(before.following, wanted)
        if before.state is SubscriberState.PENDING:
            after = before.revised(**following.__dict__, expires_at=now + PENDING_FOR)
            keep(after, seen)
            return after, Standing.WAITING
        requested = following if following != before.following else None
        after = before if requested == before.requested else before.revised(requested=requested)
        if after is not before:
            store.commit(store.saving(after))
        return after, Standing.KNOWN

    return retried(attempt)


def found_at(
    org_id: Id, channel: Channel, address: Mapping[str, Any], now: datetime
) -> tuple[Claim | None, Subscriber | None]:
    """Who has the address: their claim, and the subscriber unless there is none who waits or is told."""
    seen = subscriber_claims.claim(org_id, channel, rules.address_of(address))
    found = store.find(org_id, seen.holder_id) if seen and seen.holder_id else None
    return seen, found and found.as_of(now)


def keep(subscriber: Subscriber, seen: Claim | None) -> None:
    """Stores it together with its claim of the address; raises LostRaceError."""
    store.commit(subscriber_claims.claiming(subscriber, seen), store.saving(subscriber))


def by_token(token: str, now: datetime) -> Subscriber:
    """Whose token it is; raises NotFoundError, also once the subscription has ended."""
    holder = holder_of(token)
    found = store.find(*holder) if holder else None
    if current := found and found.as_of(now):
        return current
    raise NotFoundError(_ENDED)


def confirm(token: str, now: datetime) -> Subscriber:
    """They want to be told, or want the change that was asked for. Safe to repeat."""

    def attempt() -> Subscriber:
        before = by_token(token, now)
        if before.state in {SubscriberState.ACTIVE, SubscriberState.PAUSED} and before.requested is None:
            return before
        return activated(before, now)

    return retried(attempt)


def activated(before: Subscriber, now: datetime) -> Subscriber:
    """Confirmed, and stored as that; raises LostRaceError."""
    after = rules.confirmed(before, now)
    keep(after, subscriber_claims.claim(before.org_id, before.channel, before.address))
    return after


def change(token: str, edit: SubscriberEdit, now: datetime, expected: int | None = None) -> Subscriber:
    """The subscription changed by whoever has its token; raises InvalidError for what the page does not have.

    What somebody else may have asked for is forgotten: now they have said themselves what they want.
    """
    before = by_token(token, now)
    check_choice(before.org_id, edit, before)

    def attempt() -> Subscriber:
        after = edited(checked(by_token(token, now), expected), edit, now).but(requested=None)
        store.commit(store.saving(after))
        return after

    return retried(attempt)


def unsubscribe(token: str, now: datetime) -> None:
    """Nothing more is told, also of what waits to be sent. Safe to repeat; raises NotFoundError for a made-up token."""
    holder = holder_of(token)
    if holder is None:
        raise NotFoundError(_ENDED)

    def attempt() -> None:
        found = store.find(*holder)
        if found:
            store.commit(store.removing(found), subscriber_claims.releasing(found, to_wire(now)))

    retried(attempt)
