"""The end of an organization: asked for, to be undone for a week, and then everything goes."""

from datetime import datetime, timedelta

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization
from chalicelib.domain.text import Label

TIME_TO_UNDO = timedelta(days=7)
SETTLING = timedelta(minutes=3)
"""Longer than anything that began before may still run: what that writes is swept up after it."""


class DeletionRequest(Model):
    """Says that it is meant."""

    confirm: Label
    """The page's address, as in /status/{slug}."""


def requested(organization: Organization, request: DeletionRequest, now: datetime) -> Organization:
    """To be deleted in a week; asking again changes nothing. Raises InvalidError for another slug."""
    if request.confirm != organization.slug:
        raise InvalidError(("confirm",), f"must be the page's address: {organization.slug}")
    if organization.deletes_at:
        return organization
    return organization.revised(now, deletes_at=now + TIME_TO_UNDO)


def undone(organization: Organization, now: datetime) -> Organization:
    """To stay; raises ConflictError when it was not to go."""
    if organization.deletes_at is None:
        raise ConflictError("Nobody asked to delete this organization.")
    return organization.revised(now, deletes_at=None)


def begun(organization: Organization, now: datetime) -> Organization | None:
    """With no way back any more; None while it may still be undone."""
    if organization.erasing:
        return organization
    if organization.deletes_at is None or now < organization.deletes_at:
        return None
    return organization.revised(now, erasing=True)


def has_settled(organization: Organization, now: datetime) -> bool:
    """Whether nothing that began before the deletion did can still write."""
    return organization.erasing and now >= organization.updated_at + SETTLING


def due_at(organization: Organization) -> datetime | None:
    """When the job is to look at it."""
    return organization.updated_at + SETTLING if organization.erasing else organization.deletes_at
