"""Damping: what machines change is shown long enough to be read, and for longer while it changes again and again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

LATELY = timedelta(minutes=10)
_STEPS = ((6, timedelta(minutes=5)), (2, timedelta(minutes=1)), (1, timedelta(seconds=15)))
"""After so many changes lately, how long the newest one stays."""
REMEMBERED = 10


def stays_until(changed_at: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when the newest change must stay; None when there may be another one. `changed_at` is newest first."""
    recent = sum(now - at < LATELY for at in changed_at)
    for count, stays in _STEPS:
        if recent >= count:
            until = changed_at[0] + stays
            return until if until > now else None
    return None


def remembered(changed_at: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """The changes with one more."""
    return (now, *changed_at)[:REMEMBERED]
