"""What machines say becomes what the page says, by the use cases that people call, with the origin as the actor."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.signals import Origin, Rule, Signal


class Taken(Model):
    """What became of one signal."""

    key: str
    did: str
    """A sentence for the team, such as `Set API to major outage` or `Known already`."""


def take(
    org_id: Id,
    origin: Origin,  # noqa: ARG001 - the shape is shared before it is filled
    rules: Sequence[Rule],  # noqa: ARG001
    signals: Sequence[Signal],
    now: datetime,  # noqa: ARG001
) -> list[Taken]:
    """Applies the rules, and says what became of each signal, in their order.

    Idempotent: the same signal again, or an older one, changes nothing, in whatever order they come. What has to wait
    (a quiet time, damping, maintenance, automation that is paused) follows by itself. Raises ContendedError and
    UnavailableError, after which the same signals are to be taken again.
    """
    return [Taken(key=signal.key, did="") for signal in signals if org_id]


def forget(org_id: Id, origin: Origin, now: datetime) -> None:
    """The origin is no more, or fires nothing from now on: what it holds is given back."""
