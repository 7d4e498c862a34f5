"""Failed sign-ins: how many in a row, and when the next try is welcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.domain.times import from_wire, to_wire
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import Counters
from chalicelib.store.transactions import LostRaceError


@dataclass(frozen=True)
class Failures:
    """The failures counted under one key."""

    count: int = 0
    next_at: datetime | None = None


def known(key: str, now: datetime) -> Failures:
    """The failures under a key; none, when the last one is too long ago. Consistent."""
    with reaching_dynamodb():
        try:
            row = Counters.get(key, consistent_read=True)
        except Counters.DoesNotExist:
            return Failures()
    if row.expires_at <= now:
        return Failures()
    return Failures(int(row.hits), from_wire(row.next_at) if row.next_at else None)


def note(key: str, seen: Failures, next_at: datetime, now: datetime, kept: timedelta) -> None:
    """One more than `seen`; raises LostRaceError when another try was counted meanwhile."""
    unchanged = Counters.hits == seen.count
    if not seen.count:
        unchanged = Counters.key.does_not_exist() | (Counters.expires_at <= now)
    row = Counters(key)
    actions: list[Action] = [
        Counters.hits.set(seen.count + 1),
        Counters.next_at.set(to_wire(next_at)),
        Counters.expires_at.set(next_at + kept),
    ]
    with reaching_dynamodb():
        try:
            row.update(actions=actions, condition=unchanged)
        except UpdateError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error


def forget(key: str) -> None:
    """Forgets the failures under a key."""
    with reaching_dynamodb():
        Counters(key).delete()
