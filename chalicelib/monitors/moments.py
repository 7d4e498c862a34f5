"""When in its minute a monitor is looked at: always at the same moment of its own, so that not all are at once."""

import asyncio
import hashlib

from chalicelib import clock
from chalicelib.domain.monitors import Monitor

SPREAD_SECONDS = 20.0
"""AWS charges for a round as long as it waits."""


def due_at(monitor: Monitor, begins: float) -> float:
    """Seconds since 1970."""
    number = int.from_bytes(hashlib.sha256(f"{monitor.id}#moment".encode()).digest()[:4], "big")
    return round(begins + SPREAD_SECONDS * number / 2**32, 3)


async def until(moment: float) -> None:
    """Returns at the moment, or at once when it is over."""
    seconds = moment - clock.now().timestamp()
    if seconds > 0:
        await asyncio.sleep(seconds)
