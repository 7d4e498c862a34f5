"""From the events stream to its readers, and where a record goes that none of them can handle."""

from chalicelib.reactions import declared
from infra import tables
from infra.queues import queue
from infra.template import Json, att, pascal

BATCHES_AT_ONCE = 1
"""Of a shard. DynamoDB keeps order only per item, and every event is an item of its own: nothing relies on order."""

FOREVER = -1
GIVE_UP_SECONDS = 23 * 3600
"""An hour before the stream itself forgets. Readers report only what no retry mends while the database, the document
store or a queue is away, so giving up earlier would only lose what comes back with them."""


def connect(template: Json, stage: str) -> None:
    """Puts the real stream in the place of Chalice's placeholder, with all that makes delivery sure."""
    template["Resources"]["DeadLetters"] = queue(stage)
    for reaction in declared.from_stream():
        (source,) = template["Resources"][pascal(reaction.name)]["Properties"]["Events"].values()
        source["Properties"] |= _mapping()


def _mapping() -> Json:
    return {
        "Stream": att(tables.logical_id("events"), "StreamArn"),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumBatchingWindowInSeconds": 0,
        "MaximumRetryAttempts": FOREVER,
        "MaximumRecordAgeInSeconds": GIVE_UP_SECONDS,
        "ParallelizationFactor": BATCHES_AT_ONCE,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": att("DeadLetters", "Arn")}},
        "FilterCriteria": {"Filters": [{"Pattern": '{"eventName":["INSERT"]}'}]},
    }
