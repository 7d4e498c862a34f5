"""When in its minute a monitor is checked: each always at a moment of its own, so that checks do not come at once."""

import asyncio
import hashlib

from chalicelib import clock
from chalicelib.domain.monitors import Monitor

SPREAD_SECONDS = 20.0
"""The most that a round is spread over. AWS charges for a round as long as it waits."""
PER_SECOND = 25
"""Checks that begin in a second, until a round has so many that it takes the most time."""


def spread_of(count: int) -> float:
    """Seconds over which a round of so many monitors is spread; a single one is looked at when the round begins."""
    return min(SPREAD_SECONDS, max(0, count - 1) / PER_SECOND)


def due_at(monitor: Monitor, begins: float, spread: float) -> float:
    """Seconds since 1970: the same for each who looks at this monitor in a round with this spread."""
    number = int.from_bytes(hashlib.sha256(f"{monitor.id}#moment".encode()).digest()[:4], "big")
    return round(begins + spread * number / 2**32, 3)


async def until(moment: float) -> None:
    """Returns at the moment, or at once when it is over."""
    seconds = moment - clock.now().timestamp()
    if seconds > 0:
        await asyncio.sleep(seconds)
