"""Organizations as a WebSocket client names them. Light to import: no models, only keys."""

import re
from dataclasses import dataclass

from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Organizations, Slugs, Snapshots

ID_LETTERS = 26
_NAME = re.compile(r"[a-z0-9-]{3,40}")


@dataclass(frozen=True)
class Tenant:
    """An organization that exists."""

    org_id: str
    slug: str


def named(id_or_slug: str) -> Tenant | None:
    """The organization with this id, or else with this slug: a slug that looks like another's id finds the other."""
    if not _NAME.fullmatch(id_or_slug):
        return None
    with reaching_dynamodb():
        return (_by_id(id_or_slug) if len(id_or_slug) == ID_LETTERS else None) or _by_slug(id_or_slug)


def _by_slug(slug: str) -> Tenant | None:
    try:
        return Tenant(str(Slugs.get(slug).org_id), slug)
    except Slugs.DoesNotExist:
        return None


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
