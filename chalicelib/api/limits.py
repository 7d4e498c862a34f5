"""How many calls a minute: counted where it is cheap, and shared between instances where it matters.

Reads are counted in this process alone. Changes are too, and every twentieth tells the table, so that one who changes
little costs nothing. Calls of /api/auth are counted in the table one by one. Where the table can't be reached, this
process's own count decides.
"""

import hashlib
import hmac
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib import log
from chalicelib.api.registry import Budget
from chalicelib.config import settings
from chalicelib.domain.errors import TooManyError, UnavailableError
from chalicelib.domain.networks import network_of
from chalicelib.store import counters

WINDOW = 60
"""Seconds."""
_MOST_WINDOWS = 10_000
_SHARED_EVERY = {Budget.AUTH: 1, Budget.SIGN_IN: 1, Budget.SIGN_INS: 1, Budget.WRITES: 20}
_AT_ONE_ACCOUNT, _AT_ALL_ACCOUNTS = 0.25, 5
"""Of RATE_LIMIT_AUTH, what one address may try to sign in."""


@dataclass
class _Window:
    """What one caller did in the current minute, as far as this process knows."""

    ends: int
    elsewhere_and_shared: int = 0
    unshared: int = 0

    @property
    def hits(self) -> int:
        return self.elsewhere_and_shared + self.unshared


_windows: "OrderedDict[tuple[Budget, str], _Window]" = OrderedDict()
_lock = threading.Lock()


def spend(budget: Budget, who: str, now: datetime) -> dict[str, str]:
    """Counts one call, and says what is left as headers; raises TooManyError, which carries them, for one too many."""
    quota = _quota(budget)
    if not quota:
        return {}
    second = int(now.timestamp())
    window = _counted(budget, who, second)
    if window.unshared >= _SHARED_EVERY.get(budget, quota + 1):
        _share(budget, who, window)
    left = window.ends - second
    headers = {
        "RateLimit-Policy": f'"{budget}";q={quota};w={WINDOW}',
        "RateLimit": f'"{budget}";r={max(0, quota - window.hits)};t={left}',
    }
    if window.hits > quota:
        raise ExhaustedError(f"That is more than {quota} calls a minute. Try again in {left} s.", left, headers)
    return headers


class ExhaustedError(TooManyError):
    """The minute's budget is used up."""

    def __init__(self, detail: str, retry_after: int, headers: dict[str, str]) -> None:
        super().__init__(detail, retry_after)
        self.headers = headers


def anonymous(address: str) -> str:
    """Who calls from an address, without saying where that is; an IPv6 /64 is one caller."""
    return f"address-{blurred(f'address:{network_of(address)}')}"


def blurred(text: str) -> str:
    """The same for the same text, and of no use to whoever reads it."""
    key = settings().need("token_secret").token_secret.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def forget() -> None:
    """Counts as a new process does: from nothing."""
    with _lock:
        _windows.clear()


def _quota(budget: Budget) -> int:
    given = settings()
    auth = given.rate_limit_auth
    quotas = {
        Budget.AUTH: auth,
        Budget.SIGN_IN: math.ceil(auth * _AT_ONE_ACCOUNT),
        Budget.SIGN_INS: auth * _AT_ALL_ACCOUNTS,
        Budget.WRITES: given.rate_limit_writes,
        Budget.ALERTS: given.rate_limit_alerts,
    }
    return quotas.get(budget, given.rate_limit_reads)


def _counted(budget: Budget, who: str, second: int) -> _Window:
    with _lock:
        window = _windows.get((budget, who))
        if window is None or window.ends <= second:
            window = _windows[budget, who] = _Window(ends=second - second % WINDOW + WINDOW)
        _windows.move_to_end((budget, who))
        if len(_windows) > _MOST_WINDOWS:
            _windows.popitem(last=False)
        window.unshared += 1
        return window


def _share(budget: Budget, who: str, window: _Window) -> None:
    with _lock:
        hits, window.unshared = window.unshared, 0
        window.elsewhere_and_shared += hits
    try:
        total = counters.add(f"{who}#{budget}#{window.ends}", hits, datetime.fromtimestamp(window.ends, UTC))
    except UnavailableError:
        log.warning("limit_not_shared", budget=budget)
        return
    with _lock:
        window.elsewhere_and_shared = max(total, window.elsewhere_and_shared)
