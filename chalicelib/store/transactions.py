"""Writing: everything that changes together is one TransactWrite, retried when other writers were faster."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.aws import pausing
from chalicelib.aws.deadline import seconds_left
from chalicelib.domain.errors import ContendedError, UnavailableError
from chalicelib.store.dynamodb import code_of, reaching_dynamodb, shared_connection

R = TypeVar("R")

PATIENCE = 12.0
"""Seconds for which a race is run again, where no answer is due sooner."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.4
_CONDITION, _CONFLICT = "ConditionalCheckFailed", "TransactionConflict"
_OVERLOADED = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded"})


class LostRaceError(Exception):
    """A condition did not hold, or another transaction was under way; nothing was written."""

    def __init__(self, failed: tuple[int, ...]) -> None:
        super().__init__("another writer was faster")
        self.failed = failed
        """Positions of the operations whose condition did not hold: checks first, then deletes, then saves."""


@contextmanager
def transaction() -> Iterator[TransactWrite]:
    """All or nothing. The token makes a retry of a request whose answer was lost harmless."""
    with reaching_dynamodb():
        try:
            with TransactWrite(connection=shared_connection(), client_request_token=str(uuid4())) as write:
                yield write
        except TransactWriteError as error:
            raise _in_own_words(error) from error


def _in_own_words(error: TransactWriteError) -> Exception:
    if code_of(error) == "TransactionConflictException":
        return LostRaceError(())
    if code_of(error) == "TransactionInProgressException":
        return UnavailableError("The database has not said yet whether it was written. Read it again in a moment.")
    reasons = error.cancellation_reasons if code_of(error) == "TransactionCanceledException" else []
    codes = {position: reason.code for position, reason in enumerate(reasons) if reason}
    found = set(codes.values())
    if not found or not found <= {_CONDITION, _CONFLICT} | _OVERLOADED:
        return error
    if _CONDITION not in found and found & _OVERLOADED:
        return UnavailableError("The database is overloaded right now. Try again in a moment.")
    return LostRaceError(tuple(position for position, code in codes.items() if code == _CONDITION))


def won(attempt: Callable[[], None]) -> bool:
    """Whether the conditions of `attempt` held; a transaction that was in its way is waited for."""

    def told() -> bool:
        try:
            attempt()
        except LostRaceError as lost:
            if lost.failed:
                return False
            raise
        return True

    return retried(told)


def at_first(known: R | None, read: Callable[[], R]) -> Callable[[], R]:
    """Returns `known` the first time, if there is one, and then reads: an attempt that lost its race reads anew."""
    waiting = [] if known is None else [known]
    return lambda: waiting.pop() if waiting else read()


def retried(attempt: Callable[[], R]) -> R:
    """What `attempt` returns once it wins its race; it reads anew each time, and must change nothing outside.

    Nobody else repeats a transaction that lost: sent again as it was, it would lose again. Raises ContendedError when
    time is up.
    """
    until = time.monotonic() + min(PATIENCE, seconds_left())
    pause = _FIRST_PAUSE
    while True:
        try:
            return attempt()
        except LostRaceError:
            if time.monotonic() + pause > until:
                raise ContendedError("Too many changes at the same time. Try again in a moment.") from None
            pausing.pause(random.uniform(0, pause))  # noqa: S311 - jitter
            pause = min(pause * 2, _LONGEST_PAUSE)
