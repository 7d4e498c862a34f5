"""Asking for the deletion of an organization, undoing that, and beginning to erase it when its week is over."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain import deletion as rules
from chalicelib.domain.deletion import DeletionRequest
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.store import organizations
from chalicelib.store.changes import Change, checked
from chalicelib.store.transactions import retried


def request(
    org_id: Id, asked: DeletionRequest, actor: Actor, now: datetime, expected: int | None = None
) -> Organization:
    """The organization with the time at which it goes."""
    kind, summary = EventType.ORGANIZATION_DELETION_REQUESTED, "Deletion was requested"
    return _changed(org_id, lambda before: rules.requested(before, asked, now), (kind, summary), actor, now, expected)


def undo(org_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> Organization:
    """The organization, to stay."""
    kind, summary = EventType.ORGANIZATION_DELETION_UNDONE, "Deletion was undone"
    return _changed(org_id, lambda before: rules.undone(before, now), (kind, summary), actor, now, expected)


def begin_erasure(org_id: Id, now: datetime) -> Organization | None:
    """The organization, which can no longer be kept; None when it is gone already, or was kept after all."""

    def attempt() -> Organization | None:
        before = organizations.find(org_id)
        after = rules.begun(before, now) if before else None
        if after and not (before and before.erasing):
            organizations.save_without_event(after)
        return after

    return retried(attempt)


def _changed(
    org_id: Id,
    change: Callable[[Organization], Organization],
    said: tuple[EventType, str],
    actor: Actor,
    now: datetime,
    expected: int | None,
) -> Organization:
    kind, summary = said

    def attempt() -> Organization:
        before = checked(organizations.get(org_id), expected)
        after = change(before)
        if after is not before:
            event = happened(kind, after, actor, now, org_id=org_id, summary=summary, before=before)
            Change(event, saved=[after]).commit()
        return after

    return retried(attempt)
