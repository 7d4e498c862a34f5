"""Maintenance, read: one, a page of all, the unfinished, and what is due."""

from datetime import datetime

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.maintenance import MAX_UNFINISHED, Maintenance
from chalicelib.domain.page import MAX_RECENT
from chalicelib.domain.times import LATEST, RESOLUTION, to_wire
from chalicelib.store.changes import DUE, OPEN
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import MaintenanceTable


def get(org_id: Id, maintenance_id: Id) -> Maintenance:
    """One maintenance; raises NotFoundError."""
    if (found := find(org_id, maintenance_id)) is None:
        raise NotFoundError("There is no such maintenance.")
    return found


def find(org_id: Id, maintenance_id: Id) -> Maintenance | None:
    """One maintenance, if it is there."""
    with reaching_dynamodb():
        try:
            return from_row(Maintenance, MaintenanceTable.get(org_id, maintenance_id, consistent_read=True))
        except MaintenanceTable.DoesNotExist:
            return None


def unfinished(org_id: Id) -> list[Maintenance]:
    """What is scheduled or running; consistent."""
    return [each for each in holding(org_id) if not each.is_finished]


def holding(org_id: Id) -> list[Maintenance]:
    """All that may cover a service: the unfinished, and what is over and has not let go of all services yet."""
    with reaching_dynamodb():
        rows = MaintenanceTable.by_relevance.query(
            org_id, MaintenanceTable.relevant_until == OPEN, consistent_read=True
        )
        return [from_row(Maintenance, row) for row in rows]


def relevant_since(org_id: Id, since: datetime) -> list[Maintenance]:
    """What is scheduled, running, or finished after `since`; consistent, and bounded."""
    with reaching_dynamodb():
        rows = MaintenanceTable.by_relevance.query(
            org_id,
            MaintenanceTable.relevant_until >= to_wire(since),
            consistent_read=True,
            scan_index_forward=False,
            limit=MAX_UNFINISHED + MAX_RECENT,
        )
        return [from_row(Maintenance, row) for row in rows]


def newest_first(org_id: Id, *, limit: int, before: Id | None = None) -> list[Maintenance]:
    """At most `limit` maintenances created before `before`, newest first."""
    with reaching_dynamodb():
        older = MaintenanceTable.id < before if before else None
        rows = MaintenanceTable.query(
            org_id, older, consistent_read=True, scan_index_forward=False, limit=limit, page_size=limit
        )
        return [from_row(Maintenance, row) for row in rows]


def finished_between(org_id: Id, start: datetime, end: datetime, limit: int) -> list[Maintenance]:
    """At most `limit` that ended from `start` until before `end`, the last ended first; consistent."""
    with reaching_dynamodb():
        rows = MaintenanceTable.by_relevance.query(
            org_id,
            MaintenanceTable.relevant_until.between(to_wire(start), to_wire(end - RESOLUTION)),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
        )
        return [from_row(Maintenance, row) for row in rows]


def first_finished_since(org_id: Id, moment: datetime) -> Maintenance | None:
    """What ended first, at `moment` or later."""
    with reaching_dynamodb():
        over = MaintenanceTable.relevant_until.between(to_wire(moment), to_wire(LATEST))
        rows = MaintenanceTable.by_relevance.query(org_id, over, consistent_read=True, limit=1, page_size=1)
        return next((from_row(Maintenance, row) for row in rows), None)


def due(now: datetime, limit: int) -> list[tuple[Id, Id]]:
    """Organization and maintenance ids of what should have moved by `now`, longest overdue first.

    The one read across tenants: the clock's.
    """
    with reaching_dynamodb():
        rows = MaintenanceTable.due_index.query(DUE, MaintenanceTable.due_at <= to_wire(now), limit=limit)
        return [(row.org_id, row.id) for row in rows]


def due_between(start: datetime, end: datetime, limit: int) -> list[tuple[Id, Id]]:
    """Organization and maintenance ids of what will move by itself between these moments; for the clock, as `due`."""
    with reaching_dynamodb():
        span = MaintenanceTable.due_at.between(to_wire(start), to_wire(end))
        return [(row.org_id, row.id) for row in MaintenanceTable.due_index.query(DUE, span, limit=limit)]
