"""Making the tables, and catching an older engine up."""

from datetime import UTC, datetime

from chalicelib.store import maintenance_reads
from chalicelib.store.connection import shared_connection
from chalicelib.store.schema import create_missing_tables
from chalicelib.store.tables import MaintenanceTable
from tests.engine import Engine


def test_what_is_there_is_left_alone(tables: Engine) -> None:
    assert create_missing_tables() == []


def test_a_table_from_before_an_index_gets_it(tables: Engine) -> None:
    name = MaintenanceTable.Meta.table_name
    removal = {"TableName": name, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "due"}}]}
    shared_connection().dispatch("UpdateTable", removal)
    assert create_missing_tables() == [f"{name}/due"]
    assert maintenance_reads.due(datetime.now(UTC), 10) == []
