"""Maintenance that is told when it is over: with the times at which it really was, and what was said meanwhile.

Its id is made from when it was first told of, as every id is, so that lists have it where it belongs.
"""

from datetime import datetime

from chalicelib.domain.affected import Affected, with_statuses
from chalicelib.domain.back_dating import FARTHEST, FARTHEST_YEARS
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.maintenance import (
    MAX_LENGTH,
    Maintenance,
    MaintenanceDraft,
    MaintenanceStatus,
    MaintenanceUpdate,
    update_of,
)
from chalicelib.domain.maintenance_corrections import check_course
from chalicelib.domain.markdown import written
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.updates import MAX_UPDATES

_COMPLETED = MaintenanceStatus.COMPLETED


def is_past(draft: MaintenanceDraft) -> bool:
    """Whether it says that it is over; raises InvalidError for what is neither planned nor over.

    An `actual_end` says it as well, unless another status is given along.
    """
    if draft.status is _COMPLETED or (draft.actual_end and "status" not in draft.model_fields_set):
        if draft.repeat:
            raise InvalidError(("repeat",), "is for maintenance that is planned")
        return True
    if draft.status is not MaintenanceStatus.SCHEDULED:
        raise InvalidError(("status",), "must be scheduled or completed")
    for name in ("actual_start", "actual_end", "updates"):
        if getattr(draft, name):
            raise InvalidError((name,), "is for maintenance that is completed: give that as its status")
    return False


def recorded(org_id: Id, draft: MaintenanceDraft, affected: Affected, now: datetime) -> Maintenance:
    """The maintenance as it was; raises InvalidError for times and words that don't fit each other."""
    start, end = draft.actual_start or draft.scheduled_start, draft.actual_end or draft.scheduled_end
    _check_times(draft, start, end, now)
    updates = _told(draft, end, now)
    return Maintenance(
        id=new_id(min(start, updates[-1].created_at)),
        org_id=org_id,
        title=draft.title,
        **written(description=draft.description),
        status=_COMPLETED,
        scheduled_start=draft.scheduled_start,
        scheduled_end=draft.scheduled_end,
        actual_start=start,
        actual_end=end,
        services=with_statuses(affected, {item.id: ServiceStatus.OPERATIONAL for item in affected}),
        updates=updates,
        created_at=now,
        updated_at=now,
    )


def _check_times(draft: MaintenanceDraft, start: datetime, end: datetime, now: datetime) -> None:
    said_start = "actual_start" if draft.actual_start else "scheduled_start"
    said_end = "actual_end" if draft.actual_end else "scheduled_end"
    if draft.scheduled_end <= draft.scheduled_start:
        raise InvalidError(("scheduled_end",), "must be after scheduled_start")
    if draft.scheduled_end - draft.scheduled_start > MAX_LENGTH:
        raise InvalidError(("scheduled_end",), f"must be within {MAX_LENGTH.days} days of scheduled_start")
    if start < now - FARTHEST:
        raise InvalidError((said_start,), f"must be within the last {FARTHEST_YEARS} years")
    if end > now:
        raise InvalidError((said_end,), "must not be in the future, since it is completed")
    if end <= start:
        raise InvalidError((said_end,), f"must be after {said_start}")


def _told(draft: MaintenanceDraft, end: datetime, now: datetime) -> tuple[MaintenanceUpdate, ...]:
    """Its updates, newest first. When none are given, one says that it is completed."""
    if not draft.updates:
        return (update_of(_COMPLETED, draft.description or None, end),)
    if len(draft.updates) > MAX_UPDATES:
        raise InvalidError(("updates",), f"may be {MAX_UPDATES} at most")
    for place, said in enumerate(draft.updates):
        if said.created_at > now:
            raise InvalidError(("updates", place, "created_at"), "must not be in the future")
        if said.created_at < now - FARTHEST:
            raise InvalidError(("updates", place, "created_at"), f"must be within the last {FARTHEST_YEARS} years")
    newest_first = len(draft.updates) > 1 and draft.updates[0].created_at > draft.updates[-1].created_at
    given = draft.updates if newest_first else draft.updates[::-1]
    in_order = sorted(given, key=lambda each: each.created_at, reverse=True)
    updates = tuple(update_of(said.status, said.text, said.created_at) for said in in_order)
    if updates[0].status is not _COMPLETED:
        raise InvalidError(("updates",), "must end with one that says completed")
    check_course(updates)
    return updates
