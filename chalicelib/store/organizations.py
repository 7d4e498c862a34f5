"""Organizations, and the slugs they claim."""

from datetime import datetime

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import DUE, Operation, replacing
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Organizations, Slugs
from chalicelib.store.transactions import transaction


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


def due_for_deletion(now: datetime, limit: int) -> list[Id]:
    """Organizations whose time has come, or whose erasure goes on; the longest overdue first.

    This is a read across tenants, for the clock alone.
    """
    with reaching_dynamodb():
        rows = Organizations.due_index.query(DUE, Organizations.due_at <= to_wire(now), limit=limit)
        return [row.id for row in rows]


def save_without_event(organization: Organization) -> None:
    """For an organization whose events are being erased; raises LostRaceError."""
    with transaction() as write:
        replacing(write, organization)


def unchanged(organization: Organization) -> Operation:
    """Writes nothing, and fails the transaction unless the organization still is at the version that was read."""
    same = Organizations.version == organization.version
    return lambda write: write.condition_check(Organizations, organization.id, condition=same)


def claiming_slug(slug: str, org_id: Id) -> Operation:
    """Takes a slug that must be nobody's."""
    return lambda write: write.save(Slugs(slug, org_id=org_id), condition=Slugs.slug.does_not_exist())


def freeing_slug(slug: str, org_id: Id) -> Operation:
    """Gives up a slug that must be this organization's."""
    return lambda write: write.delete(Slugs(slug, org_id=org_id), condition=Slugs.org_id == org_id)
