"""Exports: how far each is."""

import json
import zlib

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.exports import Export
from chalicelib.domain.ids import Id
from chalicelib.domain.words import AS_STORED
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Moving
from chalicelib.store.transactions import transaction

_EXPORT = "export#"


def get(org_id: Id, export_id: Id) -> Export:
    """One export; raises NotFoundError."""
    with reaching_dynamodb():
        try:
            return _export(Moving.get(org_id, f"{_EXPORT}{export_id}", consistent_read=True))
        except Moving.DoesNotExist:
            raise NotFoundError("There is no such export.") from None


def newest_first(org_id: Id) -> list[Export]:
    """Those of the last week."""
    with reaching_dynamodb():
        prefix = Moving.item.startswith(_EXPORT)
        return [_export(row) for row in Moving.query(org_id, prefix, consistent_read=True, scan_index_forward=False)]


def saving(export: Export) -> Operation:
    """Stores it in the place of the version before it."""
    held = zlib.compress(export.model_dump_json().encode())
    row = Moving(
        export.org_id,
        f"{_EXPORT}{export.id}",
        content=held,
        version=export.version,
        expires_at=export.expires_at,
    )
    new = Moving.item.does_not_exist()
    condition = new if export.version == 1 else Moving.version == export.version - 1
    return lambda write: write.save(row, condition=condition)


def save(export: Export) -> Export:
    """The same at once; raises LostRaceError."""
    with transaction() as write:
        saving(export)(write)
    return export


def _export(row: Moving) -> Export:
    held = json.loads(zlib.decompress(row.content))
    return Export.model_validate({**held, "org_id": row.org_id}, extra="ignore", context=AS_STORED)
