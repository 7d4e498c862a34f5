"""Parts of a notification: at most 50 recipients each, and who is at work on which of them.

A recipient of a notification is in one part, and a part is one item. So one conditional write claims several recipients
before they are sent to, and says what became of those before: whoever else has the part in hand notices. A sender that
died leaves a claim that ends by itself, and only what it had claimed may be sent twice.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.notifications import Counts, Delivery, DeliveryState, counted
from chalicelib.domain.times import Instant

SENDERS_OF_MAIL = 5
"""Side by side, so that mails go out while others read and write their parts."""
CLAIMED_FOR = timedelta(seconds=40)
"""A sender begins nothing more when its claim has only STOPS_BEFORE left."""
STOPS_BEFORE = timedelta(seconds=20)
"""Longer than any one try may take."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=2)
_DOUBLINGS = 12
_S = DeliveryState


class Way(StrEnum):
    """Which function sends it; each has a queue of its own, so that neither holds up the other."""

    MAIL = "mail"
    CALLS = "calls"

    @property
    def gives_up_after(self) -> timedelta:
        """How long a recipient that can't be reached is tried."""
        return timedelta(days=1) if self is Way.MAIL else timedelta(days=3)


class Part(Model):
    """Some recipients of a notification."""

    org_id: Id
    notification_id: Id
    way: Way
    number: int
    """From 0, within the notification and the way."""
    deliveries: tuple[Delivery, ...]
    claimed_until: Instant | None = None
    """Until when a sender has those that are `claimed`."""
    claimed_by: str = ""
    """Whoever wrote it last as a sender: so they know it again when the answer to their write was lost."""
    created_at: Instant
    version: int = 1

    @property
    def last_id(self) -> str:
        """The next part begins after it."""
        return self.deliveries[-1].subscriber_id

    @property
    def tried_until(self) -> datetime:
        """When a recipient that can't be reached is tried for the last time."""
        return self.created_at + self.way.gives_up_after

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return all(each.state.is_settled for each in self.deliveries)

    @property
    def counts(self) -> Counts:
        """How many are how far."""
        return counted(Counter(each.state for each in self.deliveries))

    def is_claimed(self, now: datetime) -> bool:
        """Whether somebody is at it."""
        return self.claimed_until is not None and now < self.claimed_until

    def due(self, now: datetime) -> list[Delivery]:
        """Those to be sent now; none while somebody is at it."""
        if self.is_claimed(now):
            return []
        return [each for each in self.deliveries if _is_due(each, now)]

    def next_at(self, now: datetime) -> datetime | None:
        """When to look at it again; None when it is settled."""
        if self.is_settled:
            return None
        if self.claimed_until is not None and self.is_claimed(now):
            return self.claimed_until
        waiting = [each.next_try_at or now for each in self.deliveries if not each.state.is_settled]
        return max(now, min(waiting))

    def with_deliveries(self, changed: Iterable[Delivery], **fields: object) -> "Part":
        """The next version, with these deliveries in the place of what they were."""
        known = {each.subscriber_id: each for each in changed}
        kept = tuple(known.get(each.subscriber_id, each) for each in self.deliveries)
        return self.but(deliveries=kept, version=self.version + 1, **fields)


class Result(Model):
    """What became of one try."""

    state: DeliveryState
    why: str = ""
    retry_after: float | None = None
    """Seconds."""


def claimed(part: Part, by: str, now: datetime) -> tuple[Part, Sequence[Delivery]]:
    """The part with all that are due claimed, and these; none while somebody else is at it."""
    due = part.due(now)
    if not due:
        return part, ()
    taken = [_but(each, state=_S.CLAIMED, attempts=each.attempts + 1, tried_at=now, next_try_at=None) for each in due]
    return part.with_deliveries(taken, claimed_until=now + CLAIMED_FOR, claimed_by=by), taken


def moved_on(
    part: Part, results: Mapping[str, Result], now: datetime, jitter: float, *, goes_on: bool = True
) -> tuple[Part, Sequence[Delivery]]:
    """The part after these tries, by recipient, with the next ones claimed: one version on, for one write.

    What was claimed and has no result was not tried, and waits again. `jitter` is from 0 to 1. Who does not go on
    claims no more.
    """
    ours = [each for each in part.deliveries if each.state is _S.CLAIMED]
    after = [_after(part, each, results.get(each.subscriber_id), now, jitter) for each in ours]
    settled = part.with_deliveries(after, claimed_until=None)
    further, taken = claimed(settled, part.claimed_by, now) if goes_on else (settled, ())
    return further.but(version=settled.version), taken


def found_sent(part: Part, told: Container[str]) -> Part:
    """The part of a sender that is gone, of which these are known to have been told: it is nobody's then.

    Of the next version only where that changes what is to be done.
    """
    found = [each for each in part.deliveries if not each.state.is_settled and each.subscriber_id in told]
    nobodys = part.with_deliveries([_but(each, state=_S.SENT) for each in found], claimed_until=None)
    return nobodys if found else nobodys.but(version=part.version)


def pause_after(attempts: int, jitter: float) -> timedelta:
    """Between half and all of 10 s, doubled with every attempt, up to two hours."""
    longest: timedelta = min(FIRST_PAUSE * 2 ** min(attempts - 1, _DOUBLINGS), LONGEST_PAUSE)
    return longest * (0.5 + jitter / 2)


def _is_due(delivery: Delivery, now: datetime) -> bool:
    """Also what was claimed by a sender whose claim has ended: nobody knows whether it was sent."""
    if delivery.state is _S.CLAIMED:
        return True
    return delivery.state is _S.WAITING and (delivery.next_try_at is None or delivery.next_try_at <= now)


def _but(delivery: Delivery, **changes: object) -> Delivery:
    """Not validated, because a part changes fifty of them at a time, and to what is known here."""
    return delivery.model_copy(update=changes)


def _after(part: Part, delivery: Delivery, result: Result | None, now: datetime, jitter: float) -> Delivery:
    if result is None:
        return _but(delivery, state=_S.WAITING, attempts=delivery.attempts - 1)
    if result.state is not _S.WAITING:
        return _but(delivery, state=result.state, why=result.why, tried_at=now)
    wanted = timedelta(seconds=min(max(result.retry_after or 0, 0), part.way.gives_up_after.total_seconds()))
    paused_until = min(now + pause_after(delivery.attempts, jitter), part.tried_until)
    next_at = max(paused_until, now + wanted)
    if now >= part.tried_until or next_at > part.tried_until:
        return _but(delivery, state=_S.FAILED, why=result.why, tried_at=now)
    return _but(delivery, state=_S.WAITING, why=result.why, tried_at=now, next_try_at=next_at)
