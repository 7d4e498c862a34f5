"""What it costs to tell subscribers."""

from collections.abc import Mapping
from dataclasses import dataclass

from infra.cost.rates import rate
from infra.cost.use import Use


@dataclass(frozen=True)
class Message:
    """What telling one recipient takes, besides its share of a part of 50."""

    seconds: float
    """Of a function of 1 GB, most of them spent waiting for the other side."""
    ses: float = 0
    write_units: float = 0.25
    """The part of 50 is written three times."""
    read_units: float = 0.4
    """The recipients are read from the index that orders them, and once more when they are sent to, in stretches."""


MESSAGES: Mapping[str, Message] = {
    "mail": Message(seconds=0.1, ses=1),
    "webhook or chat": Message(seconds=0.02),
    "push": Message(seconds=0.02),
}
"""By the way it goes. Calls are made side by side: a part of 50 takes a second, as long as its slower ones."""


def message(way: str) -> float:
    """Dollars of one message to one recipient, with its share of what plans and sends its part."""
    one = MESSAGES[way]
    return (
        one.ses * rate("SES mail")
        + one.write_units * rate("DynamoDB write unit")
        + one.read_units * rate("DynamoDB read unit")
        + one.seconds * rate("Lambda GB-second")
        + (rate("Lambda request") + 3 * rate("SQS request")) / 50
    )


def told(use: Use) -> float:
    """Dollars of what one tenant tells its subscribers."""
    counts = {"mail": use.told_by_mail, "webhook or chat": use.told_by_call, "push": use.told_by_push}
    return sum(count * message(way) for way, count in counts.items())
