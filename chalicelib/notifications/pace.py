"""How fast mail goes out: what the account may send by SES, shared by those that send at the same time."""

import threading
import time

from chalicelib.aws import pausing
from chalicelib.config import settings
from chalicelib.domain.deliveries import SENDERS_OF_MAIL

_lock = threading.Lock()
_sharing = [SENDERS_OF_MAIL]
"""Processes that send at the same time."""
_next = [0.0]


def alone() -> None:
    """All senders are threads of this process."""
    _sharing[:] = [1]


def wait() -> None:
    """Returns when the next mail may go out. No limit where MAIL_RATE is 0."""
    rate = settings().mail_rate
    if not rate:
        return
    with _lock:
        now = time.monotonic()
        begins = max(now, _next[0])
        _next[0] = begins + _sharing[0] / rate
    if begins > now:
        pausing.pause(begins - now)
