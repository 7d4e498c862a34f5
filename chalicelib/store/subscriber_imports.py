"""Imports of subscribers, and their parts."""

import json
import zlib
from collections.abc import Iterable

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.subscriber_imports import KEPT_FOR, Import, Part
from chalicelib.domain.words import AS_STORED
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import SubscriberImports

_PART = "#"


def add(made: Import, parts: Iterable[Part]) -> None:
    """Stores it; the parts first, so that one that can be seen is whole."""
    rows = [_row(made, f"{made.id}{_PART}{part.number:05}", part) for part in parts]
    with reaching_dynamodb():
        with SubscriberImports.batch_write() as batch:
            for row in rows:
                batch.save(row)
        _row(made, made.id, made).save()


def get(org_id: Id, import_id: Id) -> Import:
    """One import; raises NotFoundError."""
    with reaching_dynamodb():
        try:
            row = SubscriberImports.get(org_id, import_id, consistent_read=True)
        except SubscriberImports.DoesNotExist:
            raise NotFoundError("There is no such import.") from None
    held = json.loads(zlib.decompress(row.content))
    return Import.model_validate({**held, "org_id": org_id}, extra="ignore", context=AS_STORED)


def parts_of(made: Import) -> list[Part]:
    """All of its parts, in order; consistent."""
    prefix = SubscriberImports.item.startswith(f"{made.id}{_PART}")
    with reaching_dynamodb():
        return [_part(row) for row in SubscriberImports.query(made.org_id, prefix, consistent_read=True)]


def next_part(made: Import, number: int) -> Part | None:
    """The first part with this number or a greater one that is not done."""
    later = SubscriberImports.item.between(f"{made.id}{_PART}{number:05}", f"{made.id}{_PART}~")
    with reaching_dynamodb():
        rows = SubscriberImports.query(made.org_id, later, consistent_read=True)
        return next((part for part in map(_part, rows) if not part.is_done), None)


def under_way(org_id: Id) -> list[tuple[Import, Part]]:
    """All parts of the organization's imports that are not done; consistent."""
    with reaching_dynamodb():
        rows = [row for row in SubscriberImports.query(org_id, consistent_read=True) if _PART in row.item]
        found = [(row.item.partition(_PART)[0], part) for row in rows if not (part := _part(row)).is_done]
    return [(get(org_id, import_id), part) for import_id, part in found]


def save(made: Import, part: Part) -> None:
    """What became of the part so far."""
    with reaching_dynamodb():
        _row(made, f"{made.id}{_PART}{part.number:05}", part).save()


def _row(made: Import, item: str, content: Model) -> SubscriberImports:
    held = zlib.compress(content.model_dump_json().encode())
    return SubscriberImports(made.org_id, item, content=held, expires_at=made.created_at + KEPT_FOR)


def _part(row: SubscriberImports) -> Part:
    return Part.model_validate_json(zlib.decompress(row.content), extra="ignore", context=AS_STORED)
