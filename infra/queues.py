"""The queues of slower reactions: each with retries, dead letters and alarms of its own, all from its declaration."""

from collections.abc import Sequence

from infra.environment import prepare

prepare()

from chalicelib.reactions import declared  # noqa: E402 - it imports what reads the environment
from chalicelib.reactions.declared import Reaction  # noqa: E402
from infra.alarms import Alarm  # noqa: E402
from infra.template import Json, att, pascal, ref, sub, tags  # noqa: E402

RETENTION_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps a message."""
_FUNCTIONS = {"api_handler": "APIHandler"}
"""Whose name Chalice has made its own."""


def queue_id(reaction: Reaction) -> str:
    """`ArchiveQueue`."""
    return f"{pascal(reaction.name)}Queue"


def dead_letters_id(reaction: Reaction) -> str:
    """`ArchiveDeadLetters`."""
    return f"{pascal(reaction.name)}DeadLetters"


def connect(template: Json, stage: str) -> None:
    """Makes the queues, and puts them in the place of Chalice's placeholders."""
    for reaction in declared.from_queues():
        template["Resources"][dead_letters_id(reaction)] = queue(stage)
        template["Resources"][queue_id(reaction)] = queue(
            stage,
            VisibilityTimeout=reaction.limits.visibility_seconds,
            RedrivePolicy={
                "deadLetterTargetArn": att(dead_letters_id(reaction), "Arn"),
                "maxReceiveCount": reaction.limits.tries,
            },
        )
        (source,) = template["Resources"][pascal(reaction.name)]["Properties"]["Events"].values()
        source["Properties"] |= {
            "Queue": att(queue_id(reaction), "Arn"),
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        }


def queue(stage: str, **properties: object) -> Json:
    """A queue that keeps messages for as long as any can."""
    return {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "MessageRetentionPeriod": RETENTION_SECONDS,
            "SqsManagedSseEnabled": True,
            "Tags": tags(stage),
            **properties,
        },
    }


def fed_by(function: str) -> list[Reaction]:
    """The reactions whose queues a function sends to."""
    return [each for each in declared.from_queues() if function in map(_function, each.fed_by)]


def read_by(function: str) -> list[Reaction]:
    """The reaction that a function is, if it has a queue."""
    return [each for each in declared.from_queues() if pascal(each.name) == function]


def urls(function: str) -> Json:
    """QUEUES, the setting, of a function; nothing for one that has to do with none."""
    known: Sequence[Reaction] = list(dict.fromkeys((*fed_by(function), *read_by(function))))
    if not known:
        return {}
    return {"QUEUES": sub(" ".join(f"{each.name}=${{{queue_id(each)}}}" for each in known))}


def alarms() -> list[Alarm]:
    """Two alarms for each queue: a message was given up, or waits for too long."""
    return [alarm for reaction in declared.from_queues() for alarm in _alarms(reaction)]


def outputs() -> dict[str, Json]:
    """Where dead letters are, to look at and to send back."""
    return {f"{dead_letters_id(each)}Url": ref(dead_letters_id(each)) for each in declared.from_queues()}


def _alarms(reaction: Reaction) -> list[Alarm]:
    name = pascal(reaction.name)
    given_up = f"{name} gave something up: see its log group, then send it back (docs/operations.md, dead letters)."
    late = f"{name} is behind: does it fail, or is it throttled? See its log group."
    dead = {"QueueName": att(dead_letters_id(reaction), "QueueName")}
    waiting = {"QueueName": att(queue_id(reaction), "QueueName")}
    age = reaction.limits.late_seconds
    return [
        Alarm(f"{name}DeadLetters", "ApproximateNumberOfMessagesVisible", "AWS/SQS", dead, 1, "Maximum", given_up),
        Alarm(f"{name}Late", "ApproximateAgeOfOldestMessage", "AWS/SQS", waiting, age, "Maximum", late, 5),
    ]


def _function(name: str) -> str:
    return _FUNCTIONS.get(name, pascal(name))
