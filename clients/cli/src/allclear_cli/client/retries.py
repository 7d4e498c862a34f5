"""When a request is sent again, and how long it waits before that."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

AGAIN = frozenset({429, 502, 503, 504})
"""Answers that say, or mean, that the same request may be answered later."""
STILL_UNDER_WAY = 409
"""With `Retry-After`: the first request with this idempotency key is being answered."""
LONGEST_PAUSE = 20.0
MOST_TRIES = 8


@dataclass
class Patience:
    """How long one call may take, waiting included; a test gives its own clock."""

    seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


@dataclass
class Tries:
    """The tries of one call."""

    patience: Patience
    made: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.patience.clock()

    def wait(self, asked: float | None = None) -> bool:
        """Waits before the next try; False when there is no time for one, and nothing was waited for."""
        self.made += 1
        drawn = min(LONGEST_PAUSE, 0.3 * 2**self.made) * (0.5 + self.patience.chance() / 2)
        pause = drawn if asked is None else asked + drawn / 4
        left = self.patience.seconds - (self.patience.clock() - self.began)
        if self.made >= MOST_TRIES or pause > left:
            return False
        self.patience.sleep(pause)
        return True


def may_come_again(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer invites the same request again."""
    return status in AGAIN or (status in {STILL_UNDER_WAY, 500} and "retry-after" in headers)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that `Retry-After` asks for, given as seconds or as a date; None when it says nothing."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    return max(0.0, (at - (now or datetime.now(timezone.utc))).total_seconds())
