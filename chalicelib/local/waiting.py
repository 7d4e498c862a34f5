"""Waiting on the event loop for what can only be looked at."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether `condition` came to hold within `seconds`."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not (holds := bool(condition())) and loop.time() < deadline:  # noqa: ASYNC110 - nothing would set an Event
        await asyncio.sleep(0.02)
    return holds
