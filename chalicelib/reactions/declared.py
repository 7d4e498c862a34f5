"""Every reaction to an event, with its limits. This list is the one place to look, and the one to add to.

A new reaction is an entry here and its function. Its Lambda handler, event source, role, log group and alarms, and its
part of one machine, all follow from the entry; only which tables it uses is said in infra/policies.py, which refuses to
package a function that it does not know.
"""

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Where a reaction gets its work from."""

    STREAM = "stream"
    """The events stream itself. A shard serves two readers well, and both are taken."""


@dataclass(frozen=True)
class Limits:
    """What one invocation is given."""

    memory: int = 512
    """Megabytes; CPU comes with them."""
    seconds: int = 60
    batch: int = 100
    """Records at most."""


@dataclass(frozen=True)
class Reaction:
    """Something that happens because of an event. Delivery is at least once and in any order."""

    name: str
    """Also the name of its Lambda function."""
    function: str
    """`package.module:function`, imported where the reaction runs and nowhere else.

    It takes a batch of new records of the stream, and returns the sequence numbers to deliver again.
    """
    source: Source
    limits: Limits


REACTIONS: tuple[Reaction, ...] = (
    Reaction("broadcaster", "chalicelib.live.broadcaster:broadcaster", Source.STREAM, Limits(memory=1024)),
)


def from_stream() -> list[Reaction]:
    """The readers of the stream; the first is the one that publishes."""
    return [reaction for reaction in REACTIONS if reaction.source is Source.STREAM]
