"""Making the tables on an engine that has none: one machine, tests, and the operator's init-database."""

from pynamodb.exceptions import TableError

from chalicelib.store.connection import Table, reaching_dynamodb
from chalicelib.store.tables import TABLES


def create_missing_tables() -> list[str]:
    """The names of the tables that were not there; safe to repeat and to run twice at once."""
    with reaching_dynamodb():
        return [table.Meta.table_name for table in TABLES if not table.exists() and _create(table)]


def _create(table: type[Table]) -> bool:
    try:
        table.create_table(wait=True, read_capacity_units=1, write_capacity_units=1)
    except TableError as error:
        if error.cause_response_code != "ResourceInUseException":
            raise
        return False
    return True
