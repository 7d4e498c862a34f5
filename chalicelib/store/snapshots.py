"""Snapshots: the page as last published, and which version each of its newest events got."""

import dataclasses
import zlib
from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import PutError

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.numbering import Numbering
from chalicelib.domain.page import Page, TimelineEntry
from chalicelib.domain.words import AS_STORED
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.fitting import fitting
from chalicelib.store.tables import Snapshots
from chalicelib.store.transactions import LostRaceError

from pydantic import TypeAdapter  # isort: skip

_TIMELINE = TypeAdapter(tuple[TimelineEntry, ...])


class _Dated(Model):
    """The moment that a page says it is of."""

    updated_at: datetime


@dataclass(frozen=True)
class Ledger:
    """What the next version goes on from. The page itself is left unread, which a large one takes long for."""

    numbering: Numbering
    told: int
    """As in Snapshot."""
    timeline: tuple[TimelineEntry, ...]
    updated_at: datetime
    """Of the page."""

    @property
    def version(self) -> int:
        """The page's version."""
        return self.numbering.version


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
    row = _row(org_id)
    return _snapshot(row) if row else None


def ledger(org_id: Id) -> Ledger | None:
    """What a snapshot keeps for the one after it; consistent, None before the first."""
    row = _row(org_id)
    return _ledger(row) if row else None


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


def _row(org_id: Id) -> Snapshots | None:
    with reaching_dynamodb():
        try:
            return Snapshots.get(org_id, consistent_read=True)
        except Snapshots.DoesNotExist:
            return None


def _snapshot(row: Snapshots) -> Snapshot:
    """What a later release added is left out: after a rollback, pages go on."""
    page = Page.model_validate_json(zlib.decompress(row.page), extra="ignore", context=AS_STORED)
    return Snapshot(page, _timeline(row), _numbering(row), _told(row), whole=bool(row.whole))


def _ledger(row: Snapshots) -> Ledger:
    dated = _Dated.model_validate_json(zlib.decompress(row.page), extra="ignore")
    return Ledger(_numbering(row), _told(row), _timeline(row), dated.updated_at)


def _numbering(row: Snapshots) -> Numbering:
    version = int(row.version)
    return Numbering(version, row.marks) if row.marks is not None else Numbering.of(version, row.batch or {})


def _told(row: Snapshots) -> int:
    return int(row.told) if row.told is not None else min(row.batch.values(), default=int(row.version) + 1) - 1


def _timeline(row: Snapshots) -> tuple[TimelineEntry, ...]:
    return _TIMELINE.validate_json(zlib.decompress(row.timeline), extra="ignore", context=AS_STORED)
