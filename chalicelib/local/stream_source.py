"""The events table's stream: its shards in order, and their records as Lambda gets them."""

import base64
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.wire import STREAMS, Wire

log = logging.getLogger(__name__)

MOST_RECORDS = 100
Record = dict[str, Any]


class StreamLostError(Exception):
    """The record to read next is gone: it is older than 24 hours, or its table was made anew."""


class StreamSource:
    """Reads one table's stream; every method may raise botocore's errors while DynamoDB is away."""

    def __init__(self, endpoint: str, region: str, table_name: str) -> None:
        self._table_name = table_name
        self._tables = Wire(region, endpoint)
        self._streams = Wire(region, endpoint, STREAMS)

    def arn(self) -> str:
        """The stream's name; another one after the table was made anew. Empty when it has none."""
        table = self._tables.call("DescribeTable", {"TableName": self._table_name})["Table"]
        return str(table.get("LatestStreamArn", ""))

    def shards(self, arn: str) -> dict[str, str | None]:
        """Every shard's id, and the id of the one it came from."""
        parents: dict[str, str | None] = {}
        request: dict[str, Any] = {"StreamArn": arn}
        while True:
            found = self._streams.call("DescribeStream", request)["StreamDescription"]
            parents |= {shard["ShardId"]: shard.get("ParentShardId") for shard in found["Shards"]}
            if not (last := found.get("LastEvaluatedShardId")):
                return parents
            request["ExclusiveStartShardId"] = last

    def iterator(self, arn: str, shard: str, *, at: str = "", after: str = "") -> str:
        """Where to read from: record `at`, behind record `after`, or the oldest. StreamLostError when that is gone."""
        start = {"ShardIteratorType": "TRIM_HORIZON"}
        if at or after:
            kind = "AT_SEQUENCE_NUMBER" if at else "AFTER_SEQUENCE_NUMBER"
            start = {"ShardIteratorType": kind, "SequenceNumber": at or after}
        with _understood():
            answer = self._streams.call("GetShardIterator", {"StreamArn": arn, "ShardId": shard, **start})
        return str(answer["ShardIterator"])

    def read(self, iterator: str, limit: int = MOST_RECORDS) -> tuple[list[Record], str | None]:
        """Some records, perhaps none, and where they go on; None behind the last one of a closed shard."""
        with _understood():
            answer = self._streams.call("GetRecords", {"ShardIterator": iterator, "Limit": limit})
        return answer["Records"], answer.get("NextShardIterator")


def lambda_record(record: Record, arn: str, base: int) -> Record:
    """A record as it stands in the event Lambda makes of it, its number counted from `base`."""
    change = dict(record["dynamodb"])
    if created := change.get("ApproximateCreationDateTime"):
        change["ApproximateCreationDateTime"] = float(created)
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = {name: _as_json(value) for name, value in change[image].items()}
    change["SequenceNumber"] = f"{base + int(change['SequenceNumber']):021}"
    return {**record, "dynamodb": change, "eventSourceARN": arn}


def _as_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """One attribute, its bytes in base64 as in a Lambda event."""
    kind, content = next(iter(value.items()))
    if kind == "B":
        return {kind: base64.b64encode(content).decode()}
    if kind == "BS":
        return {kind: [base64.b64encode(each).decode() for each in content]}
    if kind == "L":
        return {kind: [_as_json(each) for each in content]}
    if kind == "M":
        return {kind: {name: _as_json(each) for name, each in content.items()}}
    return {kind: content}


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if (code := error.response.get("Error", {}).get("Code", "")) in _LOST:
            raise StreamLostError(code) from error
        raise


_LOST = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException", "ExpiredIteratorException"})
