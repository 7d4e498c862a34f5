"""Calls that each wait for something else, made at the same time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
_MOST = 32
"""Threads. Eight organizations are published side by side, and each makes three calls beside its own."""
_threads = ThreadPoolExecutor(_MOST, "at-once")


def beside(call: Callable[[], A]) -> Future[A]:
    """The call, begun on a thread of its own; a deadline of the caller counts for it, too."""
    return _threads.submit(copy_context().run, call)


def at_once(
    first: Callable[[], A], second: Callable[[], B], third: Callable[[], C], fourth: Callable[[], D]
) -> tuple[A, B, C, D]:
    """What each of the calls returns; raises the error of the first in order that failed."""
    others = beside(second), beside(third), beside(fourth)
    return first(), others[0].result(), others[1].result(), others[2].result()
