"""Opening, editing, moving on, resolving and deleting incidents, each together with the services it holds down."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.domain import back_dating, page_room
from chalicelib.domain import incidents as rules
from chalicelib.domain.affected import affected_by, ids_of, with_statuses
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, Event, EventType, quiet
from chalicelib.domain.ids import Id
from chalicelib.domain.incident_impact import check_impact, raised
from chalicelib.domain.incidents import (
    MAX_OPEN,
    Incident,
    IncidentDraft,
    IncidentEdit,
    IncidentStatusChange,
    IncidentUpdateDraft,
    StatusByService,
    statuses_given,
    to_restore,
)
from chalicelib.domain.services import Service
from chalicelib.domain.updates import check_room_to_open
from chalicelib.store import drafts, postmortems
from chalicelib.store.changes import Change, Operation, checked, pointing
from chalicelib.store.incidents import get, holding, unresolved
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims, incident_services, parts, services
from chalicelib.use_cases.entry_events import event_of, with_spans
from chalicelib.use_cases.incident_services import Exchange


def open_incident(org_id: Id, draft: IncidentDraft, actor: Actor, now: datetime) -> Incident:
    """A new incident; its services get the status the draft gives them, unless it is over: then they had it."""
    return retried(lambda: open_once(org_id, draft, actor, now))


def open_once(
    org_id: Id,
    draft: IncidentDraft,
    actor: Actor,
    now: datetime,
    prepared: Draft | None = None,
    along: Callable[[Incident], Sequence[Operation]] = lambda _: (),
) -> Incident:
    """The same, tried once. What was `prepared` is taken away by it, and gives the incident its id.

    `along` are operations that hold or fail together with it.
    """
    given = statuses_given(draft.service_status, draft.service_ids)
    check_impact(draft.impact, given.values())
    affected = services.chosen(org_id, draft.service_ids)
    make = back_dating.recorded if back_dating.is_back_dated(draft) else rules.opened
    incident = make(org_id, draft, affected_by(affected, given), given, now)
    if prepared:
        incident = back_dating.under(incident, prepared.id)
    check_room_to_open(incident)
    changed = list[Service]()
    if incident.is_open:
        known = with_room(incident)
        others = claims.of_others(org_id, incident.id, known) if given else {}
        changed, made = claims.claim_all(affected, given, others, now)
        incident = incident.but(claims=made)
    event = event_of(EventType.INCIDENT_CREATED, incident, actor, now, changed)
    event = quiet(with_spans(event, given, incident.started_at, incident.resolved_at or now), draft.notify)
    written = {service.id for service in changed}
    held = [each for each in affected if each.id not in written]
    taken = [drafts.removing(prepared), pointing(incident)] if prepared else []
    taken += along(incident)
    return parts.commit(Change(event, saved=[incident, *changed], first=taken, held=held), None, incident)


def edit(
    org_id: Id,
    incident_id: Id,
    changes: IncidentEdit,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident edited; a service that is taken out of an open one is given back."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        exchange = incident_services.exchanged(before, changes.service_ids, changes.restore_services, now)
        given = statuses_given(changes.service_status, tuple(ids_of(exchange.incident.services)))
        incident, changed = _edited(before, exchange.incident, changes, given, now)
        if before.is_open and page_room.size_of_entry(incident) > page_room.size_of_entry(before):
            page_room.check_incident(incident, unresolved(org_id))
        changed = [*exchange.out, *changed]
        event = event_of(EventType.INCIDENT_UPDATED, incident, actor, now, changed, before)
        held = {each: claim.status for each, claim in incident.holding.items()}
        event = with_spans(event, held, incident.started_at, before.started_at)
        return _committed(event, before, incident, changed, exchange.added)

    return retried(attempt)


def _edited(
    before: Incident, named: Incident, changes: IncidentEdit, given: StatusByService, now: datetime
) -> tuple[Incident, list[Service]]:
    """The incident with what the edit says, and the services that get a status by it."""
    if given and not before.is_open:
        raise ConflictError("It is resolved, and gives its services no status. Post an update that reopens it.")
    fields = changes.model_dump(exclude_none=True, include={"title", "description", "impact"})
    if changes.started_at:
        fields |= back_dating.restarted(before, changes.started_at, now)
    changed, claimed = incident_services.claimed(named, given, now)
    fields["services"] = with_statuses(named.services, given)
    if before.is_open:
        check_impact(changes.impact, [claim.status for claim in claimed.values()])
        impact = changes.impact or raised(before.impact, before.holding, claimed)
        fields |= {"claims": claimed if before.claims is not None or claimed else None, "impact": impact}
    return rules.edited(before, fields, now), changed


def change_status(
    org_id: Id,
    incident_id: Id,
    change: IncidentStatusChange,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident one step on; resolving restores its services unless the change says not to."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        incident = rules.stepped(before, change, now)
        restore = to_restore(change.restore_services, ids_of(before.services))
        return commit_step(before, incident, {}, restore, actor, now, notify=change.notify)

    return retried(attempt)


def post_update(
    org_id: Id,
    incident_id: Id,
    draft: IncidentUpdateDraft,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
) -> Incident:
    """The incident with one more update, and whatever step and service statuses it brings."""

    def attempt() -> Incident:
        before = checked(get(org_id, incident_id), expected)
        exchange = incident_services.exchanged(before, draft.service_ids, draft.restore_services, now)
        affected = ids_of(exchange.incident.services)
        given = statuses_given(draft.service_status, tuple(affected))
        incident = rules.updated(exchange.incident, draft, given, now)
        restore = to_restore(draft.restore_services, {*ids_of(before.services), *affected})
        return commit_step(before, incident, given, restore, actor, now, exchange=exchange, notify=draft.notify)

    return retried(attempt)


def delete(org_id: Id, incident_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The incident is gone; an open one gives back the services that it held down, and no others."""

    def attempt() -> None:
        incident = checked(get(org_id, incident_id), expected)
        given_back = incident_services.given_back(incident, incident.holding.keys(), now)
        if not parts.fit(given_back):
            incident, given_back = parts.let_go(incident, given_back, actor, now), []
        removal = [postmortems.removing(org_id, incident_id)]
        event = event_of(EventType.INCIDENT_DELETED, incident, actor, now, given_back)
        if incident.moved_to:
            removal.append(pointing(incident.but(moved_to=None)))
        Change(event, saved=list(given_back), deleted=[incident], first=removal).commit()

    retried(attempt)


def commit_step(  # noqa: PLR0913 - what a step is: from, to, and what it does to services
    before: Incident,
    after: Incident,
    given: StatusByService,
    restore: Collection[Id],
    actor: Actor,
    now: datetime,
    *,
    kind: EventType | None = None,
    audit: Mapping[str, Any] = MappingProxyType({}),
    exchange: Exchange | None = None,
    notify: bool = True,
) -> Incident:
    """Commits `after` with its services: an open incident claims what is `given`, one that ends restores `restore`."""
    exchange = exchange or Exchange(before)
    if after.is_open and not before.is_open:
        with_room(after)
    if after.is_open:
        changed, claimed = incident_services.claimed(after.but(claims=exchange.incident.holding), given, now)
        after = after.but(claims=claimed, impact=raised(after.impact, before.holding, claimed))
        changed = [*exchange.out, *changed]
    else:
        changed = incident_services.ended(before, given, restore, now, exchange.added)
        after = after.but(claims={})
    stayed = before.status is after.status
    kind = kind or (EventType.INCIDENT_UPDATE_POSTED if stayed else EventType.INCIDENT_STATUS_CHANGED)
    event = event_of(kind, after, actor, now, changed, before)
    event = quiet(event.but(changes={**event.changes, **audit}), notify)
    return _committed(event, before, after, changed, exchange.added)


def _committed(
    event: Event, before: Incident, after: Incident, changed: Sequence[Service], added: Collection[Service]
) -> Incident:
    """The incident, written with its services; those it names from now on must still be what they were."""
    written = {service.id for service in changed}
    held = [each for each in added if each.id not in written]
    moved_from = before if after.place != before.place else None
    return parts.commit(Change(event, saved=[after, *changed], held=held, moved_from=moved_from), before, after)


def with_room(incident: Incident) -> list[Incident]:
    """All that hold services, once there is room for this one beside the open ones; raises ConflictError."""
    known = holding(incident.org_id)
    open_now = [each for each in known if each.is_open]
    if len(open_now) >= MAX_OPEN:
        raise ConflictError(f"An organization can have {MAX_OPEN} open incidents. Resolve one first.")
    page_room.check_incident(incident, open_now)
    return known
