"""From the events stream to the broadcaster, and where goes what it cannot handle."""

from infra import tables
from infra.template import Json, att, tags

FUNCTION = "Broadcaster"
SHARDS_AT_ONCE = 4
"""Parallel batches a shard. Lambda keeps a partition key in one of them, so an organization's stay in order."""


def connect(template: Json, stage: str) -> None:
    """Puts the real stream in the place of Chalice's placeholder, with all that makes delivery sure."""
    template["Resources"]["DeadLetters"] = _queue(stage)
    (source,) = template["Resources"][FUNCTION]["Properties"]["Events"].values()
    source["Properties"] |= {
        "Stream": att(tables.logical_id("events"), "StreamArn"),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumBatchingWindowInSeconds": 0,
        "MaximumRetryAttempts": 10,
        "MaximumRecordAgeInSeconds": 3600,
        "ParallelizationFactor": SHARDS_AT_ONCE,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": att("DeadLetters", "Arn")}},
        "FilterCriteria": {"Filters": [{"Pattern": '{"eventName":["INSERT"]}'}]},
    }


def _queue(stage: str) -> Json:
    return {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "MessageRetentionPeriod": 14 * 24 * 3600,
            "SqsManagedSseEnabled": True,
            "Tags": tags(stage),
        },
    }
