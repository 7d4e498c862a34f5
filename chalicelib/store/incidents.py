"""Incidents, read: one, a page of all, the unresolved, and what a visitor still cares about."""

from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import MAX_OPEN, Incident
from chalicelib.domain.page import MAX_RECENT
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import OPEN
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Incidents, MovedIncidents


def get(org_id: Id, incident_id: Id) -> Incident:
    """One incident; raises NotFoundError."""
    if (found := find(org_id, incident_id)) is None:
        raise NotFoundError("There is no such incident.")
    return found


def find(org_id: Id, incident_id: Id) -> Incident | None:
    """One incident, if it is there."""
    with reaching_dynamodb():
        row = _row(org_id, incident_id) or _moved_row(org_id, incident_id)
        found = _incident(row) if row else None
    return found if found and found.id == incident_id else None


def unresolved(org_id: Id) -> list[Incident]:
    """The open ones; consistent, and independent of how many there were before."""
    return [each for each in holding(org_id) if each.is_open]


def holding(org_id: Id) -> list[Incident]:
    """All that may hold a service: the open ones, and those resolved that have not let go of all services yet."""
    with reaching_dynamodb():
        rows = Incidents.by_relevance.query(org_id, Incidents.relevant_until == OPEN, consistent_read=True)
        return [_incident(row) for row in rows]


def relevant_since(org_id: Id, since: datetime) -> list[Incident]:
    """The open ones and the newest resolved after `since`; consistent, and bounded."""
    with reaching_dynamodb():
        rows = Incidents.by_relevance.query(
            org_id,
            Incidents.relevant_until >= to_wire(since),
            consistent_read=True,
            scan_index_forward=False,
            limit=MAX_OPEN + MAX_RECENT,
        )
        return [_incident(row) for row in rows]


def newest_first(org_id: Id, *, limit: int, before: Id | None = None, down_to: Id | None = None) -> list[Incident]:
    """At most `limit` incidents whose places are before `before` and not before `down_to`: by start, newest first."""
    with reaching_dynamodb():
        rows = Incidents.query(
            org_id,
            _between(down_to, before),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit + 1,
            page_size=limit + 1,
        )
        found = [_incident(row) for row in rows]
    return [incident for incident in found if incident.place != before][:limit]


def first_since(org_id: Id, down_to: Id) -> Incident | None:
    """The oldest incident that is not older than `down_to`."""
    with reaching_dynamodb():
        rows = Incidents.query(org_id, Incidents.id >= down_to, consistent_read=True, limit=1, page_size=1)
        return next((_incident(row) for row in rows), None)


def _incident(row: Incidents) -> Incident:
    if row.public_id is None:
        return from_row(Incident, row)
    return from_row(Incident, row, id=row.public_id, moved_to=row.id)


def _row(org_id: Id, place: Id) -> Incidents | None:
    try:
        return Incidents.get(org_id, place, consistent_read=True)
    except Incidents.DoesNotExist:
        return None


def _moved_row(org_id: Id, incident_id: Id) -> Incidents | None:
    try:
        partition = MovedIncidents.partition_of(org_id)
        return _row(org_id, MovedIncidents.get(partition, incident_id, consistent_read=True).moved_to)
    except MovedIncidents.DoesNotExist:
        return None


def _between(low: Id | None, high: Id | None) -> Condition | None:
    if low and high:
        return Incidents.id.between(low, high)
    if high:
        return Incidents.id < high
    return Incidents.id >= low if low else None
