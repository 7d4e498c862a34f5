"""What the operator may know of all tenants, in numbers. Only this module scans a table, for the operator alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.ids import Id
from chalicelib.store.dynamodb import Table, reaching_dynamodb
from chalicelib.store.tables import (
    Connections,
    Incidents,
    MaintenanceTable,
    Members,
    Organizations,
    Services,
    Snapshots,
)


@dataclass(frozen=True)
class Size:
    """One organization in numbers."""

    org_id: str
    name: str
    slug: str
    created_at: str
    members: int
    services: int
    incidents: int
    maintenance: int
    connections: int
    version: int
    page_bytes: int


def published() -> Iterator[Id]:
    """The organizations that have a page."""
    with reaching_dynamodb():
        yield from (str(row.org_id) for row in Snapshots.scan(attributes_to_get=["org_id"]))


def some(limit: int, after: str | None) -> tuple[list[Size], str | None]:
    """At most `limit` organizations, in the order of the table, and the cursor for the next ones."""
    with reaching_dynamodb():
        start = {"org_id": {"S": after}} if after else None
        found = Organizations.scan(limit=limit, last_evaluated_key=start)
        sizes = [_size(row) for row in found]
        key = found.last_evaluated_key
    return sizes, key["org_id"]["S"] if key else None


def _size(row: Organizations) -> Size:
    version, page_bytes = _published(row.id)
    return Size(
        row.id,
        row.name,
        row.slug,
        row.created_at,
        members=_count(Members, row.id),
        services=_count(Services, row.id),
        incidents=_count(Incidents, row.id),
        maintenance=_count(MaintenanceTable, row.id),
        connections=_count(Connections, row.id),
        version=version,
        page_bytes=page_bytes,
    )


def _published(org_id: str) -> tuple[int, int]:
    try:
        row = Snapshots.get(org_id, attributes_to_get=["version", "page"])
    except Snapshots.DoesNotExist:
        return 0, 0
    return int(row.version), len(row.page)


def _count(table: type[Table], org_id: str) -> int:
    return int(table.count(org_id))
