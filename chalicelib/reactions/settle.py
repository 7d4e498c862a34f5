"""Completes what a change of many services has left to do, where the request that began it could not.

A request goes on with its parts at once, so by the time a message arrives there is nothing left as a rule.
"""

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.queues.message import Message
from chalicelib.store import events
from chalicelib.use_cases import parts

settings().need("table_prefix")


def settle(message: Message) -> None:
    """Raises what went wrong, and is called again later."""
    event = events.find(message.org_id, message.event_id)
    if event and not event.type.is_deletion:
        find = parts.find_of(event.type.resource)
        parts.settle(find, message.org_id, event.resource_id, event.actor, clock.now())
