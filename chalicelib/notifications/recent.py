"""What this process has looked up for one part, kept for the next ones of the same notification."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")
MOST = 64


class Recent(Generic[V]):
    """The last values by key, for what never changes. Two threads may make the same one at the same time."""

    def __init__(self) -> None:
        self._known: dict[Hashable, V] = {}

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value that is known, or a new one."""
        if key not in self._known:
            made = make()
            while len(self._known) >= MOST:
                self._known.pop(next(iter(self._known), None), None)
            self._known[key] = made
            return made
        return self._known[key]

    def forget(self, key: Hashable) -> None:
        """It is made again when it is asked for."""
        self._known.pop(key, None)
