"""Monitors, read: by organization, and those whose turn it is."""

import hashlib
from collections.abc import Sequence

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.monitors import Monitor
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Monitors, MonitorStates

INTERVALS = (1, 5, 15)
SHARDS = 4
"""Parts of each slot of the index, so that no partition has to serve a whole minute."""
Key = tuple[Id, Id]
"""Organization and monitor."""


def get(org_id: Id, monitor_id: Id) -> Monitor:
    """One monitor; raises NotFoundError."""
    if (found := find(org_id, monitor_id)) is None:
        raise NotFoundError("There is no such monitor.")
    return found


def find(org_id: Id, monitor_id: Id) -> Monitor | None:
    """One monitor, if it is there; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Monitor, Monitors.get(org_id, monitor_id, consistent_read=True))
        except Monitors.DoesNotExist:
            return None


def of_organization(org_id: Id) -> list[Monitor]:
    """All of them, newest first; consistent."""
    with reaching_dynamodb():
        rows = Monitors.query(org_id, consistent_read=True, scan_index_forward=False)
        return [from_row(Monitor, row) for row in rows]


def some(keys: Sequence[Key]) -> list[Monitor]:
    """Those that are there, in no order; what was changed a moment ago may read as it was."""
    with reaching_dynamodb():
        return [from_row(Monitor, row) for row in Monitors.batch_get(list(keys))]


def due(minute: int) -> list[Key]:
    """Whose turn it is in a minute since 1970. A read across tenants, for the clock; as current as an index is."""
    slots = [f"{every}#{minute % every}#{shard}" for every in INTERVALS for shard in range(SHARDS)]
    with reaching_dynamodb():
        return [(row.org_id, row.id) for slot in slots for row in MonitorStates.by_slot.query(slot)]


def slot_of(monitor: Monitor) -> str | None:
    """Where the monitor stands in the index; None while it is paused."""
    if monitor.paused:
        return None
    number, every = spread(monitor.id), monitor.interval_minutes
    return f"{every}#{number % every}#{number // every % SHARDS}"


def spread(monitor_id: Id) -> int:
    """A number that is always the same for a monitor, and spreads monitors evenly."""
    return int.from_bytes(hashlib.sha256(monitor_id.encode()).digest()[:6], "big")


def placing(monitor: Monitor) -> Operation:
    """Gives the monitor its turns, or none while it is paused."""
    state, slot = MonitorStates(monitor.org_id, monitor.id), slot_of(monitor)
    action = MonitorStates.slot.set(slot) if slot else MonitorStates.slot.remove()
    return lambda write: write.update(state, actions=[action])


def removing(monitor: Monitor) -> Operation:
    """Forgets what is known of it; its results expire."""
    state = MonitorStates(monitor.org_id, monitor.id)
    return lambda write: write.delete(state)
