"""What calls and changes cost: functions, queues and the database."""

from infra.cost.rates import FED, MONTH, QUEUES, READERS, SCHEDULED, rate
from infra.cost.use import Use

_POLLERS, _POLL_SECONDS = 5, 20
"""With which Lambda reads a queue also while it is empty."""


def functions(use: Use) -> float:
    """40 ms of 1 GB a call, 250 ms of 1 GB a broadcast and 0.3 ms a frame, 100 ms of 1 GB to count history, 20 ms of
    0.5 GB for anything else.
    """
    changes, days = use.tenants * use.changes, use.tenants * use.days
    small = use.asked + 2 * use.sessions + SCHEDULED + changes * (READERS - 1 + FED)
    seconds = use.requests * 0.040 + changes * 0.250 + use.pushed * 0.0003 + small * 0.5 * 0.020
    seconds += (changes + days) * 0.100
    return seconds * rate("Lambda GB-second") + (use.requests + changes + days + small) * rate("Lambda request")


def sqs(use: Use) -> float:
    """A message is sent, received and deleted: at most one of each change to each queue."""
    polls = MONTH / _POLL_SECONDS * _POLLERS
    messages = use.tenants * (FED * use.changes + use.days)
    return (QUEUES * polls + 3 * messages) * rate("SQS request")


def dynamodb(use: Use, stored: float) -> float:
    """Streams that Lambda reads are free, and so is what expires."""
    changes, days = use.tenants * use.changes, use.tenants * use.days
    writes = changes * use.write_units_a_change + days * use.write_units_a_day + use.sessions * 4
    reads = changes * (use.read_units_a_change + use.watching / 40) + use.requests * 4 + use.sessions * 3
    reads += days * use.read_units_a_day
    kept = stored * (rate("DynamoDB GB-month") + rate("DynamoDB backup GB-month"))
    return writes * rate("DynamoDB write unit") + reads * rate("DynamoDB read unit") + kept
