"""How far the recipients of a notification are, a part at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.notifications import Delivery, DeliveryState, Notification
from chalicelib.domain.subscribers import Channel
from chalicelib.notifications import audience
from chalicelib.store import deliveries, members, subscribers

LOOKED_AT = 40
"""Parts that are looked through for recipients in one state."""


@dataclass(frozen=True)
class Shown:
    """A recipient for people to read."""

    delivery: Delivery
    channel: Channel | None
    address: str | None


@dataclass(frozen=True)
class Page:
    """Some recipients, and where to go on."""

    recipients: Sequence[Shown]
    next_cursor: str | None


def of(notification: Notification, state: DeliveryState | None, cursor: str | None) -> Page:
    """The recipients of the part behind the cursor; of those in one state, out of as many parts as it takes."""
    after = f"{notification.id}#{cursor.replace('-', '#')}" if cursor else ""
    most = LOOKED_AT if state else 1
    parts = deliveries.of_notification(notification.org_id, notification.id, after=after, limit=most + 1)
    found: list[tuple[Part, Delivery]] = []
    read: list[Part] = []
    for part in parts[:most]:
        read.append(part)
        found += [(part, each) for each in part.deliveries if state in {None, each.state}]
        if found:
            break
    more = len(parts) > len(read)
    return Page(_shown(notification, found), f"{read[-1].way}-{read[-1].number:05}" if more and read else None)


def _shown(notification: Notification, found: Sequence[tuple[Part, Delivery]]) -> list[Shown]:
    ours = [each.subscriber_id for _, each in found if not each.subscriber_id.startswith(audience.MEMBER)]
    known = {each.id: each for each in subscribers.some(notification.org_id, ours)} if ours else {}
    shown = []
    for part, each in found:
        if each.subscriber_id.startswith(audience.MEMBER):
            shown.append(_member(notification, part, each))
        else:
            subscriber = known.get(each.subscriber_id)
            shown.append(Shown(each, *((subscriber.channel, subscriber.address) if subscriber else (None, None))))
    return shown


def _member(notification: Notification, part: Part, delivery: Delivery) -> Shown:
    user_id = delivery.subscriber_id.removeprefix(audience.MEMBER)
    member = members.find(notification.org_id, user_id)
    channel = Channel.EMAIL if part.way is Way.MAIL else Channel.WEB_PUSH
    return Shown(delivery.but(subscriber_id=f"member-{user_id}"), channel, member.email if member else None)
