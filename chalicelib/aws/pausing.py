"""Waiting between two tries."""

import time
from collections.abc import Callable

_way: Callable[[float], None] = time.sleep


def pause(seconds: float) -> None:
    """Waits before another try. On one machine the thread's place goes to another client meanwhile."""
    _way(seconds)


def pause_by(way: Callable[[float], None]) -> None:
    """Makes `pause` wait in another way than by `time.sleep`."""
    global _way  # noqa: PLW0603 - one process waits in one way
    _way = way
