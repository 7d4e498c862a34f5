"""The second reader of the stream: it hands events on to the queues of slower reactions, and does nothing else."""

from collections.abc import Sequence

from chalice.app import DynamoDBRecord

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.events import EventType
from chalicelib.queues import queues
from chalicelib.queues.message import Message
from chalicelib.reactions import declared
from chalicelib.reactions.declared import Reaction

settings().need("table_prefix")
_KNOWN = frozenset(EventType)


def relay(records: Sequence[DynamoDBRecord]) -> list[str]:
    """The sequence numbers of records that a queue could not take. Records that are no events are passed over."""
    told = [(message, record) for record in records if (message := _message(record))]
    failed: set[str] = set()
    for reaction in declared.from_queues():
        taken = {each: str(record.sequence_number) for each, record in told if _takes(reaction, each, record)}
        delay = reaction.limits.delay_seconds
        untaken = queues.current().send(reaction.name, list(taken), delay) if taken else ()
        failed |= {taken[message] for message in untaken}
    return sorted(failed)


def _takes(reaction: Reaction, message: Message, record: DynamoDBRecord) -> bool:
    if message.type not in reaction.takes:
        return False
    return not reaction.marked or (record.new_image or {}).get(reaction.marked) == {"BOOL": True}


def _message(record: DynamoDBRecord) -> Message | None:
    """Only from the key and the type, so that it works for an event that cannot be read."""
    keys, image = record.keys or {}, record.new_image or {}
    found = [part.get(name, {}).get("S") for part, name in ((keys, "org_id"), (keys, "event_id"), (image, "type"))]
    if not all(found) or found[2] not in _KNOWN:
        log.warning("event_passed_over", number=record.sequence_number, type=found[2])
        return None
    return Message(*map(str, found))
