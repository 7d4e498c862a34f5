"""Corrections of what was said about an incident. The newest update decides where the incident stands."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.affected import with_statuses
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
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import (
    GivenStatuses,
    Incident,
    IncidentStatus,
    IncidentUpdate,
    StatusByService,
    ToRestore,
    changed_by,
)
from chalicelib.domain.markdown import rewritten
from chalicelib.domain.times import to_wire
from chalicelib.domain.updates import check_room_to_edit


class IncidentUpdateEdit(UpdateEdit):
    """What may change about a posted update of an incident; a field left out keeps its value."""

    status: IncidentStatus | None = None
    """Of the newest update it is also the incident's: it may resolve the incident, or open it again."""
    service_status: GivenStatuses | None = None
    """The status that affected services get along with it: one for all, or one by service id."""
    restore_services: ToRestore = True
    """When this resolves it: make its services (or those named) operational again, except what something else holds."""


def corrected(
    incident: Incident, update_id: Id, edit: IncidentUpdateEdit, given: StatusByService, now: datetime
) -> Incident:
    """The incident with one update corrected; itself, if the edit changes nothing. Raises for what makes no sense."""
    before = found(incident.updates, update_id)
    after = _edited(incident, before, edit, now)
    if were := changed_by(given, incident.services):
        after = after.but(services_were=were | before.services_were)
    services = with_statuses(incident.services, given)
    if after == before and services == incident.services and not given:
        return incident
    updates = replaced(incident.updates, after if after != before else before)
    changed = _settled(incident, updates, now).but(
        services=services,
        **rewritten(incident, description=description_after(incident.description, before, after)),
    )
    _check_word(before, after, changed)
    if changed.is_open is not incident.is_open and edit.status is None:
        raise ConflictError(
            f"At that time, the newest update would be one that says {changed.status}. Give this update another status "
            "word as well, or a time after that."
        )
    check_room_to_edit(incident, changed)
    return changed


def without(incident: Incident, update_id: Id, now: datetime) -> Incident:
    """The incident without this update, as if it had never been posted; raises ConflictError for its only one."""
    slip = found(incident.updates, update_id)
    updates = left(incident.updates, update_id, "incident")
    description = description_after(incident.description, slip, None)
    return _settled(incident, updates, now).but(**rewritten(incident, description=description))


def with_update_back(incident: Incident, deleted: IncidentUpdate, now: datetime, *, describes: bool) -> Incident:
    """The incident as it was with an update that was deleted, which may have been its description as well.

    Raises ConflictError where there is no room for it.
    """
    changed = _settled(incident, with_deleted(incident.updates, deleted), now)
    changed = changed.but(**described_again(incident.description, deleted, describes=describes))
    check_room_to_edit(incident, changed)
    return changed


def resolving(updates: Sequence[IncidentUpdate]) -> IncidentUpdate | None:
    """The update that resolved the incident: since then none says that it is open. Newest first; None if it is open."""
    last: IncidentUpdate | None = None
    for update in updates:
        if update.status is not IncidentStatus.RESOLVED:
            break
        last = update
    return last


def _edited(incident: Incident, before: IncidentUpdate, edit: IncidentUpdateEdit, now: datetime) -> IncidentUpdate:
    changes = rewritten(before, **edit.model_dump(exclude_none=True, include={"status", "text", "created_at"}))
    after = before.but(**changes)
    if after == before:
        return before
    if after.created_at != before.created_at:
        why = f"must not be before {to_wire(incident.started_at)}, when the incident started"
        check_time(after.created_at, now, earliest=incident.started_at, why=why)
    return after.but(edited_at=now)


def _settled(incident: Incident, updates: tuple[IncidentUpdate, ...], now: datetime) -> Incident:
    """Where the incident stands by these updates. The time it was resolved at follows the update that says so."""
    was, ends = resolving(incident.updates), resolving(updates)
    stays = was is not None and ends is not None and (was.id, was.created_at) == (ends.id, ends.created_at)
    resolved_at = incident.resolved_at if stays else ends.created_at if ends else None
    return incident.revised(now, updates=updates, status=updates[0].status, resolved_at=resolved_at)


def _check_word(before: IncidentUpdate, after: IncidentUpdate, changed: Incident) -> None:
    """An update says that it is resolved only if no later one says that it is not."""
    if after.status is before.status or after.status is not IncidentStatus.RESOLVED:
        return
    if changed.is_open or after.created_at < _end_of(changed.updates):
        raise ConflictError("Later updates say that it is still open. Only the newest one can resolve the incident.")


def _end_of(updates: Sequence[IncidentUpdate]) -> datetime:
    ends = resolving(updates)
    return ends.created_at if ends else updates[0].created_at
