"""Many tenants and much history, made by copying one of each item."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib.domain.ids import new_id
from chalicelib.domain.times import to_wire
from chalicelib.store.dynamodb import shared_connection
from chalicelib.store.tables import Connections, Incidents, Members, Organizations, Services, Slugs, Snapshots

Item = dict[str, Any]
_BATCH = 25
_LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def add_tenants(org_id: str, count: int) -> None:
    """So many organizations like this one: profile, slug, members, services, snapshot and viewers."""
    for table in (Organizations, Members, Services, Snapshots, Slugs, Connections):
        like = _items(table, org_id)
        ids = (f"{number:026}" for number in range(count))
        _write(table, ({**item, **_renamed(item, new)} for new in ids for item in like))


def add_past_incidents(org_id: str, count: int) -> None:
    """So many incidents like its one, resolved long ago, one every hour."""
    like = _items(Incidents, org_id)[0]
    moments = (_LONG_AGO + timedelta(hours=number) for number in range(count))
    _write(
        Incidents,
        (
            {**like, "incident_id": {"S": new_id(moment)}, "relevant_until": {"S": to_wire(moment)}}
            for moment in moments
        ),
    )


def _renamed(item: Item, new: str) -> Item:
    """In another tenant; ids and slugs that must differ, do."""
    changed: Item = {"org_id": {"S": new}}
    return changed | {name: {"S": f"t{new}"} for name in ("slug", "user_id", "connection_id") if name in item}


def _items(table: Any, org_id: str) -> list[Item]:  # noqa: ANN401 - every table
    call, name = shared_connection().wire.call, table.Meta.table_name
    if table is Slugs:
        return [item for item in call("Scan", {"TableName": name})["Items"] if item["org_id"]["S"] == org_id]
    asked = {"KeyConditionExpression": "org_id = :o", "ExpressionAttributeValues": {":o": {"S": org_id}}}
    return list(call("Query", {"TableName": name, **asked})["Items"])


def _write(table: Any, items: Iterable[Item]) -> None:  # noqa: ANN401 - every table
    call, name = shared_connection().wire.call, table.Meta.table_name
    for batch in _batches(items):
        left = {name: [{"PutRequest": {"Item": item}} for item in batch]}
        while left:
            left = call("BatchWriteItem", {"RequestItems": left}).get("UnprocessedItems") or {}


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
