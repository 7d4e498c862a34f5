"""Waiting for what can only be looked at. Here alone tests let time pass; everywhere else they wait for something."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds: enough for a machine that has other things to do."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.25
"""Seconds between looks; they grow, since a look takes CPU from what it waits for: it may ask the stack for a page."""


def wait_until(condition: Callable[[], T], patience: float = PATIENCE) -> T:
    """What the condition gave once it held; fails when it does not hold in time."""
    deadline, pause = time.monotonic() + patience, _FIRST_PAUSE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain; last seen: {found!r}"
        time.sleep(pause)
        pause = min(pause * 1.25, _LONGEST_PAUSE)
    return found
