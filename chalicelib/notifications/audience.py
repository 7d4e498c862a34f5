"""Who is told of a notification: members of the team first, then subscribers, each in the order of their ids."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.deliveries import Way
from chalicelib.domain.events import CLOCK
from chalicelib.domain.ids import Id
from chalicelib.domain.notification_preferences import MemberPreferences
from chalicelib.domain.notifications import Notification, NotificationKind
from chalicelib.domain.organizations import Member, Organization, Role
from chalicelib.domain.subscribers import Channel, Consent, Subscriber, SubscriberState
from chalicelib.notifications import digests
from chalicelib.store import members, notification_preferences, subscribers
from chalicelib.use_cases.notification_preferences import members_who_want

MEMBER = "+"
"""Before the user's id, where a recipient is a member of the team; it sorts before every id."""
CHANNELS = {Way.MAIL: (Channel.EMAIL,), Way.CALLS: tuple(each for each in Channel if each is not Channel.EMAIL)}
_ONLY_OWNERS = frozenset({NotificationKind.ENDPOINT_FAILING})
"""Told once and never again, so their mail comes in quiet hours, too."""


def recipients(notification: Notification, way: Way, after: str, now: datetime) -> Iterator[str]:
    """The ids of those who want it, from behind `after`, in their order."""
    if notification.told.kind is NotificationKind.DIGEST:
        found: Iterator[str] = iter(digests.held_from(notification, way))
    elif notification.only:
        found = iter(_chosen(notification, way))
    else:
        found = _everybody(notification, way, after, now)
    return (each for each in found if each > after)


def some(organization: Organization, way: Way, ids: Sequence[str]) -> dict[str, Subscriber]:
    """Those of the recipients that are still there, as they are now."""
    ours = [each for each in ids if not each.startswith(MEMBER)]
    found = {each.id: each for each in subscribers.some(organization.id, ours)} if ours else {}
    team = ((each, _member(organization, way, each.removeprefix(MEMBER))) for each in ids if each.startswith(MEMBER))
    return found | {each: member for each, member in team if member}


def _member(organization: Organization, way: Way, user_id: str) -> Subscriber | None:
    """A member of the team as somebody who is told."""
    if (member := members.find(organization.id, user_id)) is None:
        return None
    if way is Way.MAIL:
        return _as_subscriber(member, organization, channel=Channel.EMAIL, email=member.email)
    browser = notification_preferences.of_member(organization.id, user_id).subscription
    return _as_subscriber(member, organization, channel=Channel.WEB_PUSH, subscription=browser) if browser else None


def _as_subscriber(member: Member, organization: Organization, **way: Any) -> Subscriber:  # noqa: ANN401 - its address
    return Subscriber(
        id=member.user_id,
        org_id=member.org_id,
        state=SubscriberState.ACTIVE,
        created_at=member.joined_at,
        consent=Consent(at=member.joined_at),
        time_zone=organization.time_zone,
        **way,
    )


def _everybody(notification: Notification, way: Way, after: str, now: datetime) -> Iterator[str]:
    told, org_id = notification.told, notification.org_id
    yield from sorted(_team(notification, way, now))
    if told.kind in _ONLY_OWNERS:
        return
    last: Id | None = None if after.startswith(MEMBER) else after or None
    yield from subscribers.wanting(org_id, CHANNELS[way], told, now, last)


def _team(notification: Notification, way: Way, now: datetime) -> Iterator[str]:
    told = notification.told
    if told.kind is NotificationKind.MAINTENANCE_ENDED and told.by != CLOCK.id:
        return
    waits_for_nobody = told.kind in _ONLY_OWNERS and way is Way.MAIL
    wanting = members_who_want(notification.org_id, told.kind.value, told.by or None, None if waits_for_nobody else now)
    for member, preferences in wanting:
        if _is_told(preferences, way) and (told.kind not in _ONLY_OWNERS or member.role is Role.OWNER):
            yield MEMBER + member.user_id


def _is_told(preferences: MemberPreferences, way: Way) -> bool:
    by_push = preferences.web_push and preferences.subscription is not None
    return preferences.email if way is Way.MAIL else by_push


def _chosen(notification: Notification, way: Way) -> list[str]:
    """Named in it; the channel of each says by which way."""
    team = [each for each in notification.only if each.startswith(MEMBER)] if way is Way.MAIL else []
    others = [each for each in notification.only if not each.startswith(MEMBER)]
    found = subscribers.some(notification.org_id, others) if others else []
    return sorted([*team, *(each.id for each in found if each.channel in CHANNELS[way])])
