"""Puts a restored table's items back into the live one: AWS restores a backup as a new table."""

import argparse
import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from infra import stages, tables
from infra.command import run
from infra.template import Json

AT_ONCE = 25
"""DynamoDB's limit of a batch."""
log = logging.getLogger("restore")


def put_back(dynamodb: Any, source: str, target: str, only: str = "") -> int:  # noqa: ANN401 - a boto3 client
    """Copies every item, or those whose hash key is `only`, over what is there; answers how many. Safe to repeat."""
    count = 0
    for some in _in_batches(_items(dynamodb, source, only)):
        _write(dynamodb, target, some)
        count += len(some)
    return count


def _items(dynamodb: Any, source: str, only: str) -> Iterator[Json]:  # noqa: ANN401 - a boto3 client
    if not only:
        for page in dynamodb.get_paginator("scan").paginate(TableName=source, ConsistentRead=True):
            yield from page["Items"]
        return
    keys = dynamodb.describe_table(TableName=source)["Table"]["KeySchema"]
    name = next(key["AttributeName"] for key in keys if key["KeyType"] == "HASH")
    asked = {
        "KeyConditionExpression": "#h = :h",
        "ExpressionAttributeNames": {"#h": name},
        "ExpressionAttributeValues": {":h": {"S": only}},
    }
    for page in dynamodb.get_paginator("query").paginate(TableName=source, ConsistentRead=True, **asked):
        yield from page["Items"]


def _in_batches(items: Iterable[Json]) -> Iterator[list[Json]]:
    waiting = iter(items)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _write(dynamodb: Any, target: str, items: list[Json]) -> None:  # noqa: ANN401 - a boto3 client
    """Until DynamoDB took them all."""
    left: Json = {target: [{"PutRequest": {"Item": item}} for item in items]}
    while left:
        left = dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems", {})


def main() -> None:
    """`python -m infra.restore STAGE TABLE FROM [--only ORG_ID]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("table", choices=tables.names())
    parser.add_argument("source", help="the restored table's name")
    parser.add_argument("--only", default="", help="one organization's id")
    given = parser.parse_args()
    stage = stages.of(given.stage)
    target = f"{tables.prefix(given.stage)}{given.table}"
    count = put_back(stage.target.client("dynamodb"), given.source, target, given.only)
    log.info("%d items are back in %s", count, target)


if __name__ == "__main__":
    run(main)
