"""From the events stream to its readers, and where a record goes that none of them can handle."""

from chalicelib.reactions import declared
from infra import tables
from infra.template import Json, att, pascal, tags

BATCHES_AT_ONCE = 1
"""Of a shard. DynamoDB keeps order only per item, and every event is an item of its own: nothing relies on order."""


def connect(template: Json, stage: str) -> None:
    """Puts the real stream in the place of Chalice's placeholder, with all that makes delivery sure."""
    template["Resources"]["DeadLetters"] = dead_letters(stage)
    for reaction in declared.from_stream():
        (source,) = template["Resources"][pascal(reaction.name)]["Properties"]["Events"].values()
        source["Properties"] |= _mapping()


def _mapping() -> Json:
    return {
        "Stream": att(tables.logical_id("events"), "StreamArn"),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumBatchingWindowInSeconds": 0,
        "MaximumRetryAttempts": 10,
        "MaximumRecordAgeInSeconds": 3600,
        "ParallelizationFactor": BATCHES_AT_ONCE,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": att("DeadLetters", "Arn")}},
        "FilterCriteria": {"Filters": [{"Pattern": '{"eventName":["INSERT"]}'}]},
    }


def dead_letters(stage: str) -> Json:
    """A queue of what was given up, kept for as long as SQS keeps anything."""
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
