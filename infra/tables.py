"""The tables, made from chalicelib.store.tables, so that what the code asks for and what AWS has can never drift."""

from typing import Any, cast

from infra.environment import prepare
from infra.template import Json, att, kept, pascal, tags

prepare()

from chalicelib.store.dynamodb import Table  # noqa: E402 - the models read the environment
from chalicelib.store.schema import hash_first  # noqa: E402
from chalicelib.store.tables import TABLES  # noqa: E402


def short_name(table: type[Table]) -> str:
    """`events`: the table's name without its prefix."""
    from chalicelib.config import settings  # noqa: PLC0415 - after the environment is prepared

    return str(table.Meta.table_name).removeprefix(settings().table_prefix)


def logical_id(name: str) -> str:
    """`EventsTable`."""
    return f"{pascal(name)}Table"


def arn(name: str) -> Json:
    """A table's ARN."""
    return att(logical_id(name), "Arn")


def names() -> list[str]:
    """Every table there is."""
    return [short_name(table) for table in TABLES]


def indexes(name: str) -> list[str]:
    """A table's indexes."""
    schema = _schema(next(table for table in TABLES if short_name(table) == name))
    return [each["index_name"] for kind in ("global", "local") for each in schema[f"{kind}_secondary_indexes"]]


def prefix(stage: str) -> str:
    """The prefix of the stage's tables; two stages can live side by side."""
    return f"allclear-{stage}-"


def resources(stage: str) -> Json:
    """All tables.

    One that a failed first deployment leaves is taken over by the next (infra/stack.py). CloudFormation could not
    delete it anyway, since it is protected.
    """
    return {logical_id(short_name(table)): _resource(table, stage) for table in TABLES}


def _resource(table: type[Table], stage: str) -> Json:
    schema = _schema(table)
    properties: Json = {
        "TableName": f"{prefix(stage)}{short_name(table)}",
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "AttributeDefinitions": sorted(schema["attribute_definitions"], key=lambda each: str(each["AttributeName"])),
        "KeySchema": hash_first(schema["key_schema"]),
        "Tags": tags(stage),
    }
    for kind in ("global", "local"):
        if found := schema[f"{kind}_secondary_indexes"]:
            properties[f"{kind.capitalize()}SecondaryIndexes"] = [_index(each) for each in found]
    if view := getattr(table.Meta, "stream_view_type", None):
        properties["StreamSpecification"] = {"StreamViewType": view}
    if expiry := _expiry(table):
        properties["TimeToLiveSpecification"] = {"AttributeName": expiry, "Enabled": True}
    return kept("AWS::DynamoDB::Table", properties)


def _schema(table: type[Table]) -> dict[str, list[Json]]:
    schema = cast(dict[str, list[Json]], table._get_schema())  # noqa: SLF001 - what its own create_table sends
    return {"global_secondary_indexes": [], "local_secondary_indexes": [], **schema}


def _expiry(table: type[Table]) -> str | None:
    attribute: Any = cast(Any, table)._ttl_attribute()  # noqa: SLF001 - likewise
    return str(attribute.attr_name) if attribute else None


def _index(given: Json) -> Json:
    return {
        "IndexName": given["index_name"],
        "KeySchema": hash_first(given["key_schema"]),
        "Projection": given["projection"],
    }
