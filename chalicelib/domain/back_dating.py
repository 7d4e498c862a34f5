"""Incidents that are told afterwards: they began in the past, and may be over already.

The id of such an incident is made from the time it began, as every id is. So lists, months of history and cursors go on
by ids, and have it where it belongs.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.domain.affected import Affected
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, moment_of, new_id
from chalicelib.domain.incident_corrections import resolving
from chalicelib.domain.incidents import (
    Incident,
    IncidentDraft,
    IncidentStatus,
    IncidentUpdate,
    PastUpdate,
    StatusByService,
    impact_of,
    update_of,
)
from chalicelib.domain.markdown import written
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.updates import MAX_UPDATES, check_room

FARTHEST_YEARS = 10
FARTHEST = timedelta(days=365.25 * FARTHEST_YEARS)
_RESOLVED = IncidentStatus.RESOLVED


def is_back_dated(draft: IncidentDraft) -> bool:
    """Whether it says anything about when it was."""
    return bool(draft.started_at or draft.resolved_at or draft.updates)


def recorded(org_id: Id, draft: IncidentDraft, affected: Affected, given: StatusByService, now: datetime) -> Incident:
    """The incident as it was, or still is; raises InvalidError for times and words that don't fit each other."""
    start = _start(draft, now)
    updates = _told(draft, start, now)
    ends = resolving(updates)
    resolved_at = (draft.resolved_at or ends.created_at) if ends else None
    incident = Incident(
        id=new_id(start),
        org_id=org_id,
        title=draft.title,
        **written(description=draft.description),
        status=updates[0].status,
        impact=draft.impact or impact_of(given),
        services=affected if resolved_at is None else _as_it_was(affected, given),
        updates=updates,
        started_at=start,
        resolved_at=resolved_at,
        created_at=now,
        updated_at=now,
    )
    check_room(incident)
    return incident


def check_start(start: datetime, now: datetime) -> None:
    """Raises InvalidError for a time that nothing can have started at."""
    if start > now:
        raise InvalidError(("started_at",), "must not be in the future")
    if start < now - FARTHEST:
        raise InvalidError(("started_at",), f"must be within the last {FARTHEST_YEARS} years")


def restarted(incident: Incident, start: datetime, now: datetime) -> dict[str, object]:
    """The fields of an incident that began at another time than was said; raises InvalidError for one that can't be."""
    check_start(start, now)
    if start > min(said.created_at for said in incident.updates):
        raise InvalidError(("started_at",), "must not be after its first update")
    if incident.resolved_at and start > incident.resolved_at:
        raise InvalidError(("started_at",), "must not be after it was resolved")
    if start == incident.started_at:
        return {}
    return {"started_at": start, "moved_to": None if moment_of(incident.id) == start else new_id(start)}


def under(incident: Incident, incident_id: Id) -> Incident:
    """The incident with an id that is older than it, in the place in which it began all the same."""
    return incident.but(id=incident_id, moved_to=incident.id)


def check_draft(draft: IncidentDraft) -> None:
    """Raises InvalidError for a draft of what is over: that is recorded when it is told."""
    for name in ("resolved_at", "updates"):
        if getattr(draft, name):
            raise InvalidError((name,), "is for an incident that is recorded at once, not for a draft")


def in_order(updates: Sequence[PastUpdate]) -> list[PastUpdate]:
    """Oldest first, whichever way they are given; of the same moment as they are given."""
    newest_first = len(updates) > 1 and updates[0].created_at > updates[-1].created_at
    return sorted(reversed(updates) if newest_first else updates, key=lambda each: each.created_at)


def _as_it_was(affected: Affected, given: StatusByService) -> Affected:
    """What is over says nothing about how its services are now."""
    return tuple(item.but(status=given.get(item.id, ServiceStatus.OPERATIONAL)) for item in affected)


def _start(draft: IncidentDraft, now: datetime) -> datetime:
    start = draft.started_at or min((said.created_at for said in draft.updates), default=None)
    if start is None:
        raise InvalidError(("started_at",), "is needed along with resolved_at")
    check_start(start, now)
    if draft.resolved_at and draft.resolved_at < start:
        raise InvalidError(("resolved_at",), "must not be before started_at")
    if draft.resolved_at and draft.resolved_at > now:
        raise InvalidError(("resolved_at",), "must not be in the future")
    return start


def _told(draft: IncidentDraft, start: datetime, now: datetime) -> tuple[IncidentUpdate, ...]:
    """Its updates, newest first. When none are given, one says how it stands, with the description as its text."""
    if not draft.updates:
        status = _RESOLVED if draft.resolved_at else draft.status
        _check_status(draft, status)
        return (update_of(status, draft.description or None, draft.resolved_at or now),)
    _check_updates(draft, start, now)
    told = [update_of(said.status, said.text, said.created_at) for said in in_order(draft.updates)]
    _check_status(draft, told[-1].status)
    updates = tuple(reversed(told))
    _check_end(draft, updates)
    return updates


def _check_status(draft: IncidentDraft, status: IncidentStatus) -> None:
    if "status" in draft.model_fields_set and draft.status is not status:
        raise InvalidError(("status",), f"must be {status}, as its end or its last update says, or be left out")


def _check_updates(draft: IncidentDraft, start: datetime, now: datetime) -> None:
    if len(draft.updates) > MAX_UPDATES:
        raise InvalidError(("updates",), f"may be {MAX_UPDATES} at most")
    for place, said in enumerate(draft.updates):
        loc = ("updates", place, "created_at")
        if said.created_at < start:
            raise InvalidError(loc, "must not be before started_at")
        if said.created_at > now:
            raise InvalidError(loc, "must not be in the future")
        if draft.resolved_at and said.status is not _RESOLVED and said.created_at > draft.resolved_at:
            raise InvalidError(loc, "must not be after resolved_at, since the update says that it was still open")


def _check_end(draft: IncidentDraft, updates: Sequence[IncidentUpdate]) -> None:
    ends = resolving(updates)
    if draft.resolved_at and ends is None:
        raise InvalidError(("updates",), "must end with one that says resolved, since resolved_at is given")
    if draft.resolved_at and ends and ends.created_at < draft.resolved_at:
        raise InvalidError(("resolved_at",), "must not be after the update that says resolved")
