"""What is told of one thing: the first word at once, and what follows within a minute in one message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import Field

from chalicelib.domain.ids import Id, floor_id
from chalicelib.domain.model import Model
from chalicelib.domain.notifications import NEWS_FOR
from chalicelib.domain.times import Instant

APART = timedelta(minutes=1)
"""Between two messages of a thread."""
REMEMBERED = 1000
"""Events at most that are known to have been told; those that are no news any more are forgotten."""


class Thread(Model):
    """What has been told of one thing, and what is being gathered."""

    id: Id
    org_id: Id = Field(exclude=True)
    told_at: Instant | None = None
    """When something was told last."""
    seen: tuple[str, ...] = ()
    """Events that were told at once, the newest last."""
    gathering: tuple[str, ...] = ()
    """Events that wait, in the order in which they came."""
    batch: tuple[str, ...] = ()
    """The events that were gathered last, and are told in one message."""
    announced_at: Instant | None = None
    """When its present times were told; of maintenance."""
    about: tuple[str, ...] = ()
    """The services that any of it was about: who was told how it began is told how it ends."""
    version: int = 1

    @property
    def due_at(self) -> datetime | None:
        """When what is gathered is told."""
        return self.told_at + APART if self.gathering and self.told_at else None

    def knows(self, event_id: str) -> bool:
        """Whether the event was told, or is about to be."""
        return event_id in self.seen or event_id in self.gathering or event_id in self.batch

    def is_quiet(self, now: datetime) -> bool:
        """Whether the next word goes out at once."""
        return not self.gathering and (self.told_at is None or now >= self.told_at + APART)

    def heard(self, event_id: str, now: datetime, *, announces: bool, about: Sequence[str] = ()) -> "Thread":
        """With one more event, which is told at once or gathered; unchanged where it is known."""
        if self.knows(event_id):
            return self
        further: dict[str, object] = {"announced_at": now} if announces else {}
        further |= {"about": tuple(dict.fromkeys((*self.about, *about))), "version": self.version + 1}
        if self.is_quiet(now):
            return self.but(seen=_still_news((*self.seen, event_id), now), told_at=now, **further)
        return self.but(gathering=(*self.gathering, event_id), **further)

    def closed(self, now: datetime) -> "Thread":
        """With what was gathered ready to be told, if it is time for that; otherwise unchanged."""
        if self.due_at is None or now < self.due_at:
            return self
        seen = _still_news((*self.seen, *self.batch), now)
        return self.but(batch=self.gathering, gathering=(), seen=seen, told_at=now, version=self.version + 1)


def _still_news(event_ids: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Those that could be told once more if they came again: ids begin with the time."""
    oldest = floor_id(now - 2 * NEWS_FOR)
    return tuple(each for each in event_ids if each >= oldest)[-REMEMBERED:]


def in_order(event_ids: Sequence[str]) -> list[str]:
    """As they happened: ids begin with the time."""
    return sorted(event_ids)
