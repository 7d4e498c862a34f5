"""Until when an answer is due. Whoever waits for AWS on its behalf, or tries again, asks how much time is left."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_due: ContextVar[float] = ContextVar("due", default=math.inf)


@contextmanager
def due_in(seconds: float) -> Iterator[None]:
    """What happens inside is to be over in so many seconds, or in those of a deadline around it, if that is sooner."""
    token = _due.set(min(_due.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _due.reset(token)


def seconds_left() -> float:
    """Infinity where no answer is due; negative where it is overdue."""
    return _due.get() - time.monotonic()
