"""Many calls side by side, where a slow one holds up nobody.

Only so many calls are fresh at a time, since each costs processor time when it begins and ends. One that just waits
costs nothing: after a moment it gives its place to the next, and goes on without one.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

PLACES, PATIENCE = 16, 0.06
"""Fresh calls of the whole process, and for how many seconds a call is one."""
_MOST_THREADS = 200
"""Of one round: this many calls may hang at once before they hold others up."""


class Places:
    """A number of places, each given back in time or lost by whoever keeps it for too long."""

    def __init__(self, count: int, patience: float) -> None:
        self._count, self._patience = count, patience
        self._changed = Condition()
        self._taken: dict[object, float] = {}
        """Since when, in that order; calls that lost their place are not among them."""

    def take(self) -> object:
        """Waits for a place; returns what gives it back."""
        ticket = object()
        with self._changed:
            while self._forgotten() >= self._count:
                oldest = next(iter(self._taken.values()))
                self._changed.wait(max(0.001, oldest + self._patience - monotonic()))
            self._taken[ticket] = monotonic()
        return ticket

    def give_back(self, ticket: object) -> None:
        """The place is free, unless it was lost before."""
        with self._changed:
            self._taken.pop(ticket, None)
            self._changed.notify()

    def _forgotten(self) -> int:
        """How many are taken, once those that were kept for too long are lost."""
        lost = monotonic() - self._patience
        for ticket in [each for each, since in self._taken.items() if since <= lost]:
            del self._taken[ticket]
        return len(self._taken)


_PROCESS = Places(PLACES, PATIENCE)


def for_each(items: Iterable[T], do: Callable[[T], R], places: Places = _PROCESS) -> list[R]:
    """What `do` returns for each item, in the order of the items; returns when all are done.

    An exception of `do` is raised once all others are done.
    """

    def done(item: T, ticket: object) -> R:
        try:
            return do(item)
        finally:
            places.give_back(ticket)

    with ThreadPoolExecutor(_MOST_THREADS, "call") as threads:
        running = [threads.submit(done, item, places.take()) for item in items]
    return [each.result() for each in running]
