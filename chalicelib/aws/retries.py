"""When a request is tried again: as in the SDK's standard mode, three tries, pauses that double, and a quota.

The quota is the process's: while most requests fail, it runs out, and what fails then is not tried again until others
have succeeded.
"""

import random
import time
from dataclasses import dataclass

from botocore.exceptions import (
    ChecksumError,
    ClientError,
    ConnectTimeoutError,
    HTTPClientError,
    ReadTimeoutError,
)
from botocore.exceptions import ConnectionError as NotConnectedError
from botocore.retries.quota import RetryQuota

from chalicelib.aws import pausing
from chalicelib.aws.deadline import seconds_left

TRIES = 3
SECONDS = 4.7
"""What a request may take with all its tries, unless less is left until an answer is due."""
_LEAST = 0.4
"""One try is made however late it is, for so many seconds."""

quota = RetryQuota()
"""500 to begin with, and at most."""


@dataclass(frozen=True)
class Fault:
    """Something that may pass."""

    cost: int
    """What a try after it takes from the quota."""
    first_pause: float
    """Seconds, at most; twice as many before the third try."""
    of_connection: bool = False
    """Whether the connection may be to blame: then the next try opens a new one."""


THROTTLED = Fault(cost=5, first_pause=1.0)
FAILED = Fault(cost=5, first_pause=0.025)
TIMED_OUT = Fault(cost=10, first_pause=0.025, of_connection=True)
BROKEN = Fault(cost=5, first_pause=0.025, of_connection=True)

_THROTTLING = frozenset(
    """
    ThrottlingException ProvisionedThroughputExceededException RequestLimitExceeded LimitExceededException
    TransactionInProgressException ThrottledException RequestThrottledException TooManyRequestsException
    RequestThrottled Throttling
    """.split()  # noqa: SIM905 - a list one can read
)
_PASSING = frozenset(
    """
    InternalServerError InternalFailure ServiceUnavailable RequestTimeout RequestTimeoutException
    PriorRequestNotComplete ReplicatedWriteConflictException TransactionConflictException
    """.split()  # noqa: SIM905 - a list one can read
)
_THROTTLING_REASONS = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded"})


class Tries:
    """The tries of one request."""

    def __init__(self) -> None:
        self._until = time.monotonic() + min(SECONDS, seconds_left())
        self._number = 1
        self._taken = 0
        self.on_new = False
        """Whether the next one is to open a new connection."""

    @property
    def seconds(self) -> float:
        """What the next one may take."""
        return max(self._until - time.monotonic(), _LEAST)

    def wait(self, error: Exception) -> None:
        """Returns when it is time to try again after `error`, or raises it where that makes no sense."""
        fault = fault_of(error)
        if fault is None or self._number == TRIES:
            raise error
        pause = random.uniform(0, fault.first_pause * 2 ** (self._number - 1))  # noqa: S311 - jitter
        if time.monotonic() + pause + _LEAST > self._until or not quota.acquire(fault.cost):
            raise error
        self._number, self._taken, self.on_new = self._number + 1, fault.cost, fault.of_connection
        pausing.pause(pause)

    def succeeded(self) -> None:
        """Gives back to the quota what the last try took, or one for a request that needed no second."""
        quota.release(self._taken or 1)


def fault_of(error: Exception) -> Fault | None:
    """What passes in an error; None when the same request would fail again."""
    if isinstance(error, ClientError):
        return _fault_of_refusal(error)
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        return TIMED_OUT
    return BROKEN if isinstance(error, NotConnectedError | HTTPClientError | ChecksumError) else None


def _fault_of_refusal(error: ClientError) -> Fault | None:
    code = error.response["Error"]["Code"]
    if code in _THROTTLING or (code == "TransactionCanceledException" and _was_throttled(error)):
        return THROTTLED
    return FAILED if code in _PASSING else None


def _was_throttled(error: ClientError) -> bool:
    """Whether the transaction failed for nothing else. One that lost a race must not be sent again as it is."""
    reasons = {str(reason.get("Code")) for reason in error.response.get("CancellationReasons") or ()}
    return bool(reasons & _THROTTLING_REASONS) and reasons <= _THROTTLING_REASONS | {"None", "TransactionConflict"}
