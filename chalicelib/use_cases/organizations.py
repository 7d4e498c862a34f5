"""Founding an organization, and editing its profile, branding and slug."""

import secrets
from datetime import datetime

from chalicelib.domain import organizations as rules
from chalicelib.domain import page_room
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.hosts import asked_again
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import (
    Member,
    Organization,
    OrganizationDraft,
    OrganizationEdit,
    Role,
    slug_from,
)
from chalicelib.store import hosts, members
from chalicelib.store.changes import Change, checked
from chalicelib.store.organizations import claiming_slug, freeing_slug, get
from chalicelib.store.transactions import LostRaceError, retried


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
        page_room.check_settings(before, organization)
        event = happened(
            EventType.ORGANIZATION_UPDATED,
            organization,
            actor,
            now,
            org_id=org_id,
            summary="The page's settings were changed",
            before=before,
        )
        if before.slug == organization.slug:
            Change(event, saved=[organization]).commit()
        else:
            slugs = [freeing_slug(before.slug, org_id), claiming_slug(organization.slug, org_id)]
            looked_at = [asked_again(each, now) for each in hosts.of_organization(org_id)]
            _commit(Change(event, saved=[organization, *looked_at], first=slugs), claim=1, slug=organization.slug)
        return organization

    return retried(attempt)


def _found_at(slug: str, draft: OrganizationDraft, owner: Actor, email: str, now: datetime) -> Organization:
    organization = rules.founded(draft, slug, now)
    first = [claiming_slug(slug, organization.id), members.joining(_first_owner(organization, owner, email))]
    event = happened(
        EventType.ORGANIZATION_CREATED,
        organization,
        owner,
        now,
        org_id=organization.id,
        summary="The page was created",
    )

    def attempt() -> Organization:
        _commit(Change(event, saved=[organization], first=first), claim=0, slug=slug)
        return organization

    return retried(attempt)


def _commit(change: Change, *, claim: int, slug: str) -> None:
    """Raises ConflictError when the operation at the place `claim` finds the slug taken."""
    try:
        change.commit()
    except LostRaceError as lost:
        if claim in lost.failed:
            raise ConflictError(f"The address {slug} is taken. Choose another.") from None
        raise


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
