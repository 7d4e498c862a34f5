"""Time goes on without events: whose day is over, and who is down, has its uptime counted on by the reaction."""

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.queues import queues
from chalicelib.queues.message import Message
from chalicelib.store.history import counted

settings().need("table_prefix")
AT_ONCE = 500
QUEUE = "history"


def uptime_days() -> int:
    """Returns how many organizations were handed on. One that the queue can't take is due again a minute later."""
    messages = [Message(org_id) for org_id in counted.due(clock.now(), AT_ONCE)]
    untaken = queues.current().send(QUEUE, messages) if messages else ()
    if untaken:
        log.warning("uptime_not_handed_on", count=len(untaken))
    return len(messages) - len(untaken)
