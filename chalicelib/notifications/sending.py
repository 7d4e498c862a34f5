"""Sends a part: claims some of its recipients, sends to them, and writes what came of it together with the next claim.

A recipient is sent to only under a claim. A sender that dies leaves its claim, which ends by itself; what it had
claimed and is not known to have been sent is sent again then, under the same id. So at most one claim is ever sent
twice, and none is lost.
"""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from chalicelib import clock, log
from chalicelib.aws import pausing
from chalicelib.domain.deliveries import CLAIMED_FOR, STOPS_BEFORE, Part, Result, Way, claimed, found_sent, moved_on
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.ids import Id
from chalicelib.domain.notifications import Delivery, DeliveryState, Notification, NotificationKind, Told
from chalicelib.domain.organizations import Organization
from chalicelib.domain.subscribers import Subscriber
from chalicelib.notifications import audience, digests, endpoints, handed, limits, pace, queue
from chalicelib.notifications.channel import Outcome, Recipient, Rendered, Sender, channel_of, error_of_ours
from chalicelib.notifications.links import links_of
from chalicelib.notifications.recent import Recent
from chalicelib.outbound.side_by_side import for_each
from chalicelib.publish.address import page_url
from chalicelib.queues.message import PartMessage
from chalicelib.store import deliveries, notifications, organizations

LONGEST = timedelta(seconds=60)
"""A sender claims nothing more after this; the rest of its part goes back to the queue."""
_AGAIN = 0.5
"""Seconds between two tries to write what came of a claim, while the database is away."""
_GONE = "not subscribed any more"
_TOO_LATE = "too late: it is about the past by now"
_LATE = timedelta(hours=1)
"""What was not sent so long after its last try was due never is: it was in a backup, or the machine was off."""
_KNOWN_FOR = 2.0
"""Seconds in which a sender may not notice that the organization has changed, or is being erased: that leaves nobody to
be told."""
_S = DeliveryState
_SENT = Result(state=_S.SENT)
Note = Callable[[str], None]
"""Notes that a recipient was told."""


def send_part(message: PartMessage, way: Way) -> None:
    """Sends what is due of it, and has the rest sent when that is due. Safe to repeat, and side by side."""
    notification = _notification(message.org_id, message.notification_id)
    organization = known_organizations.of(message.org_id, lambda: organizations.find(message.org_id))
    if not notification or organization is None or organization.erasing:
        return
    part = _Sending(organization, notification, way).all_of(message)
    now = clock.now()
    if part and (at := part.next_at(now)) is not None:
        queue.send_parts(way, [queue.message_of(part)], max(queue.seconds_until(at, now), 1))


known_organizations = Recent[Organization | None](_KNOWN_FOR)
"""Those whose parts were sent a moment ago."""
_notifications = Recent[Notification | None]()
"""What is told never changes; how far it is does not matter to a sender."""


def _notification(org_id: Id, notification_id: Id) -> Notification | None:
    key = (org_id, notification_id)
    found = _notifications.of(key, lambda: notifications.find(org_id, notification_id))
    if found is None:
        _notifications.forget(key)
    return found


_alone: list[datetime] = []


def alone_since(moment: datetime) -> None:
    """Nobody else sends, and nobody who sent before this moment is alive: one machine has one process."""
    _alone[:] = [moment]
    pace.alone()


def _freed(part: Part) -> Part | None:
    """The part as nobody's, if nobody is at it, with whom its sender is known to have told; None for a stale one."""
    until = part.claimed_until
    is_dead = until is not None and bool(_alone) and until - CLAIMED_FOR < _alone[0]
    if part.is_claimed(clock.now()) and not is_dead:
        return part
    nobodys = found_sent(part, handed.told(part))
    return nobodys if nobodys.version == part.version or _replaced(nobodys) else None


def _replaced(part: Part) -> bool:
    """Whether the part was written. What was sent must not be forgotten: it is tried as long as the claim may last."""
    until = clock.now() + STOPS_BEFORE
    while True:
        try:
            return deliveries.replace(part)
        except UnavailableError:
            if clock.now() >= until:
                raise
            pausing.pause(_AGAIN)


@dataclass(frozen=True)
class _Sending:
    """One sender at work on a part."""

    organization: Organization
    notification: Notification
    way: Way
    read: dict[str, Subscriber] = field(default_factory=dict)
    """Recipients as they were when the part was begun."""
    asked: set[str] = field(default_factory=set)
    """Whom `read` would have if they were still there."""

    @cached_property
    def _is_over(self) -> limits.Holding:
        return limits.of_hour(self.notification)

    @cached_property
    def _sender(self) -> Sender:
        return sender_of(self.organization)

    def all_of(self, message: PartMessage) -> Part | None:
        """The part once nothing of it is due, or time is up; None for one that is not there.

        A message that says what is in its part is believed: the first claim fails where that is not true any more.
        """
        planned = queue.part_of(message, self.way)
        if planned and (after := self._through(planned)):
            return after
        found = deliveries.find(message.org_id, message.notification_id, self.way, message.number)
        return found and (self._through(found) or found)

    def _through(self, part: Part) -> Part | None:
        """The part after its turn; None when somebody else was faster."""
        if (freed := _freed(part)) is None:
            return None
        with handed.noting(part) as note:
            after = self._turn(freed, note)
        if after and after.is_settled:
            handed.settle(part)
        return after

    def _turn(self, part: Part, note: Note) -> Part | None:
        began = clock.now()
        due = [each.subscriber_id for each in part.due(began)]
        after, taken = claimed(part, secrets.token_hex(8), began)
        while after is not part:
            if not _replaced(after):
                log.info("part_taken_by_another", organization=part.org_id, notification=part.notification_id)
                return None
            part = after
            if not taken:
                return part
            self._read_before(taken, due)
            results = self._results(part, taken, note)
            now = clock.now()
            self._promise(results, now)
            after, taken = moved_on(part, results, now, random.random(), goes_on=now < began + LONGEST)  # noqa: S311 - jitter
        return part

    def _promise(self, results: Mapping[str, Result], now: datetime) -> None:
        """What is held back is told by the digest of the hour that it is noted in."""
        if any(each.state is _S.HELD for each in results.values()):
            limits.promise_digest(self.organization.id, limits.end_of_hour(now), now)

    def _read_before(self, taken: Sequence[Delivery], due: Sequence[str]) -> None:
        """Reads all that are due together, before the first of them is told; and who became due since."""
        asked = {each.subscriber_id for each in taken} - self.asked
        if asked:
            self.asked.update(asked, due)
            self.read.update(audience.some(self.organization, self.way, sorted(asked.union(due))))

    def _results(self, part: Part, taken: Sequence[Delivery], note: Note) -> Mapping[str, Result]:
        """By recipient; those that there was no time for are left out."""
        results: dict[str, Result] = {}
        recipients: dict[str, Recipient] = {}
        is_over, now = self._is_over, clock.now()
        for each in taken:
            subscriber = self.read.get(each.subscriber_id)
            if subscriber is None or not self._is_wanted(each.subscriber_id, subscriber, now):
                results[each.subscriber_id] = Result(state=_S.SKIPPED, why=_GONE)
            elif now >= part.tried_until + _LATE:
                results[each.subscriber_id] = Result(state=_S.FAILED, why=_TOO_LATE)
            elif is_over(subscriber, is_member=each.subscriber_id.startswith(audience.MEMBER)):
                results[each.subscriber_id] = Result(state=_S.HELD, why=limits.BY_HOUR)
            else:
                recipients[each.subscriber_id] = _recipient(each.subscriber_id, subscriber, self.organization)
        ends = (part.claimed_until or now) - STOPS_BEFORE
        for name, outcome in self._outcomes(recipients, ends, note).items():
            results[name] = _result(outcome)
            ended_at = clock.now()
            is_last = ended_at >= part.tried_until
            endpoints.note(recipients[name].subscriber, outcome, ended_at, is_last=is_last)
        return results

    def _outcomes(self, recipients: Mapping[str, Recipient], ends: datetime, note: Note) -> dict[str, Outcome]:
        if self.way is Way.CALLS:
            outcomes = for_each(recipients.items(), lambda each: self._call(*each, note))
            return dict(zip(recipients, outcomes, strict=True))
        from chalicelib.notifications.channels import email  # noqa: PLC0415 - what makes calls writes no letters

        return email.send_all(recipients, self._message_to, lambda: clock.now() < ends, note)

    def _is_wanted(self, name: str, subscriber: Subscriber, now: datetime) -> bool:
        """Whether it is still to be told: an unsubscribe takes effect for what is queued, too."""
        if self._is_digest and self._told_to(name) is None:
            return False
        if name.startswith(audience.MEMBER):
            return True
        told = self.notification.told
        chosen = bool(self.notification.only) or subscriber.wants(told)
        return chosen and subscriber.is_told(now)

    @property
    def _is_digest(self) -> bool:
        return self.notification.told.kind is NotificationKind.DIGEST

    def _told_to(self, name: str) -> Told | None:
        """The same to everybody, unless it is a digest."""
        if not self._is_digest:
            return self.notification.told
        return digests.held_back(self.notification, self.way).told_to(name, self.read[name])

    def _call(self, name: str, recipient: Recipient, note: Note) -> Outcome:
        message = self._message_to(name)
        try:
            outcome = channel_of(recipient.subscriber.channel)(recipient, message)
        except Exception as error:  # noqa: BLE001 - told of
            return error_of_ours(error, message.told)
        if outcome.sent:
            note(name)
        return outcome

    def _message_to(self, name: str) -> Rendered:
        told = self._told_to(name) or self.notification.told
        return Rendered(told, self._sender, delivery_id(self.notification.id, name))


def delivery_id(notification_id: Id, recipient: str) -> str:
    """What marks one message to one recipient, the same at every try."""
    return blake2b(f"{notification_id} {recipient}".encode(), digest_size=16).hexdigest()


def sender_of(organization: Organization) -> Sender:
    """The organization, as its messages show it."""
    chosen = organization.sender
    return Sender(
        name=chosen.name or organization.name,
        page_url=page_url(organization),
        color=organization.accent_color,
        logo_url=organization.logo_url,
        reply_to=chosen.reply_to,
        postal_address=chosen.postal_address,
    )


def _recipient(name: str, subscriber: Subscriber, organization: Organization) -> Recipient:
    is_member = name.startswith(audience.MEMBER)
    return Recipient(subscriber, None if is_member else links_of(subscriber, organization), subscriber.time_zone)


def _result(outcome: Outcome) -> Result:
    if outcome.sent:
        return _SENT
    state = _S.FAILED if outcome.permanent or outcome.gone else _S.WAITING
    return Result(state=state, why=outcome.why[:200], retry_after=outcome.retry_after)
