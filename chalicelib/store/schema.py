"""Making what an engine lacks, tables and global indexes: one machine, tests, and the operator's init-database.

On AWS the deployment makes them; there is nothing left to do here.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError
from pynamodb.exceptions import TableDoesNotExist, TableError

from chalicelib.store.dynamodb import Table, code_of, reaching_dynamodb, shared_connection
from chalicelib.store.tables import TABLES

_PAUSE = 0.1
_ANOTHER_IS_AT_IT = frozenset({"ResourceInUseException", "LimitExceededException"})


def create_missing_tables() -> list[str]:
    """Creates what is missing, and returns the names of the tables, and of indexes as `table/index`, that it created.

    Safe to repeat, and to run twice at once.
    """
    with reaching_dynamodb():
        return [name for table in TABLES for name in _completed(table)]


def hash_first(keys: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The keys of a table or an index in the order that DynamoDB wants; PynamoDB lists them by name."""
    return sorted(map(dict, keys), key=lambda key: str(key["KeyType"]))


def _completed(table: type[Table]) -> Iterator[str]:
    name = table.Meta.table_name
    try:
        described = table.describe_table()
    except TableDoesNotExist:
        if _create(table):
            yield name
        return
    present = {index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ())}
    for index in table._get_schema()["global_secondary_indexes"]:  # noqa: SLF001 - PynamoDB has no other
        if index["index_name"] not in present and _add(table, index):
            yield f"{name}/{index['index_name']}"


def _create(table: type[Table]) -> bool:
    try:
        table.create_table(wait=True, read_capacity_units=1, write_capacity_units=1)
    except TableError as error:
        if code_of(error) != "ResourceInUseException":
            raise
        return False
    return True


def _add(table: type[Table], index: Mapping[str, Any]) -> bool:
    """Adds an index, and returns once it answers; items that were there before are in it then."""
    creation = {
        "IndexName": index["index_name"],
        "KeySchema": hash_first(index["key_schema"]),
        "Projection": index["projection"],
    }
    try:
        shared_connection().dispatch(
            "UpdateTable",
            {
                "TableName": table.Meta.table_name,
                "AttributeDefinitions": index["attribute_definitions"],
                "GlobalSecondaryIndexUpdates": [{"Create": creation}],
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ANOTHER_IS_AT_IT:
            raise
        return False
    while not _is_active(table, index["index_name"]):
        time.sleep(_PAUSE)
    return True


def _is_active(table: type[Table], name: str) -> bool:
    indexes = table.describe_table().get("GlobalSecondaryIndexes", ())
    return any(index["IndexName"] == name and index["IndexStatus"] == "ACTIVE" for index in indexes)
