"""What limits held back, told as one message: at the end of the hour, or of the day in UTC."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.counts import so_many
from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.ids import Id, moment_of
from chalicelib.domain.notifications import (
    NEWS_FOR,
    Delivery,
    DeliveryState,
    Notification,
    NotificationKind,
    Place,
    Said,
    Told,
)
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.telling import that_fit
from chalicelib.notifications.current import said_as_it_reads_now
from chalicelib.notifications.limits import BY_DAY, BY_HOUR, DAY, HOUR
from chalicelib.notifications.recent import Recent
from chalicelib.store import deliveries, notifications


def digest_of(org_id: Id, digest_id: Id, now: datetime) -> Notification | None:
    """The digest of that id, which is the moment it is due; None where nothing was held back."""
    due = moment_of(digest_id)
    told = notifications.since(org_id, due - DAY - NEWS_FOR)
    about = [each for each in told if each.id < digest_id and _holds(each, due)]
    if not about:
        return None
    digest = Told(
        org_id=org_id,
        event_id=digest_id,
        kind=NotificationKind.DIGEST,
        place=Place.END,
        title=_title(len(about)),
        state="Digest",
        at=now,
        updates=_said([each.told for each in about]),
        thread=digest_id,
    )
    only = tuple(each.id for each in about)
    return Notification(id=digest_id, org_id=org_id, told=digest, created_at=now, only=only)


def held_from(digest: Notification, way: Way) -> list[str]:
    """Those from whom a message that the digest is about was held back; its `only` names these messages."""
    due = moment_of(digest.id)
    found = (held for each in digest.only for held in _held(digest.org_id, each, due, way))
    return sorted({each.subscriber_id for each in found})


@dataclass(frozen=True)
class HeldBack:
    """What a digest is about, by recipient: nobody is told what was not held back from them."""

    digest: Told
    messages: Mapping[Id, Told]
    of: Mapping[str, Sequence[Id]]
    """The oldest first."""

    def told_to(self, recipient: str, subscriber: Subscriber) -> Told | None:
        """The digest as this recipient gets it; None where they want nothing of it any more."""
        held = [self.messages[each] for each in self.of.get(recipient, ()) if each in self.messages]
        wanted = [each for each in held if subscriber.wants(each)]
        return self.digest.but(title=_title(len(wanted)), updates=_said(wanted)) if wanted else None


_held_back = Recent[HeldBack]()
"""What was held back before a digest is made does not change any more."""


def held_back(digest: Notification, way: Way) -> HeldBack:
    """What each recipient is told by it."""
    return _held_back.of((digest.org_id, digest.id, way), lambda: _read_held_back(digest, way))


def _read_held_back(digest: Notification, way: Way) -> HeldBack:
    due = moment_of(digest.id)
    of: dict[str, list[Id]] = {}
    for each in digest.only:
        for held in _held(digest.org_id, each, due, way):
            of.setdefault(held.subscriber_id, []).append(each)
    found = [each for each in (notifications.find(digest.org_id, each) for each in digest.only) if each]
    current = {each.id: told for each in found if (told := said_as_it_reads_now(each.told))}
    return HeldBack(digest.told, current, of)


def _holds(notification: Notification, due: datetime) -> bool:
    if notification.told.kind is NotificationKind.DIGEST:
        return False
    return any(True for _ in _held(notification.org_id, notification.id, due, None))


def _held(org_id: Id, notification_id: Id, due: datetime, way: Way | None) -> Iterator[Delivery]:
    for part in deliveries.of_notification(org_id, notification_id, way=way):
        yield from (each for each in part.deliveries if _belongs(part, each, due))


def _belongs(part: Part, delivery: Delivery, due: datetime) -> bool:
    if delivery.state is not DeliveryState.HELD:
        return False
    if delivery.why == BY_HOUR:
        return delivery.tried_at is not None and due - HOUR <= delivery.tried_at < due
    return delivery.why == BY_DAY and due.hour == due.minute == 0 and due - DAY <= part.created_at < due


def _title(messages: int) -> str:
    return f"{so_many(messages, 'message')} {'that had to wait' if messages == 1 else 'in one'}"


def _said(messages: Sequence[Told]) -> tuple[Said, ...]:
    """The newest first; they come with the oldest first."""
    return that_fit([_newest_words(each) for each in reversed(messages)])


def _newest_words(told: Told) -> Said:
    label = f"{told.state}: {told.title}"[:300]
    return told.updates[0].but(label=label, at=told.at) if told.updates else Said(label=label, at=told.at)
