"""Preparing incidents and maintenance that nobody outside the team knows of, and publishing them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from chalicelib.domain import drafts as rules
from chalicelib.domain.drafts import Draft, DraftKind, Publishing
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, IncidentDraft, IncidentEdit
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, MaintenanceEdit
from chalicelib.store import drafts as store
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import services as stored_services
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases import incidents, maintenance, services

R = TypeVar("R")
Body = IncidentDraft | MaintenanceDraft
Edit = IncidentEdit | MaintenanceEdit


def prepare(org_id: Id, body: Body, actor: Actor, now: datetime) -> Draft:
    """A new draft. Its services must be there; whether its times still make sense is for its publication to say."""
    return retried(lambda: prepare_once(org_id, body, actor, now))


def prepare_once(
    org_id: Id,
    body: Body,
    actor: Actor,
    now: datetime,
    along: Callable[[Draft], Sequence[Operation]] = lambda _: (),
) -> Draft:
    """The same, tried once. `along` are operations that hold or fail together with it."""
    kind = DraftKind.INCIDENT if isinstance(body, IncidentDraft) else DraftKind.MAINTENANCE
    services.chosen(org_id, body.service_ids)
    draft = rules.drafted(org_id, kind, body, store.of_organization(org_id, kind), now)
    summary = f"Draft of {_of(kind)} made: {draft.title}"
    event = happened(EventType.DRAFT_CREATED, draft, actor, now, org_id=org_id, summary=summary)
    Change(event, saved=[draft], first=along(draft)).commit()
    return draft


def edit(
    org_id: Id, kind: DraftKind, draft_id: Id, edit: Edit, actor: Actor, now: datetime, expected: int | None = None
) -> Draft:
    """The draft with what the edit names changed."""
    services.chosen(org_id, edit.service_ids or ())
    return _changed(org_id, kind, draft_id, lambda before: rules.edited(before, edit, now), actor, now, expected)


def rewrite(
    org_id: Id, kind: DraftKind, draft_id: Id, body: Body, actor: Actor, now: datetime, expected: int | None = None
) -> Draft:
    """The draft saying something else altogether."""
    services.chosen(org_id, body.service_ids)
    return _changed(org_id, kind, draft_id, lambda before: rules.rewritten(before, body, now), actor, now, expected)


def delete(org_id: Id, kind: DraftKind, draft_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The draft is gone; only the audit log knows of it."""

    def attempt() -> None:
        draft = checked(store.get(org_id, kind, draft_id), expected)
        summary = f"Draft of {_of(kind)} deleted: {draft.title}"
        event = happened(EventType.DRAFT_DELETED, draft, actor, now, org_id=org_id, summary=summary)
        Change(event, deleted=[draft]).commit()

    retried(attempt)


def publish_incident(
    org_id: Id,
    draft_id: Id,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
    publishing: Publishing | None = None,
) -> Incident:
    """The incident, opened now as if it had never been a draft; it has the draft's id."""

    def publish(draft: Draft, body: Body) -> Incident:
        assert isinstance(body, IncidentDraft), "kinds are told apart where drafts are read"  # noqa: S101
        return incidents.open_once(org_id, body, actor, now, draft)

    return _published(org_id, DraftKind.INCIDENT, draft_id, publish, expected, publishing)


def publish_maintenance(
    org_id: Id,
    draft_id: Id,
    actor: Actor,
    now: datetime,
    expected: int | None = None,
    publishing: Publishing | None = None,
) -> Maintenance:
    """The maintenance, scheduled now. If its start has passed, it begins at once; if its end has, it is refused."""

    def publish(draft: Draft, body: Body) -> Maintenance:
        assert isinstance(body, MaintenanceDraft), "kinds are told apart where drafts are read"  # noqa: S101
        return maintenance.schedule_once(org_id, body, actor, now, draft)

    return _published(org_id, DraftKind.MAINTENANCE, draft_id, publish, expected, publishing)


_PUBLISHED: Mapping[DraftKind, Callable[[Id, Id], object]] = {
    DraftKind.INCIDENT: stored_incidents.find,
    DraftKind.MAINTENANCE: stored_maintenance.find,
}


def _published(
    org_id: Id,
    kind: DraftKind,
    draft_id: Id,
    publish: Callable[[Draft, Body], R],
    expected: int | None,
    publishing: Publishing | None,
) -> R:
    def attempt() -> R:
        draft = checked(_unpublished(org_id, kind, draft_id), expected)
        return publish(draft, rules.to_publish(draft, stored_services.of_organization(org_id), publishing))

    return retried(attempt)


def _changed(
    org_id: Id,
    kind: DraftKind,
    draft_id: Id,
    change: Callable[[Draft], Draft],
    actor: Actor,
    now: datetime,
    expected: int | None,
) -> Draft:
    def attempt() -> Draft:
        before = checked(_unpublished(org_id, kind, draft_id), expected)
        draft = change(before)
        summary = f"Draft of {_of(kind)} edited: {draft.title}"
        event = happened(EventType.DRAFT_UPDATED, draft, actor, now, org_id=org_id, summary=summary, before=before)
        Change(event, saved=[draft]).commit()
        return draft

    return retried(attempt)


def _unpublished(org_id: Id, kind: DraftKind, draft_id: Id) -> Draft:
    """The draft; raises ConflictError for one that is published already, and NotFoundError for what is not there."""
    try:
        return store.get(org_id, kind, draft_id)
    except NotFoundError:
        if _PUBLISHED[kind](org_id, draft_id):
            raise ConflictError("It is published already.") from None
        raise


def _of(kind: DraftKind) -> str:
    return "an incident" if kind is DraftKind.INCIDENT else "maintenance"
