"""Imports from other products: how far each is, and what was imported already, by its foreign id."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.imports import KEPT_FOR, Import, PartOutcome
from chalicelib.domain.model import Model
from chalicelib.domain.words import AS_STORED
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import ForeignIds, Moving
from chalicelib.store.transactions import transaction

_IMPORT = "import#"


@dataclass(frozen=True)
class Known:
    """What was imported under a foreign id."""

    id: Id
    import_id: Id
    said: str | None = None
    """A digest of what its source said of it; None in rows older than this, and of what does not follow its source."""
    left: str | None = None
    """A digest of how the import left it here; see `importing.digests`."""
    changed_by: Id = ""
    """The import that changed it last."""


def get(org_id: Id, import_id: Id) -> Import:
    """One import; raises NotFoundError."""
    with reaching_dynamodb():
        try:
            return _import(Moving.get(org_id, f"{_IMPORT}{import_id}", consistent_read=True))
        except Moving.DoesNotExist:
            raise NotFoundError("There is no such import.") from None


def newest_first(org_id: Id, limit: int) -> list[Import]:
    """The imports that are kept, newest first."""
    keys = [row.item for row in _rows(org_id, _IMPORT, ["item"]) if row.item.count("#") == 1]
    return [get(org_id, key.removeprefix(_IMPORT)) for key in keys[::-1][:limit]]


def saving(made: Import) -> Operation:
    """Stores the import in the place of the version before it."""
    row = _row(made, f"{_IMPORT}{made.id}", made)
    row.version, row.sealed_key = made.version, made.sealed_key or None
    return lambda write: write.save(row, condition=_before(made.version))


def save(made: Import) -> Import:
    """The same at once; raises LostRaceError."""
    with transaction() as write:
        saving(made)(write)
    return made


def outcomes(made: Import) -> list[PartOutcome]:
    """What became of its parts so far, in order; consistent."""
    return [_outcome(row) for row in _rows(made.org_id, f"{_IMPORT}{made.id}#")]


def noting(made: Import, outcome: PartOutcome) -> Operation:
    """Stores what became of a part, unless somebody has done so."""
    row = _row(made, f"{_IMPORT}{made.id}#{outcome.number:05}", outcome)
    return lambda write: write.save(row, condition=Moving.item.does_not_exist())


def known(org_id: Id, source: str, sort: str) -> dict[str, Known]:
    """What is imported from there already, by foreign id; consistent."""
    prefix = f"{source}#{sort}#"
    with reaching_dynamodb():
        rows = ForeignIds.query(org_id, ForeignIds.item.startswith(prefix), consistent_read=True)
        return {row.item.removeprefix(prefix): _known(row) for row in rows}


def claiming(
    made: Import, sort: str, foreign_id: str, here: Id, said: str | None = None, left: str | None = None
) -> Operation:
    """Notes what a foreign id stands for here, unless it stands for something already."""
    row = ForeignIds(
        made.org_id, f"{made.source}#{sort}#{foreign_id}", id=here, import_id=made.id, said=said, left=left
    )
    return lambda write: write.save(row, condition=ForeignIds.item.does_not_exist())


def following(made: Import, sort: str, foreign_id: str, known: Known, said: str, left: str) -> Operation:
    """Notes that what a foreign id stands for was changed as its source says, and how it was left."""
    row = ForeignIds(
        made.org_id,
        f"{made.source}#{sort}#{foreign_id}",
        id=known.id,
        import_id=known.import_id,
        said=said,
        left=left,
        changed_by=made.id,
    )
    return lambda write: write.save(row, condition=ForeignIds.id == known.id)


def _known(row: ForeignIds) -> Known:
    return Known(row.id or "", row.import_id or "", row.said, row.left, row.changed_by or "")


def _rows(org_id: Id, prefix: str, only: list[str] | None = None) -> Iterator[Moving]:
    with reaching_dynamodb():
        yield from Moving.query(org_id, Moving.item.startswith(prefix), consistent_read=True, attributes_to_get=only)


def _row(made: Import, item: str, content: Model) -> Moving:
    held = zlib.compress(content.model_dump_json().encode())
    return Moving(made.org_id, item, content=held, expires_at=made.created_at + KEPT_FOR)


def _import(row: Moving) -> Import:
    held: Mapping[str, Any] = json.loads(zlib.decompress(row.content))
    given = {**held, "org_id": row.org_id, "sealed_key": row.sealed_key or ""}
    return Import.model_validate(given, extra="ignore", context=AS_STORED)


def _outcome(row: Moving) -> PartOutcome:
    return PartOutcome.model_validate_json(zlib.decompress(row.content), extra="ignore", context=AS_STORED)


def _before(version: int) -> Condition:
    found: Condition = Moving.item.does_not_exist() if version == 1 else Moving.version == version - 1
    return found
