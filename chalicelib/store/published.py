"""The page as it was published, by its slug. Light to import: it is only JSON, and needs no models.

Whose slug it is, is known from the last time, so that a page costs one read. It is never trusted alone: a snapshot that
names another slug, or is gone, has the slug looked up again; and so has one that was looked up a minute ago.
"""

import time
import zlib
from dataclasses import dataclass

from chalicelib.domain.lean import lean
from chalicelib.store import slugs
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Snapshots

KNOWN_SECONDS = 60.0
"""How long the page of an organization that lost its slug may stand there, if its new snapshot never comes."""
MOST_KNOWN = 10_000


@dataclass(frozen=True)
class PublishedPage:
    """What a visitor sees at one version, or a part of it."""

    version: int
    json: str

    def model_dump_json(self) -> str:
        """As the publisher wrote its document."""
        return lean(self.json)


@dataclass(frozen=True)
class _Holder:
    org_id: str
    until: float


_known: dict[str, _Holder] = {}


def page(slug: str) -> tuple[str, PublishedPage | None]:
    """The organization at the slug, and its page once it is published; raises NotFoundError. Consistent."""
    known = _known.get(slug)
    if known and time.monotonic() < known.until and (row := _row(known.org_id)) and row.slug == slug:
        return known.org_id, _of(row)
    org_id = slugs.need_holder(slug)
    row = _row(org_id)
    if row and row.slug == slug:
        _remember(slug, org_id)
    return org_id, _of(row) if row else None


def forget() -> None:
    """Forgets everything that was looked up, as a new process would."""
    _known.clear()


def _row(org_id: str) -> Snapshots | None:
    with reaching_dynamodb():
        try:
            return Snapshots.get(org_id, consistent_read=True, attributes_to_get=["version", "slug", "page"])
        except Snapshots.DoesNotExist:
            return None


def _of(row: Snapshots) -> PublishedPage:
    return PublishedPage(int(row.version), zlib.decompress(row.page).decode())


def _remember(slug: str, org_id: str) -> None:
    """When there is no more room, the entry that was looked up longest ago is dropped."""
    _known.pop(slug, None)
    if len(_known) >= MOST_KNOWN:
        _known.pop(next(iter(_known)), None)
    _known[slug] = _Holder(org_id, time.monotonic() + KNOWN_SECONDS)
