"""Deleting an organization: it is requested, can be undone for a week, and then everything is erased."""

from datetime import datetime, timedelta

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization
from chalicelib.domain.text import Label

TIME_TO_UNDO = timedelta(days=7)
SETTLING = timedelta(minutes=3)
"""Longer than anything that started before the erasure can still run. What it writes is erased by a later run."""


class DeletionRequest(Model):
    """Confirms that the deletion is meant."""

    confirm: Label
    """The page's address, as in /status/{slug}."""


def requested(organization: Organization, request: DeletionRequest, now: datetime) -> Organization:
    """The organization, to be deleted in a week. Asking again changes nothing. Raises InvalidError for a wrong slug."""
    if request.confirm != organization.slug:
        raise InvalidError(("confirm",), f"must be the page's address: {organization.slug}")
    if organization.deletes_at:
        return organization
    return organization.revised(now, deletes_at=now + TIME_TO_UNDO)


def undone(organization: Organization, now: datetime) -> Organization:
    """The organization, to be kept. Raises ConflictError when no deletion was requested."""
    if organization.deletes_at is None:
        raise ConflictError("Nobody asked to delete this organization.")
    return organization.revised(now, deletes_at=None)


def begun(organization: Organization, now: datetime) -> Organization | None:
    """The organization with its erasure begun, which cannot be undone; None while the deletion still can be."""
    if organization.erasing:
        return organization
    if organization.deletes_at is None or now < organization.deletes_at:
        return None
    return organization.revised(now, erasing=True)


def has_settled(organization: Organization, now: datetime) -> bool:
    """Whether everything that started before the erasure has ended, so that nothing is written any more."""
    return organization.erasing and now >= organization.updated_at + SETTLING


def due_at(organization: Organization) -> datetime | None:
    """When the deletion job has to look at it next."""
    return organization.updated_at + SETTLING if organization.erasing else organization.deletes_at
