"""Sources, and what came from them."""

import json
import zlib
from collections.abc import Sequence

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.sources import KEPT_FOR, Came, Source, SourceKind
from chalicelib.domain.words import AS_STORED
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Alerts, Sources

_UNKNOWN = "There is no such source."
_MAILBOX = "#"
"""The range key of a mail address."""


def find(org_id: Id, source_id: Id) -> Source | None:
    """One source, if it is there; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Source, Sources.get(org_id, source_id, consistent_read=True))
        except Sources.DoesNotExist:
            return None


def get(org_id: Id, source_id: Id) -> Source:
    """One source; raises NotFoundError."""
    if (found := find(org_id, source_id)) is None:
        raise NotFoundError(_UNKNOWN)
    return found


def of_organization(org_id: Id) -> list[Source]:
    """All of them, newest first; consistent."""
    with reaching_dynamodb():
        rows = Sources.query(org_id, consistent_read=True, scan_index_forward=False)
        return [from_row(Source, row) for row in rows]


def holding_mailbox(token_hash: str) -> Source | None:
    """The source that has this mail address; consistent."""
    with reaching_dynamodb():
        try:
            row = Sources.get(Sources.mail_partition(token_hash), _MAILBOX, consistent_read=True)
        except Sources.DoesNotExist:
            return None
    org_id, source_id = row.holder
    found = find(org_id, source_id)
    return found if found and found.has_hash(token_hash) else None


def addressing(before: Source | None, after: Source | None) -> Sequence[Operation]:
    """Makes the new mail address lead to the source, and the old one nowhere."""
    old = before.token_hash if before and before.kind is SourceKind.EMAIL else ""
    new = after.token_hash if after and after.kind is SourceKind.EMAIL else ""
    if old == new:
        return []
    found: list[Operation] = []
    if old:
        gone = Sources(Sources.mail_partition(old), _MAILBOX)
        found.append(lambda write: write.delete(gone))
    if new and after:
        row = Sources(Sources.mail_partition(new), _MAILBOX, holder=[after.org_id, after.id])
        found.append(lambda write: write.save(row, condition=Sources.id.does_not_exist()))
    return found


def mailboxes(org_id: Id) -> list[str]:
    """The partitions of the organization's mail addresses."""
    found = of_organization(org_id)
    return [Sources.mail_partition(each.token_hash) for each in found if each.kind is SourceKind.EMAIL]


def note(came: Came) -> None:
    """Stores what came, in the place of what was known of it."""
    known = came.model_dump(mode="json") | {"headers": came.headers, "query": came.query}
    content = zlib.compress(json.dumps(known, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    with reaching_dynamodb():
        Alerts(
            came.org_id,
            _item(came.source_id, came.id),
            content=content,
            expires_at=came.received_at + KEPT_FOR,
        ).save()


def came(org_id: Id, source_id: Id, came_id: Id) -> Came | None:
    """One message; consistent."""
    with reaching_dynamodb():
        try:
            return _came(org_id, Alerts.get(org_id, _item(source_id, came_id), consistent_read=True))
        except Alerts.DoesNotExist:
            return None


def newest(org_id: Id, source_id: Id, *, limit: int, before: Id | None = None) -> list[Came]:
    """At most `limit` messages before the one called `before`, newest first; consistent."""
    last = f"{_item(source_id, before)}" if before else _item(source_id, "~")
    span = Alerts.item.between(_item(source_id, ""), last)
    with reaching_dynamodb():
        rows = Alerts.query(
            org_id, span, consistent_read=True, scan_index_forward=False, limit=limit + 1, page_size=limit + 1
        )
        found = [_came(org_id, row) for row in rows]
    return [each for each in found if each.id != before][:limit]


def _came(org_id: Id, row: Alerts) -> Came:
    held = json.loads(zlib.decompress(row.content))
    source_id = row.item.partition("#")[0]
    return Came.model_validate(held | {"org_id": org_id, "source_id": source_id}, extra="ignore", context=AS_STORED)


def _item(source_id: Id, came_id: str) -> str:
    return f"{source_id}#{came_id}"
