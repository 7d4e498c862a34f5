"""Organizations as a WebSocket client names them. Light to import: no models, only keys."""

from dataclasses import dataclass

from chalicelib.store.connection import reaching_dynamodb
from chalicelib.store.tables import Organizations, Slugs, Snapshots


@dataclass(frozen=True)
class Tenant:
    """An organization that exists."""

    org_id: str
    slug: str


def named(id_or_slug: str) -> Tenant | None:
    """The organization with this slug, or else with this id."""
    with reaching_dynamodb():
        try:
            return Tenant(str(Slugs.get(id_or_slug).org_id), id_or_slug)
        except Slugs.DoesNotExist:
            return _by_id(id_or_slug)


def _by_id(org_id: str) -> Tenant | None:
    try:
        return Tenant(org_id, str(Organizations.get(org_id, attributes_to_get=["slug"]).slug))
    except Organizations.DoesNotExist:
        return None


def version(org_id: str) -> int:
    """The version last published; 0 when none was. Consistent."""
    with reaching_dynamodb():
        try:
            return int(Snapshots.get(org_id, consistent_read=True, attributes_to_get=["version"]).version)
        except Snapshots.DoesNotExist:
            return 0
