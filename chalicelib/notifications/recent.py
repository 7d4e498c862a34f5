"""What this process has looked up for one part, kept for the next ones of the same notification."""

import math
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from chalicelib import clock

V = TypeVar("V")
MOST = 64


class Recent(Generic[V]):
    """The last values by key. Two threads may make the same one at the same time."""

    def __init__(self, seconds: float = math.inf) -> None:
        """What never changes is kept for as long as there is room."""
        self._known: dict[Hashable, tuple[V, datetime]] = {}
        self._kept = timedelta.max if seconds == math.inf else timedelta(seconds=seconds)

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value that is known, or a new one."""
        known, now = self._known.get(key), clock.now()
        if known and abs(now - known[1]) < self._kept:
            return known[0]
        made = make()
        self._known.pop(key, None)
        while len(self._known) >= MOST:
            self._known.pop(next(iter(self._known), None), None)
        self._known[key] = made, now
        return made

    def forget(self, key: Hashable) -> None:
        """It is made again when it is asked for."""
        self._known.pop(key, None)
