"""Scheduling, editing, moving on, ending and deleting maintenance, each together with the services it covers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain import maintenance as rules
from chalicelib.domain import page_room, past_maintenance
from chalicelib.domain.affected import affected_by
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.events import CLOCK, Actor, EventType, quiet
from chalicelib.domain.holds import uncovered
from chalicelib.domain.ids import Id
from chalicelib.domain.maintenance import (
    MAX_UNFINISHED,
    Maintenance,
    MaintenanceDraft,
    MaintenanceEdit,
    MaintenanceStatusChange,
)
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.updates import check_room, check_room_to_open
from chalicelib.store import drafts
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.maintenance import get, unfinished
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims, occurrences, parts, services
from chalicelib.use_cases.entry_events import event_of, with_spans


def schedule(org_id: Id, draft: MaintenanceDraft, actor: Actor, now: datetime) -> Maintenance:
    """New maintenance; it starts and completes by itself at its times."""
    return retried(lambda: schedule_once(org_id, draft, actor, now))


def schedule_once(
    org_id: Id,
    draft: MaintenanceDraft,
    actor: Actor,
    now: datetime,
    prepared: Draft | None = None,
    along: Callable[[Maintenance], Sequence[Operation]] = lambda _: (),
) -> Maintenance:
    """The same, tried once. What was `prepared` is taken away by it, and gives the maintenance its id.

    `along` answers what else the transaction writes for maintenance that is planned, once it is known.
    """
    if past_maintenance.is_past(draft):
        if draft.repeat:
            raise InvalidError(("repeat",), "is only for maintenance that is still to come")
        return _record(org_id, draft, actor, now, prepared)
    if draft.repeat:
        return occurrences.begin(org_id, draft, draft.repeat, actor, now, prepared)
    chosen = services.chosen(org_id, draft.service_ids)
    maintenance = rules.scheduled(org_id, draft, affected_by(chosen, {}), now)
    if prepared:
        maintenance = maintenance.but(id=prepared.id)
    others = unfinished(org_id)
    if len(others) >= MAX_UNFINISHED:
        raise ConflictError(f"An organization can have {MAX_UNFINISHED} maintenances planned or running.")
    check_room_to_open(maintenance)
    page_room.check_maintenance(maintenance, others)
    event = quiet(event_of(EventType.MAINTENANCE_CREATED, maintenance, actor, now, []), draft.notify)
    taken = [drafts.removing(prepared)] if prepared else []
    first = [*along(maintenance), *taken]
    return parts.commit(Change(event, saved=[maintenance], first=first, held=chosen), None, maintenance)


def _record(
    org_id: Id, draft: MaintenanceDraft, actor: Actor, now: datetime, prepared: Draft | None = None
) -> Maintenance:
    """Maintenance that is over: its services stay as they are, and their history tells of it."""
    chosen = services.chosen(org_id, draft.service_ids)
    maintenance = past_maintenance.recorded(org_id, draft, affected_by(chosen, {}), now)
    if prepared:
        maintenance = maintenance.but(id=prepared.id)
    check_room(maintenance)
    event = event_of(EventType.MAINTENANCE_CREATED, maintenance, actor, now, [])
    covered = dict.fromkeys((each.id for each in chosen), ServiceStatus.UNDER_MAINTENANCE)
    if maintenance.actual_start and maintenance.actual_end:
        event = with_spans(event, covered, maintenance.actual_start, maintenance.actual_end)
    taken = [drafts.removing(prepared)] if prepared else []
    return parts.commit(Change(event, saved=[maintenance], first=taken, held=chosen), None, maintenance)


def edit(
    org_id: Id,
    maintenance_id: Id,
    changes: MaintenanceEdit,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Maintenance:
    """The maintenance edited: its words, and its times and services as long as that makes sense."""

    def attempt() -> Maintenance:
        before = checked(get(org_id, maintenance_id), expected)
        if changes.following:
            return occurrences.edit_following(before, changes, actor, now)
        wanted = changes.service_ids
        chosen = services.chosen(org_id, wanted) if wanted is not None else []
        affected = affected_by(chosen, {}) if wanted is not None else None
        maintenance = rules.edited(before, changes, affected, now)
        if not before.is_finished and page_room.size_of_entry(maintenance) > page_room.size_of_entry(before):
            page_room.check_maintenance(maintenance, unfinished(org_id))
        event = quiet(event_of(EventType.MAINTENANCE_UPDATED, maintenance, actor, now, [], before), changes.notify)
        return parts.commit(Change(event, saved=[maintenance], held=chosen), before, maintenance)

    return retried(attempt)


def change_status(
    org_id: Id,
    maintenance_id: Id,
    change: MaintenanceStatusChange,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Maintenance:
    """The maintenance one step on; starting covers its services, ending gives back the status they had."""

    def attempt() -> Maintenance:
        before = checked(get(org_id, maintenance_id), expected)
        return _commit_step(before, rules.stepped(before, change, now), actor, now, notify=change.notify)

    return retried(attempt)


def advance(org_id: Id, maintenance_id: Id, now: datetime) -> Maintenance | None:
    """What the clock does to it, or None when somebody was faster and nothing is due any more."""

    def attempt() -> Maintenance | None:
        before = get(org_id, maintenance_id)
        step = rules.next_step(before, now)
        return _commit_step(before, rules.stepped(before, step, now), CLOCK, now) if step else None

    return retried(attempt)


def delete(org_id: Id, maintenance_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The maintenance never was; a running one gives back its services."""

    def attempt() -> None:
        maintenance = checked(get(org_id, maintenance_id), expected)
        occurrences.succeed(maintenance, now)
        changed = given_back(maintenance, now) if maintenance.holding else []
        if not parts.fit(changed):
            maintenance, changed = parts.let_go(maintenance, changed, actor, now), []
        event = event_of(EventType.MAINTENANCE_DELETED, maintenance, actor, now, changed)
        Change(event, saved=list(changed), deleted=[maintenance]).commit()

    retried(attempt)


def _commit_step(
    before: Maintenance, after: Maintenance, actor: Actor, now: datetime, *, notify: bool = True
) -> Maintenance:
    """Starting covers its services; ending gives them back; every other step leaves them alone."""
    if after.is_finished and not before.is_finished:
        occurrences.succeed(before, now)
    changed = list[Service]()
    if after.is_running and not before.is_running:
        changed, after = _covering(after, now)
    if before.is_running and not after.is_running:
        changed, after = given_back(before, now), after.but(claims={})
    named = rules.naming(after, {service.id: service.status for service in changed})
    stayed = before.status is after.status
    kind = EventType.MAINTENANCE_UPDATED if stayed else EventType.MAINTENANCE_STATUS_CHANGED
    event = quiet(event_of(kind, named, actor, now, changed, before), notify)
    return parts.commit(Change(event, saved=[named, *changed]), before, named)


def _covering(maintenance: Maintenance, now: datetime) -> tuple[list[Service], Maintenance]:
    affected = claims.present(maintenance)
    others = claims.of_others(maintenance.org_id, maintenance.id) if affected else {}
    covered = dict.fromkeys((service.id for service in affected), ServiceStatus.UNDER_MAINTENANCE)
    changed, made = claims.claim_all(affected, covered, others, now)
    return changed, maintenance.but(claims=made)


def given_back(maintenance: Maintenance, now: datetime) -> list[Service]:
    """The services that it covered, as they are without it."""
    affected = claims.present(maintenance)
    others = claims.of_others(maintenance.org_id, maintenance.id) if affected else {}
    return [uncovered(service, others.get(service.id, ()), now) for service in affected]
