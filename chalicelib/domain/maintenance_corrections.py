"""Corrections of what was said about maintenance. They never start or end it: that is a step of its own."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.corrections import (
    UpdateEdit,
    check_time,
    described_again,
    description_after,
    found,
    left,
    replaced,
    with_deleted,
)
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.maintenance import (
    FINISHED,
    RUNNING,
    Maintenance,
    MaintenanceStatus,
    MaintenanceUpdate,
    Phase,
    phase_of,
)
from chalicelib.domain.markdown import rewritten
from chalicelib.domain.times import EARLIEST
from chalicelib.domain.updates import check_room_to_edit

_COURSE = (Phase.COMING, Phase.RUNNING, Phase.FINISHED)


class MaintenanceUpdateEdit(UpdateEdit):
    """What may change about a posted update of maintenance; a field left out keeps its value."""

    status: MaintenanceStatus | None = None
    """Of the newest update it is also the maintenance's own, which it may neither start nor end."""


def corrected(maintenance: Maintenance, update_id: Id, edit: MaintenanceUpdateEdit, now: datetime) -> Maintenance:
    """The maintenance with one update corrected; itself, if the edit changes nothing. Raises for what can't be."""
    before = found(maintenance.updates, update_id)
    after = _edited(before, edit, now)
    if after == before:
        return maintenance
    updates = replaced(maintenance.updates, after)
    check_course(updates)
    changed = _settled(maintenance, updates, now)
    description = description_after(maintenance.description, before, after)
    changed = changed.but(**rewritten(maintenance, description=description))
    check_room_to_edit(maintenance, changed)
    return changed


def without(maintenance: Maintenance, update_id: Id, now: datetime) -> Maintenance:
    """The maintenance without this update, as if it had never been posted; raises ConflictError for its only one."""
    slip = found(maintenance.updates, update_id)
    changed = _settled(maintenance, left(maintenance.updates, update_id, "maintenance"), now)
    return changed.but(**rewritten(maintenance, description=description_after(maintenance.description, slip, None)))


def with_update_back(
    maintenance: Maintenance, deleted: MaintenanceUpdate, now: datetime, *, describes: bool
) -> Maintenance:
    """The maintenance as it was with an update that was deleted. Raises ConflictError where that can't be."""
    updates = with_deleted(maintenance.updates, deleted)
    check_course(updates)
    changed = _settled(maintenance, updates, now)
    changed = changed.but(**described_again(maintenance.description, deleted, describes=describes))
    check_room_to_edit(maintenance, changed)
    return changed


def _edited(before: MaintenanceUpdate, edit: MaintenanceUpdateEdit, now: datetime) -> MaintenanceUpdate:
    changes = rewritten(before, **edit.model_dump(exclude_none=True, include={"status", "text", "created_at"}))
    after = before.but(**changes)
    if after == before:
        return before
    if after.created_at != before.created_at:
        check_time(after.created_at, now, earliest=EARLIEST, why="must not be before 1970")
    return after.but(edited_at=now)


def _settled(maintenance: Maintenance, updates: tuple[MaintenanceUpdate, ...], now: datetime) -> Maintenance:
    """Where the maintenance stands by these updates. Its actual times follow the updates that told of them."""
    status = updates[0].status
    if phase_of(status) is not phase_of(maintenance.status):
        raise ConflictError(
            f"The maintenance would become {status.replace('_', ' ')} by this. Starting and ending it are steps of "
            "their own: change its status instead."
        )
    if status is MaintenanceStatus.COMPLETED and maintenance.actual_start is None:
        raise ConflictError("It never started, so it cannot have been completed.")
    start = _followed(maintenance.actual_start, maintenance.updates, updates, RUNNING)
    end = _followed(maintenance.actual_end, maintenance.updates, updates, FINISHED)
    if start and end and end < start:
        raise InvalidError(("created_at",), "would make the maintenance end before it started")
    return maintenance.revised(now, updates=updates, status=status, actual_start=start, actual_end=end)


def _followed(
    known: datetime | None,
    before: Iterable[MaintenanceUpdate],
    after: Iterable[MaintenanceUpdate],
    statuses: frozenset[MaintenanceStatus],
) -> datetime | None:
    """The time the first update in one of `statuses` has now, where the actual time is the one it had before."""
    was, told = _first(before, statuses), _first(after, statuses)
    return told if known and told and was == known else known


def _first(updates: Iterable[MaintenanceUpdate], statuses: frozenset[MaintenanceStatus]) -> datetime | None:
    return min((said.created_at for said in updates if said.status in statuses), default=None)


def check_course(updates: Iterable[MaintenanceUpdate]) -> None:
    """Raises ConflictError unless, oldest first, updates tell of planned, then of running, then of finished work."""
    course = [_COURSE.index(phase_of(said.status)) for said in updates]
    if course != sorted(course, reverse=True):
        raise ConflictError("Its updates would tell of the end before the start, or of the start before the plan.")
