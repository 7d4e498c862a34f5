"""What of an organization's points is still to be rolled up, and who is at it: one item, kept small.

Whoever adds points notes in it which hours they are of, after the points are stored. Whoever rolls up takes all that is
noted under a claim, and clears it when everything that follows is done. So nothing is forgotten, whoever dies when.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import DUE
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import MetricData
from chalicelib.store.transactions import LostRaceError, retried

_HEAD = "#head"
_LOST = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class State:
    """How far roll-ups and documents go."""

    as_of: int = 0
    """Up to when documents show what was measured."""
    zone: str = ""
    """The time zone in which days were counted."""
    wrote_hour: int = 0
    """The hour in which the documents of more than a day were written last."""
    revision: int = 0
    """How often was counted; documents of an older one are to be written again."""


@dataclass(frozen=True)
class Claim:
    """What one run is to count."""

    keys: frozenset[str]
    later: frozenset[str]
    state: State
    until: int


def note(org_id: Id, keys: Collection[str], now: datetime) -> None:
    """Has these counted, by the job's next run at the latest."""
    row, wire = MetricData(org_id, _HEAD), to_wire(now)
    with reaching_dynamodb():
        row.update(
            actions=[
                MetricData.stale.add(set(keys)),
                MetricData.version.add(1),
                MetricData.due.set(DUE),
                MetricData.due_at.set(MetricData.due_at | wire),
            ]
        )
        if row.due_at and row.due_at > wire:
            row.update(actions=[MetricData.due_at.set(wire)])


def due(now: datetime, limit: int) -> list[Id]:
    """Organizations with something to count, the longest overdue first: a read across tenants."""
    with reaching_dynamodb():
        rows = MetricData.due_index.query(DUE, MetricData.due_at <= to_wire(now), limit=limit)
        return [row.org_id for row in rows]


def state(org_id: Id) -> State:
    """How far documents go; consistent."""
    row = _row(org_id)
    return _state(row.state) if row else State()


def claim(org_id: Id, now: int, seconds: int) -> Claim | None:
    """All that is to be counted, for one run alone. None where nothing was ever noted, or while another run counts."""

    def attempt() -> Claim | None:
        row = _row(org_id)
        if row is None or int(row.claimed_until or 0) > now:
            return None
        keys = frozenset(row.stale or ()) | frozenset(row.working or ())
        working = MetricData.working.set(set(keys)) if keys else MetricData.working.remove()
        is_same = MetricData.version == row.version
        is_free = MetricData.claimed_until.does_not_exist() | (MetricData.claimed_until <= now)
        claimed = now + seconds
        taken = [working, MetricData.stale.remove(), MetricData.claimed_until.set(claimed)]
        if not _updated(org_id, taken, is_same & is_free):
            raise LostRaceError((0,))
        return Claim(keys, frozenset(row.later or ()), _state(row.state), claimed)

    return retried(attempt)


def counted(org_id: Id, held: Claim, now: int, zone: str) -> State:
    """Says up to when everything is counted, before documents are written."""
    told = replace(held.state, as_of=now, zone=zone, revision=held.state.revision + 1)
    with reaching_dynamodb():
        MetricData(org_id, _HEAD).update(actions=[MetricData.state.set(told.__dict__)])
    return told


def finish(org_id: Id, held: Claim, told: State, later: Collection[str], again_at: datetime | None) -> None:
    """Ends the claim; what was noted meanwhile stays due. `again_at` is when to count even if no points come."""
    done = [
        MetricData.working.remove(),
        MetricData.claimed_until.remove(),
        MetricData.state.set(told.__dict__),
        MetricData.later.set(set(later)) if later else MetricData.later.remove(),
    ]
    mine = MetricData.claimed_until == held.until
    calm = [MetricData.due_at.set(to_wire(again_at))] if again_at else []
    calm = calm or [MetricData.due.remove(), MetricData.due_at.remove()]
    if not _updated(org_id, [*done, *calm], mine & MetricData.stale.does_not_exist()):
        _updated(org_id, done, mine)


def _updated(org_id: Id, actions: Sequence[Action], condition: Condition) -> bool:
    with reaching_dynamodb():
        try:
            MetricData(org_id, _HEAD).update(actions=list(actions), condition=condition)
        except UpdateError as error:
            if code_of(error) != _LOST:
                raise
            return False
    return True


def _row(org_id: Id) -> MetricData | None:
    with reaching_dynamodb():
        try:
            return MetricData.get(org_id, _HEAD, consistent_read=True)
        except MetricData.DoesNotExist:
            return None


def _state(stored: dict[str, Any] | None) -> State:
    known = State.__dataclass_fields__
    return State(**{name: value for name, value in (stored or {}).items() if name in known})
