"""Whose metrics were measured since the last minute has them rolled up and shown by the reaction."""

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.queues import queues
from chalicelib.queues.message import Message
from chalicelib.store.measured import head

settings().need("table_prefix")
AT_ONCE = 2000
QUEUE = "metrics"


def metric_rollups() -> int:
    """Returns how many organizations were handed on. One that the queue can't take is due again a minute later."""
    messages = [Message(org_id) for org_id in head.due(clock.now(), AT_ONCE)]
    untaken = queues.current().send(QUEUE, messages) if messages else ()
    if untaken:
        log.warning("metrics_not_handed_on", count=len(untaken))
    return len(messages) - len(untaken)
