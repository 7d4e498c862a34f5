"""Waiting for what can only be looked at. Here alone tests let time pass; everywhere else they wait for something."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds: enough for a machine that has other things to do."""
_BETWEEN_LOOKS = 0.02


def wait_until(condition: Callable[[], T], patience: float = PATIENCE) -> T:
    """What the condition gave once it held; fails when it does not hold in time."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain; last seen: {found!r}"
        time.sleep(_BETWEEN_LOOKS)
    return found
