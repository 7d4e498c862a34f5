"""Maintenance that follows another product, where it was imported from: it becomes what is said of it there."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain import page_room
from chalicelib.domain.affected import ids_of
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType, quiet
from chalicelib.domain.maintenance import MAX_UNFINISHED, Maintenance
from chalicelib.domain.services import Service
from chalicelib.store.changes import Change, Operation
from chalicelib.store.maintenance import unfinished
from chalicelib.use_cases import maintenance, parts, services
from chalicelib.use_cases.entry_events import event_of


def replace(
    before: Maintenance,
    after: Maintenance,
    actor: Actor,
    now: datetime,
    along: Callable[[Maintenance], Sequence[Operation]],
) -> Maintenance:
    """Writes `after`, and gives back services that it covers no longer; nobody is notified. Raises LostRaceError.

    It may have been started or ended by the clock, and be planned for another time since.
    """
    if not after.is_finished:
        _check_room(before, after)
    changed = list[Service]()
    if before.is_running and not after.is_running:
        changed, after = maintenance.given_back(before, now), after.but(claims={})
    added = () if after.is_finished else {*ids_of(after.services)} - {*ids_of(before.services)}
    stays = before.status is after.status
    kind = EventType.MAINTENANCE_UPDATED if stays else EventType.MAINTENANCE_STATUS_CHANGED
    event = quiet(event_of(kind, after, actor, now, changed, before), notify=False)
    held = services.chosen(after.org_id, tuple(added))
    return parts.commit(Change(event, saved=[after, *changed], first=along(after), held=held), before, after)


def _check_room(before: Maintenance, after: Maintenance) -> None:
    others = unfinished(after.org_id)
    if before.is_finished and len(others) >= MAX_UNFINISHED:
        raise ConflictError(f"An organization can have {MAX_UNFINISHED} maintenances planned or running.")
    if page_room.size_of_entry(after) > page_room.size_of_entry(before) or before.is_finished:
        page_room.check_maintenance(after, others)
