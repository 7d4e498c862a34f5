"""Making the tables, and catching an older engine up."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from chalicelib.store import maintenance
from chalicelib.store.dynamodb import Table, shared_connection
from chalicelib.store.schema import create_missing_tables
from chalicelib.store.tables import TABLES, MaintenanceTable, Members
from tests.engine import Engine


def test_what_is_there_is_left_alone(tables: Engine) -> None:
    assert create_missing_tables() == []


def test_a_table_from_before_an_index_gets_it(tables: Engine) -> None:
    name = MaintenanceTable.Meta.table_name
    _without(name, "due")
    assert create_missing_tables() == [f"{name}/due"]
    assert maintenance.due(datetime.now(UTC), 10) == []


def test_an_index_is_asked_for_by_its_hash_key_first(tables: Engine) -> None:
    """As DynamoDB wants it; moto takes any order."""
    _without(Members.Meta.table_name, "by_user_joined")
    tables.requests.clear()
    create_missing_tables()
    asked = next(given for operation, given in tables.requests if operation == "UpdateTable")
    keys = asked["GlobalSecondaryIndexUpdates"][0]["Create"]["KeySchema"]
    assert [key["AttributeName"] for key in keys] == ["user_id", "joined_at"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_no_index_is_its_tables_keys_turned_round(table: type[Table]) -> None:
    """DynamoDB Local would read the whole table for each answer (docs/decisions/0053-keys-of-indexes.md)."""
    schema = table._get_schema()  # noqa: SLF001 - what PynamoDB makes the table of
    keys = _names(schema["key_schema"])
    for index in schema["global_secondary_indexes"]:
        assert _names(index["key_schema"]) - keys, index["index_name"]


def _without(table: str, index: str) -> None:
    removal = {"TableName": table, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": index}}]}
    shared_connection().dispatch("UpdateTable", removal)


def _names(key_schema: Sequence[Mapping[str, object]]) -> set[object]:
    return {key["AttributeName"] for key in key_schema}
