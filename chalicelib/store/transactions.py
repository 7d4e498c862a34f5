"""Writing: everything that changes together is one TransactWrite, retried when other writers were faster."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import ContendedError, UnavailableError
from chalicelib.store.dynamodb import reaching_dynamodb, shared_connection

R = TypeVar("R")

PATIENCE = 12.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.4
_LOST_RACES = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
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
    if error.cause_response_code == "TransactionConflictException":
        return LostRaceError(())
    if error.cause_response_code == "TransactionInProgressException":
        return UnavailableError("The database has not said yet whether it was written. Read it again in a moment.")
    reasons = error.cancellation_reasons if error.cause_response_code == "TransactionCanceledException" else []
    codes = {position: reason.code for position, reason in enumerate(reasons) if reason}
    if codes and set(codes.values()) <= _LOST_RACES:
        return LostRaceError(tuple(position for position, code in codes.items() if code == "ConditionalCheckFailed"))
    if _OVERLOADED & set(codes.values()):
        return UnavailableError("The database is overloaded right now. Try again in a moment.")
    return error


def at_first(known: R | None, read: Callable[[], R]) -> Callable[[], R]:
    """`read`, which is spared once where the answer is known already: an attempt that lost its race reads anew."""
    waiting = [] if known is None else [known]
    return lambda: waiting.pop() if waiting else read()


def retried(attempt: Callable[[], R]) -> R:
    """What `attempt` returns once it wins its race; it reads anew each time, and must change nothing outside."""
    deadline = time.monotonic() + PATIENCE
    pause = _FIRST_PAUSE
    while True:
        try:
            return attempt()
        except LostRaceError:
            if time.monotonic() > deadline:
                raise ContendedError("Too many changes at the same time. Try again in a moment.") from None
            time.sleep(random.uniform(0, pause))  # noqa: S311 - jitter
            pause = min(pause * 2, _LONGEST_PAUSE)
