"""Whose address a slug is. Light to import: the public reads start with it."""

from chalicelib.domain.errors import NotFoundError
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Slugs

MAX_LETTERS = 255
"""DynamoDB takes keys of 2 KB."""


def holder(slug: str) -> str | None:
    """The organization's id, if it is anybody's; consistent. The slug may be whatever a caller made up."""
    if not 0 < len(slug) <= MAX_LETTERS:
        return None
    with reaching_dynamodb():
        try:
            return str(Slugs.get(slug, consistent_read=True).org_id)
        except Slugs.DoesNotExist:
            return None


def need_holder(slug: str) -> str:
    """The organization's id; raises NotFoundError."""
    if (org_id := holder(slug)) is None:
        raise NotFoundError("There is no such status page.")
    return org_id
