"""The Lambda handlers of all reactions: `chalicelib.reactions.handlers.<name>`, made when somebody asks for one.

A function on Lambda asks for its own, and so imports its own reaction and no other.
"""

from collections.abc import Callable
from functools import cache
from pkgutil import resolve_name
from typing import Any

from chalice import Blueprint
from chalice.app import DynamoDBEvent

from chalicelib.reactions import declared
from chalicelib.reactions.declared import Reaction

Handler = Callable[[dict[str, Any], Any], Any]

PLACEHOLDER_STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/placeholder"
"""Chalice wants an ARN here; infra/stream.py puts the real stream in its place."""


def __getattr__(name: str) -> Handler:
    """The handler of the reaction of that name, ready to run."""
    reaction = next((each for each in declared.REACTIONS if each.name == name), None)
    if reaction is None:
        raise AttributeError(name)
    _function(reaction.function)
    return _handler(Blueprint(__name__), reaction)


def blueprint() -> Blueprint:
    """All of them, for the app to register; nothing is imported until one of them runs."""
    made = Blueprint(__name__)
    for reaction in declared.REACTIONS:
        _handler(made, reaction)
    return made


def _handler(to: Blueprint, reaction: Reaction) -> Handler:
    def react(event: DynamoDBEvent) -> dict[str, Any]:
        records = [record for record in event if record.event_name == "INSERT"]
        failed = _function(reaction.function)(records) if records else []
        return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}

    react.__name__ = reaction.name
    registered: Handler = to.on_dynamodb_record(
        stream_arn=PLACEHOLDER_STREAM,
        batch_size=reaction.limits.batch,
        starting_position="TRIM_HORIZON",
        name=reaction.name,
    )(react)
    return registered


@cache
def _function(reference: str) -> Callable[..., Any]:
    found: Callable[..., Any] = resolve_name(reference)
    return found
