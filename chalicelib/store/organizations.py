"""Organizations and their members; the slug is claimed in the transaction that takes it."""

import secrets
from datetime import datetime

from chalicelib.domain import organizations as rules
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import (
    Member,
    Organization,
    OrganizationDraft,
    OrganizationEdit,
    Role,
    slug_from,
)
from chalicelib.store import members
from chalicelib.store.changes import Change, checked
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Members, Organizations, Slugs
from chalicelib.store.transactions import LostRaceError, retried, transaction


def get(org_id: Id) -> Organization:
    """One organization; raises NotFoundError."""
    found = find(org_id)
    if found is None or found.erasing:
        raise NotFoundError("There is no such organization.")
    return found


def find(org_id: Id) -> Organization | None:
    """One organization, also while it is being erased."""
    with reaching_dynamodb():
        try:
            return from_row(Organization, Organizations.get(org_id, consistent_read=True))
        except Organizations.DoesNotExist:
            return None


def found(draft: OrganizationDraft, owner: Actor, email: str, now: datetime) -> Organization:
    """A new organization whose first owner is `owner`; raises ConflictError for a slug that is taken."""
    if len(members.of_user(owner.id)) >= rules.MAX_ORGANIZATIONS:
        raise ConflictError(f"You are in {rules.MAX_ORGANIZATIONS} organizations. Leave or delete one first.")
    if draft.slug:
        return _found_at(draft.slug, draft, owner, email, now)
    slug = slug_from(draft.name)
    try:
        return _found_at(slug, draft, owner, email, now)
    except ConflictError:
        return _found_at(f"{slug[: rules.MAX_SLUG - 7].rstrip('-')}-{secrets.token_hex(3)}", draft, owner, email, now)


def edit(
    org_id: Id, changes: OrganizationEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Organization:
    """The organization edited; a new slug is claimed and the old one given up at the same moment."""

    def attempt() -> Organization:
        before = checked(get(org_id), expected)
        organization = rules.edited(before, changes, now)
        event = happened(
            EventType.ORGANIZATION_UPDATED,
            organization,
            actor,
            now,
            org_id=org_id,
            summary="The page's settings were changed",
            before=before,
        )
        _commit_edit(Change(event, saved=[organization]), before.slug, organization.slug)
        return organization

    return retried(attempt)


def _commit_edit(change: Change, old_slug: str, new_slug: str) -> None:
    if old_slug == new_slug:
        change.commit()
        return
    org_id = change.event.org_id
    try:
        with transaction() as write:
            write.delete(Slugs(old_slug, org_id=org_id), condition=Slugs.org_id == org_id)
            write.save(Slugs(new_slug, org_id=org_id), condition=Slugs.slug.does_not_exist())
            change.add_to(write)
    except LostRaceError as lost:
        if 1 in lost.failed:
            raise _taken(new_slug) from None
        raise


def _found_at(slug: str, draft: OrganizationDraft, owner: Actor, email: str, now: datetime) -> Organization:
    organization = rules.founded(draft, slug, now)
    first = _first_owner(organization, owner, email)
    event = happened(
        EventType.ORGANIZATION_CREATED,
        organization,
        owner,
        now,
        org_id=organization.id,
        summary="The page was created",
    )

    def attempt() -> Organization:
        try:
            with transaction() as write:
                write.save(Slugs(slug, org_id=organization.id), condition=Slugs.slug.does_not_exist())
                write.save(members.row_of(first), condition=Members.user_id.does_not_exist())
                Change(event, saved=[organization]).add_to(write)
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise _taken(slug) from None
            raise
        return organization

    return retried(attempt)


def _first_owner(organization: Organization, owner: Actor, email: str) -> Member:
    return Member(
        id=owner.id,
        org_id=organization.id,
        user_id=owner.id,
        email=email,
        name=owner.name,
        role=Role.OWNER,
        joined_at=organization.created_at,
    )


def _taken(slug: str) -> ConflictError:
    return ConflictError(f"The address {slug} is taken. Choose another.")
