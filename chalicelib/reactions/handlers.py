"""The Lambda handlers of all reactions: `chalicelib.reactions.handlers.<name>`, made when somebody asks for one.

A function on Lambda asks for its own, and so imports its own reaction and no other.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pkgutil import resolve_name
from typing import Any

from chalice import Blueprint
from chalice.app import DynamoDBEvent, SQSEvent

from chalicelib import log
from chalicelib.queues import queues
from chalicelib.reactions import declared
from chalicelib.reactions.declared import Reaction, Source

Handler = Callable[[dict[str, Any], Any], Any]

PLACEHOLDER_QUEUE = "arn:aws:sqs:us-east-1:000000000000:placeholder"
PLACEHOLDER_STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/placeholder"
"""Chalice wants ARNs; infra/ puts the real stream and the real queues in their place."""


def __getattr__(name: str) -> Handler:
    """The handler of the reaction of that name, ready to run."""
    reaction = next((each for each in declared.REACTIONS if each.name == name), None)
    if reaction is None:
        raise AttributeError(name)
    _function(reaction.function)
    return _handler(Blueprint(__name__), reaction)


def blueprint() -> Blueprint:
    """All handlers, for the app to register; each imports its reaction when it first runs."""
    made = Blueprint(__name__)
    for reaction in declared.REACTIONS:
        _handler(made, reaction)
    return made


def _handler(to: Blueprint, reaction: Reaction) -> Handler:
    """The handler, registered for the source that the reaction declares."""
    react, limits = _from_stream(reaction), reaction.limits
    if reaction.source is Source.QUEUE:
        react = _from_queue(reaction)
        register = to.on_sqs_message(
            queue_arn=PLACEHOLDER_QUEUE,
            batch_size=limits.batch,
            maximum_concurrency=limits.at_once,
            name=reaction.name,
        )
    else:
        register = to.on_dynamodb_record(
            stream_arn=PLACEHOLDER_STREAM,
            batch_size=limits.batch,
            starting_position="TRIM_HORIZON",
            name=reaction.name,
        )
    react.__name__ = reaction.name
    registered: Handler = register(react)
    return registered


def _from_stream(reaction: Reaction) -> Callable[[Any], dict[str, Any]]:
    def react(event: DynamoDBEvent) -> dict[str, Any]:
        records = [record for record in event if record.event_name == "INSERT"]
        return _failed(_function(reaction.function)(records) if records else [])

    return react


def _from_queue(reaction: Reaction) -> Callable[[Any], dict[str, Any]]:
    def react(event: SQSEvent) -> dict[str, Any]:
        records = [record.to_dict() for record in event]
        return _failed([record["messageId"] for record in records if not _is_handled(reaction, record)])

    return react


def _is_handled(reaction: Reaction, record: Mapping[str, Any]) -> bool:
    """Whether the message was handled. One that failed is hidden for longer each time, and holds up no other."""
    try:
        _function(reaction.function)(reaction.reads(record["body"]))
    except Exception as error:  # noqa: BLE001 - whatever it was, the others go on and this one is delivered again
        receives = int(record["attributes"]["ApproximateReceiveCount"])
        log.exception("reaction_failed", reaction=reaction.name, error=type(error).__name__, receives=receives)
        queues.current().hide(reaction.name, record["receiptHandle"], queues.pause_after(receives))
        return False
    return True


def _failed(numbers: Iterable[str]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}


@cache
def _function(reference: str) -> Callable[..., Any]:
    found: Callable[..., Any] = resolve_name(reference)
    return found
