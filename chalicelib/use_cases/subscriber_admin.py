"""What the team does about subscribers: adding, changing, removing, and forgetting whom an address belongs to.

The audit log says that it was done and by whom, and never an address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import subscribers as rules
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.signing_secrets import rotated
from chalicelib.domain.subscribers import Channel, Consent, Mark, Subscriber, SubscriberState
from chalicelib.domain.subscriptions import SubscriberDraft, SubscriberEdit, edited
from chalicelib.domain.times import to_wire
from chalicelib.store import incidents, organizations, services, subscriber_claims
from chalicelib.store import subscribers as store
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.subscriber_claims import Claim
from chalicelib.store.transactions import retried
from chalicelib.use_cases import subscriber_imports
from chalicelib.use_cases.subscribers import check_choice, found_at

_UNSUBSCRIBED = (
    "Whoever has this address unsubscribed, or mail to it came back. They are told again only if they confirm it."
)


@dataclass(frozen=True)
class News:
    """Something that may be told, as far as it says who wants to know it."""

    service_ids: Sequence[str]
    categories: Sequence[str]
    incident_id: str | None
    place: str


def get(org_id: Id, subscriber_id: Id, now: datetime) -> Subscriber:
    """One subscriber; raises NotFoundError."""
    found = store.find(org_id, subscriber_id)
    if current := found and found.as_of(now):
        return current
    raise NotFoundError("There is no such subscriber.")


def add(org_id: Id, draft: SubscriberDraft, actor: Actor, now: datetime) -> Subscriber:
    """A new subscriber, who waits where they are to be asked; raises ConflictError for one who is told already."""
    check_choice(org_id, draft)
    following = draft.following(organizations.get(org_id).time_zone)
    channel, address, consent = draft.channel, draft.given, Consent(by=actor, at=now)

    def attempt() -> Subscriber:
        seen, before = found_at(org_id, channel, address, now)
        is_given = draft.consent == "given"
        if is_given and seen and seen.unsubscribed_at:
            raise ConflictError(_UNSUBSCRIBED)
        if before:
            after = rules.added_again(before, following, consent, given=is_given)
        else:
            after = rules.added(org_id, channel, address, following, consent, given=is_given)
        _commit(_event(EventType.SUBSCRIBER_CREATED, after, actor, now, "was added"), *_keeping(after, seen))
        return after

    return retried(attempt)


def change(
    org_id: Id, subscriber_id: Id, edit: SubscriberEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Subscriber:
    """The subscriber changed; raises ConflictError for mail that bounced, which only its reader may ask for again."""
    check_choice(org_id, edit, get(org_id, subscriber_id, now))

    def attempt() -> Subscriber:
        before = checked(get(org_id, subscriber_id, now), expected)
        if _is_unwanted(before) and edit.state:
            raise ConflictError("Mail to this address came back, or its reader complained. Only they can go on.")
        after = edited(before, edit, now)
        _commit(_event(EventType.SUBSCRIBER_UPDATED, after, actor, now, "was changed"), store.saving(after))
        return after

    return retried(attempt)


def remove(org_id: Id, subscriber_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The subscriber is gone, and the address is free, unless no mail is wanted there: then that is remembered."""

    def attempt() -> None:
        before = checked(get(org_id, subscriber_id, now), expected)
        event = _event(EventType.SUBSCRIBER_DELETED, before, actor, now, "was removed")
        unwanted = to_wire(now) if _is_unwanted(before) else None
        _commit(event, store.removing(before), subscriber_claims.releasing(before, unwanted))

    retried(attempt)


def _is_unwanted(subscriber: Subscriber) -> bool:
    """Whether mail came back, or its reader complained: only they can go on."""
    return subscriber.state is SubscriberState.SUPPRESSED and subscriber.channel is Channel.EMAIL


def rotate_secret(org_id: Id, subscriber_id: Id, actor: Actor, now: datetime) -> Subscriber:
    """The webhook with a new secret; the one before is valid until the next time. Raises ConflictError for others."""

    def attempt() -> Subscriber:
        before = get(org_id, subscriber_id, now)
        if before.channel is not Channel.WEBHOOK:
            raise ConflictError("Only messages to webhooks are signed.")
        after = before.revised(signing_secrets=rotated(before.signing_secrets))
        event = _event(EventType.SUBSCRIBER_SECRET_ROTATED, after, actor, now, "has a new secret")
        _commit(event, store.saving(after))
        return after

    return retried(attempt)


def erase(org_id: Id, email: str, actor: Actor, now: datetime) -> bool:
    """Nothing is kept of the address, not even that whoever had it unsubscribed. Whether anything was."""

    def attempt() -> bool:
        seen = subscriber_claims.claim(org_id, Channel.EMAIL, email)
        found = store.find(org_id, seen.holder_id) if seen and seen.holder_id else None
        if found:
            event = _event(EventType.SUBSCRIBER_ERASED, found, actor, now, "and all about them was erased")
            _commit(event, store.removing(found), subscriber_claims.releasing(found, None))
        elif seen:
            subscriber_claims.forget_address(org_id, Channel.EMAIL, email)
        return seen is not None

    waited = subscriber_imports.forget(org_id, email)
    return retried(attempt) or waited


@dataclass(frozen=True)
class Kept:
    """What is kept of one address."""

    subscriber: Subscriber | None
    unsubscribed_at: str | None


def kept_of(org_id: Id, email: str) -> Kept:
    """What is kept of the address."""
    seen = subscriber_claims.claim(org_id, Channel.EMAIL, email)
    found = store.find(org_id, seen.holder_id) if seen and seen.holder_id else None
    return Kept(found, seen.unsubscribed_at if seen else None)


def note_export(org_id: Id, actor: Actor, now: datetime) -> None:
    """That all subscribers were exported, and by whom."""
    mark = Mark(id=new_id(now), channel=Channel.EMAIL)
    summary = "The subscribers were exported"
    _commit(happened(EventType.SUBSCRIBER_EXPORTED, mark, actor, now, org_id=org_id, summary=summary))


def audience(org_id: Id, service_ids: Sequence[Id], incident_id: Id | None, now: datetime, place: str = "start") -> int:
    """How many will be told of something about these services; without any, of what the incident is about."""
    if incident_id and not service_ids:
        service_ids = [each.id for each in incidents.get(org_id, incident_id).services]
    categories = _categories(org_id, service_ids) if service_ids else ()
    return store.count(org_id, now, News(service_ids, categories, incident_id, place))


def _categories(org_id: Id, service_ids: Iterable[str]) -> Sequence[str]:
    chosen = set(service_ids)
    return sorted({each.category for each in services.of_organization(org_id) if each.id in chosen and each.category})


def _keeping(subscriber: Subscriber, seen: Claim | None) -> list[Operation]:
    return [subscriber_claims.claiming(subscriber, seen), store.saving(subscriber)]


def _commit(event: Event, *operations: Operation) -> None:
    Change(event, first=operations).commit()


def _event(kind: EventType, subscriber: Subscriber, actor: Actor, now: datetime, what: str) -> Event:
    """Of a subscriber by mail it says just that."""
    by = subscriber.channel.value.replace("_", " ")
    mark = Mark(id=subscriber.id, channel=subscriber.channel)
    return happened(kind, mark, actor, now, org_id=subscriber.org_id, summary=f"A subscriber by {by} {what}")
