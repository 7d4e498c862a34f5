"""Snapshots: the page as last published, and which version each of its newest events got."""

import dataclasses
import zlib
from dataclasses import dataclass

from pynamodb.exceptions import PutError

from chalicelib.domain.ids import Id
from chalicelib.domain.numbering import Numbering
from chalicelib.domain.page import Page, TimelineEntry
from chalicelib.domain.words import AS_STORED
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.fitting import fitting
from chalicelib.store.tables import Snapshots
from chalicelib.store.transactions import LostRaceError

from pydantic import TypeAdapter  # isort: skip

_TIMELINE = TypeAdapter(tuple[TimelineEntry, ...])


@dataclass(frozen=True)
class Snapshot:
    """What was published."""

    page: Page
    timeline: tuple[TimelineEntry, ...]
    numbering: Numbering
    told: int
    """Versions above this one belong to the batch published last: its frames may still have to go out."""
    whole: bool = False
    """Whether nothing was left out of the page to make it fit; what is not whole is read from the tables instead."""

    @property
    def version(self) -> int:
        """The page's version."""
        return self.page.version


def get(org_id: Id) -> Snapshot | None:
    """The organization's snapshot, if it was ever published; consistent."""
    with reaching_dynamodb():
        try:
            return _snapshot(Snapshots.get(org_id, consistent_read=True))
        except Snapshots.DoesNotExist:
            return None


def replace(org_id: Id, snapshot: Snapshot, previous: int) -> Snapshot:
    """Stores the snapshot in the place of version `previous`, and returns it with its page as it fitted.

    Raises LostRaceError when that version is not the last.
    """
    page = fitting(snapshot.page)
    stored = dataclasses.replace(snapshot, page=page, whole=page is snapshot.page)
    row = Snapshots(
        org_id,
        version=snapshot.version,
        slug=snapshot.page.organization.slug,
        marks=snapshot.numbering.marks,
        told=snapshot.told,
        position="0",
        batch={},
        page=zlib.compress(page.model_dump_json().encode()),
        timeline=zlib.compress(_TIMELINE.dump_json(snapshot.timeline)),
        whole=stored.whole,
    )
    with reaching_dynamodb():
        try:
            row.save(Snapshots.version == previous if previous else Snapshots.version.does_not_exist())
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error
    return stored


def _snapshot(row: Snapshots) -> Snapshot:
    """What a later release added is left out: after a rollback, pages go on."""
    version = int(row.version)
    numbering = Numbering(version, row.marks) if row.marks is not None else Numbering.of(version, row.batch or {})
    return Snapshot(
        page=Page.model_validate_json(zlib.decompress(row.page), extra="ignore", context=AS_STORED),
        timeline=_TIMELINE.validate_json(zlib.decompress(row.timeline), extra="ignore", context=AS_STORED),
        numbering=numbering,
        told=int(row.told) if row.told is not None else min(row.batch.values(), default=version + 1) - 1,
        whole=bool(row.whole),
    )
