"""The drill of docs/operations.md on DynamoDB Local: the template's own tables, one lost, and had back item by item."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.local.dynamodb import DynamoDBLocal
from infra import tables
from infra.restore import put_back
from infra.template import Json

ROOT = Path(__file__).parents[2]
_LATER = ("PointInTimeRecoverySpecification", "TimeToLiveSpecification", "Tags", "DeletionProtectionEnabled")
HOW_MANY = 60


@pytest.fixture(scope="module")
def dynamodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    loop = asyncio.new_event_loop()
    engine = DynamoDBLocal(ROOT, tmp_path_factory.mktemp("dynamodb"))
    loop.run_until_complete(engine.start())
    yield boto3.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=engine.url,
        aws_access_key_id="drill",
        aws_secret_access_key="drill",
    )
    loop.run_until_complete(engine.stop())
    loop.close()


@pytest.fixture(scope="module")
def definitions() -> dict[str, Json]:
    made = tables.resources("drill").values()
    return {each["Properties"]["TableName"]: each["Properties"] for each in made}


def test_the_engine_takes_every_table_as_the_template_has_it(dynamodb: Any, definitions: dict[str, Json]) -> None:
    for definition in definitions.values():
        _create(dynamodb, definition, definition["TableName"])
    assert set(dynamodb.list_tables()["TableNames"]) == set(definitions)


def test_a_lost_table_comes_back_item_by_item(dynamodb: Any, definitions: dict[str, Json]) -> None:
    live, backup = "drill-incidents", "drill-incidents-restored"
    definition = definitions["allclear-drill-incidents"]
    for name in (live, backup):
        _create(dynamodb, definition, name)
    for number in range(HOW_MANY):
        dynamodb.put_item(TableName=live, Item=_incident(number))
    before = _all(dynamodb, live)
    put_back(dynamodb, live, backup)  # stands in for AWS's own restore to a new table

    for item in before:
        dynamodb.delete_item(TableName=live, Key={name: item[name] for name in ("org_id", "incident_id")})
    assert put_back(dynamodb, backup, live) == HOW_MANY
    assert _all(dynamodb, live) == before


def test_one_organization_comes_back_alone(dynamodb: Any, definitions: dict[str, Json]) -> None:
    _create(dynamodb, definitions["allclear-drill-incidents"], "drill-alone")
    assert put_back(dynamodb, "drill-incidents-restored", "drill-alone", "org-1") == HOW_MANY // 2
    assert {item["org_id"]["S"] for item in _all(dynamodb, "drill-alone")} == {"org-1"}


def _create(dynamodb: Any, definition: Json, name: str) -> None:
    given = {key: value for key, value in definition.items() if key not in _LATER} | {"TableName": name}
    if stream := given.get("StreamSpecification"):
        given["StreamSpecification"] = {**stream, "StreamEnabled": True}
    dynamodb.create_table(**given)


def _incident(number: int) -> Json:
    return {
        "org_id": {"S": f"org-{number % 2}"},
        "incident_id": {"S": f"{number:026d}"},
        "relevant_until": {"S": "open"},
        "title": {"S": "Lost, and found again"},
        "version": {"N": "1"},
    }


def _all(dynamodb: Any, name: str) -> list[Json]:
    found = dynamodb.scan(TableName=name, ConsistentRead=True)["Items"]
    return sorted(found, key=lambda item: (item["org_id"]["S"], item["incident_id"]["S"]))
