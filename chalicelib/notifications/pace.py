"""How fast mail goes out: what the account may send by SES, shared by those that send at the same time."""

import threading
import time

from chalicelib.config import settings
from chalicelib.domain.deliveries import SENDERS_OF_MAIL

_lock = threading.Lock()
_sharing = [SENDERS_OF_MAIL]
"""Processes that send at the same time."""
_next = [0.0]


def alone() -> None:
    """All senders are threads of this process."""
    _sharing[:] = [1]


def next_turn() -> float:
    """Takes the next mail's turn: the seconds until it may go out. Always 0 where MAIL_RATE is."""
    rate = settings().mail_rate
    if not rate:
        return 0.0
    with _lock:
        now = time.monotonic()
        begins = max(now, _next[0])
        _next[0] = begins + _sharing[0] / rate
    return begins - now
