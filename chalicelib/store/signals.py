"""What is remembered of signals, read and written."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.automation import KEPT_WHILE_FIRING, OLDEST, Group, Known, key_hash
from chalicelib.domain.ids import Id
from chalicelib.domain.signals import SignalState
from chalicelib.domain.times import to_wire
from chalicelib.domain.words import AS_STORED
from chalicelib.store.changes import DUE, Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Signals
from chalicelib.store.transactions import transaction

AT_A_TIME = 100
"""Keys that one request reads."""
MOST_WRITES = 90
"""TransactWriteItems takes 100 operations."""


@dataclass(frozen=True)
class Heard:
    """A new last word on a key, in the place of the one before."""

    key: str
    before: Known | None
    after: Known

    @property
    def writes(self) -> int:
        """Operations that it takes."""
        before = self.before.firing_in if self.before else ()
        return 1 + len({*before, *self.after.firing_in})


def known(org_id: Id, origin_id: Id, keys: Collection[str]) -> Mapping[str, Known]:
    """What is known of these keys; consistent."""
    by_item = {_known_item(origin_id, each): each for each in keys}
    items = list(by_item)
    found: dict[str, Known] = {}
    with reaching_dynamodb():
        for first in range(0, len(items), AT_A_TIME):
            wanted = [(org_id, each) for each in items[first : first + AT_A_TIME]]
            for row in Signals.batch_get(wanted, consistent_read=True):
                found[by_item[row.item]] = _known(row)
    return found


def hear(org_id: Id, origin_id: Id, heard: Sequence[Heard]) -> None:
    """Stores these words, all or nothing; raises LostRaceError where another writer was faster."""
    with transaction() as write:
        for each in heard:
            _hear(org_id, origin_id, each)(write)


def _hear(org_id: Id, origin_id: Id, heard: Heard) -> Operation:
    after, hashed = heard.after, key_hash(heard.key)
    kept = KEPT_WHILE_FIRING if after.state is SignalState.FIRING else OLDEST
    expires_at = after.heard_at + kept
    row = Signals(
        org_id,
        _known_item(origin_id, heard.key),
        content=after.model_dump(mode="json"),
        state=_state(after),
        expires_at=expires_at,
    )
    condition = Signals.item.does_not_exist() if heard.before is None else Signals.state == _state(heard.before)
    gone = set(heard.before.firing_in if heard.before else ()) - set(after.firing_in)

    def operation(write: Any) -> None:  # noqa: ANN401 - PynamoDB's
        write.save(row, condition=condition)
        for each in after.firing_in:
            write.save(Signals(org_id, f"f#{each}#{hashed}", expires_at=expires_at))
        for each in sorted(gone):
            write.delete(Signals(org_id, f"f#{each}#{hashed}"))

    return operation


def firing(org_id: Id, origin_id: Id) -> list[Known]:
    """The last words on those keys of the origin that fire; consistent."""
    with reaching_dynamodb():
        rows = Signals.query(
            org_id,
            Signals.item.startswith(f"k#{origin_id}#"),
            filter_condition=Signals.state.startswith(SignalState.FIRING.value),
            consistent_read=True,
        )
        return [_known(row) for row in rows]


def fires(org_id: Id, group_id: str, digest: str) -> bool:
    """Whether anything fires for a rule; consistent."""
    prefix = Signals.item.startswith(f"f#{group_id}#{digest}#")
    with reaching_dynamodb():
        return any(True for _ in Signals.query(org_id, prefix, consistent_read=True, limit=1))


def group(org_id: Id, group_id: str) -> Group | None:
    """One group; consistent."""
    with reaching_dynamodb():
        try:
            return _group(Signals.get(org_id, f"g#{group_id}", consistent_read=True))
        except Signals.DoesNotExist:
            return None


def groups(org_id: Id, origin_id: Id = "") -> list[Group]:
    """All groups of an organization, or of one origin; consistent."""
    prefix = Signals.item.startswith(f"g#{origin_id}")
    with reaching_dynamodb():
        return [_group(row) for row in Signals.query(org_id, prefix, consistent_read=True)]


def saving(group: Group, now: datetime) -> Operation:
    """Stores the group in the place of the version before it."""
    row = Signals(
        group.org_id,
        f"g#{group.id}",
        content=group.model_dump(mode="json"),
        version=group.version,
        expires_at=None if group.active or group.told is not None or group.due_at else now + OLDEST,
        due=DUE if group.due_at else None,
        due_at=to_wire(group.due_at) if group.due_at else None,
    )
    is_new = group.version == 1
    condition = Signals.item.does_not_exist() if is_new else Signals.version == group.version - 1
    return lambda write: write.save(row, condition=condition)


def save(group: Group, now: datetime) -> None:
    """The same in a transaction of its own; raises LostRaceError."""
    with transaction() as write:
        saving(group, now)(write)


def due(now: datetime, limit: int) -> list[tuple[Id, str]]:
    """Organizations and groups to be looked at by `now`, the longest overdue first; for the clock alone."""
    with reaching_dynamodb():
        rows = Signals.due_index.query(DUE, Signals.due_at <= to_wire(now), limit=limit)
        return [(row.org_id, row.item.removeprefix("g#")) for row in rows]


def forget(org_id: Id, origin_id: Id) -> None:
    """Nothing is known of the origin's keys any more, and nothing fires; its groups stay."""
    with reaching_dynamodb(), Signals.batch_write() as batch:
        for item in _items(org_id, (f"f#{origin_id}!", f"k#{origin_id}#")):
            batch.delete(Signals(org_id, item))


def silence(org_id: Id, group_id: str, digest: str) -> None:
    """Nothing fires for this rule any more, whatever is known of keys."""
    with reaching_dynamodb(), Signals.batch_write() as batch:
        for item in _items(org_id, (f"f#{group_id}#{digest}#",)):
            batch.delete(Signals(org_id, item))


def _items(org_id: Id, prefixes: Sequence[str]) -> Iterator[str]:
    for prefix in prefixes:
        rows = Signals.query(
            org_id, Signals.item.startswith(prefix), consistent_read=True, attributes_to_get=["org_id", "item"]
        )
        yield from [str(row.item) for row in rows]


def _known_item(origin_id: Id, key: str) -> str:
    return f"k#{origin_id}#{key_hash(key)}"


def _state(known: Known) -> str:
    rules = hashlib.sha256(" ".join(known.firing_in).encode()).hexdigest()[:16]
    return f"{known.state} {to_wire(known.at)} {rules}"


def _known(row: Signals) -> Known:
    return Known.model_validate(row.content, extra="ignore", context=AS_STORED)


def _group(row: Signals) -> Group:
    return Group.model_validate(row.content, extra="ignore", context=AS_STORED)
