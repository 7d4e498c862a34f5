"""Opening, editing, moving on, resolving and deleting incidents, each together with the services it holds down."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.domain import back_dating, page_room
from chalicelib.domain import incidents as rules
from chalicelib.domain.affected import affected_by, ids_of
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType
from chalicelib.domain.ids import Id
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
from chalicelib.store.changes import Change, checked, pointing
from chalicelib.store.incidents import get, holding, unresolved
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims, incident_services, parts, services
from chalicelib.use_cases.incident_events import event_of, with_spans


def open_incident(org_id: Id, draft: IncidentDraft, actor: Actor, now: datetime) -> Incident:
    """A new incident; its services get the status the draft gives them, unless it is over: then they had it."""
    return retried(lambda: open_once(org_id, draft, actor, now))


def open_once(org_id: Id, draft: IncidentDraft, actor: Actor, now: datetime, prepared: Draft | None = None) -> Incident:
    """The same, tried once. What was `prepared` is taken away by it, and gives the incident its id."""
    given = statuses_given(draft.service_status, draft.service_ids)
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
    event = with_spans(event, given, incident.started_at, incident.resolved_at or now)
    written = {service.id for service in changed}
    held = [each for each in affected if each.id not in written]
    taken = [drafts.removing(prepared), pointing(incident)] if prepared else []
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
        fields = changes.model_dump(exclude_none=True, exclude={"service_ids", "started_at"})
        if changes.started_at:
            fields |= back_dating.restarted(before, changes.started_at, now)
        given_back, added = list[Service](), list[Service]()
        if changes.service_ids is not None:
            added = incident_services.added(before, changes.service_ids)
            fields |= incident_services.naming(before, changes.service_ids, added)
            given_back = incident_services.given_back(before, before.holding.keys() - set(changes.service_ids), now)
        incident = rules.edited(before, fields, now)
        if before.is_open and page_room.size_of_entry(incident) > page_room.size_of_entry(before):
            page_room.check_incident(incident, unresolved(org_id))
        event = event_of(EventType.INCIDENT_UPDATED, incident, actor, now, given_back, before)
        claimed = {each: claim.status for each, claim in incident.holding.items()}
        event = with_spans(event, claimed, incident.started_at, before.started_at)
        moved_from = before if incident.place != before.place else None
        change = Change(event, saved=[incident, *given_back], held=added, moved_from=moved_from)
        return parts.commit(change, before, incident)

    return retried(attempt)


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
        return commit_step(before, incident, {}, restore, actor, now)

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
        given = statuses_given(draft.service_status, tuple(ids_of(before.services)))
        incident = rules.updated(before, draft, given, now)
        chosen = draft.restore_services if draft.service_status is None else False
        restore = to_restore(chosen, ids_of(before.services))
        return commit_step(before, incident, given, restore, actor, now)

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
) -> Incident:
    """Commits `after` with its services: an open incident claims what is `given`, one that ends restores `restore`."""
    if after.is_open and not before.is_open:
        with_room(after)
    if after.is_open:
        affected = claims.present(after) if given else []
        others = claims.of_others(after.org_id, after.id) if affected else {}
        changed, made = claims.claim_all(affected, given, others, now)
        after = after.but(claims=before.holding | made)
    else:
        changed = incident_services.ended(before, given, restore, now)
        after = after.but(claims={})
    stayed = before.status is after.status
    kind = kind or (EventType.INCIDENT_UPDATE_POSTED if stayed else EventType.INCIDENT_STATUS_CHANGED)
    event = event_of(kind, after, actor, now, changed, before)
    change = Change(event.but(changes={**event.changes, **audit}), saved=[after, *changed])
    return parts.commit(change, before, after)


def with_room(incident: Incident) -> list[Incident]:
    """All that hold services, once there is room for this one beside the open ones; raises ConflictError."""
    known = holding(incident.org_id)
    open_now = [each for each in known if each.is_open]
    if len(open_now) >= MAX_OPEN:
        raise ConflictError(f"An organization can have {MAX_OPEN} open incidents. Resolve one first.")
    page_room.check_incident(incident, open_now)
    return known
