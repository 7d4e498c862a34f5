"""From a write's answer to every viewer's frame: 50 writers in parallel on three services, 100 viewers.

Prints the 99th percentile as a part of the second that it may take.
"""

import asyncio
import math
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from tests.live.stack.whole import Admin, Viewer, Whole

WRITERS, VIEWERS, ROUNDS = 50, 100, 5
LIMIT = 1.0
STATUSES = ("degraded_performance", "partial_outage", "major_outage", "operational")


async def one_round(stack: Whole, admin: Admin, viewers_wanted: int = VIEWERS) -> list[float]:
    """Seconds between each write's answer and each of its frames, sorted; a frame that came first counts as 0."""
    service_ids = [service["id"] for service in admin.services()[:3]]
    viewers = [Viewer() for _ in range(viewers_wanted)]
    answered: dict[tuple[str, int], float] = {}
    headers = {"Authorization": f"Bearer {admin.token}"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as session:

        async def write(number: int) -> None:
            url = f"{stack.url}/api/services/{service_ids[number % 3]}/status"
            async with session.put(url, json={"status": STATUSES[number % 4]}) as answer:
                service = await answer.json()
                answer.raise_for_status()
            answered[service["id"], service["version"]] = time.perf_counter()

        watching = [asyncio.create_task(viewer.watch(session, stack.live)) for viewer in viewers]
        await asyncio.gather(*(viewer.until(lambda seen: seen.version >= 0) for viewer in viewers))
        await asyncio.gather(*(write(number) for number in range(WRITERS)))
        await asyncio.gather(*(viewer.until(lambda seen: len(seen.frames) >= WRITERS) for viewer in viewers))
        for task in watching:
            task.cancel()
    return sorted(_delays(viewers, answered))


def _delays(viewers: list[Viewer], answered: dict[tuple[str, int], float]) -> list[float]:
    return [
        max(0.0, arrived - answered[frame["data"]["service"]["id"], frame["data"]["service"]["version"]])
        for viewer in viewers
        for frame, arrived in zip(viewer.frames, viewer.times, strict=True)
    ]


def main() -> int:
    """The figures, and 1 when the limit is missed in the median round."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Whole(Path(folder) / "data").start()
        try:
            admin = stack.admin()
            rounds = [asyncio.run(one_round(stack, admin)) for _ in range(ROUNDS)]
        finally:
            stack.stop()
    worst = sorted(delays[math.ceil(len(delays) * 0.99) - 1] for delays in rounds)
    median = worst[len(worst) // 2]
    print(f"write -> frame, {WRITERS} writers, {VIEWERS} viewers: p99 {' '.join(f'{p99:.3f}' for p99 in worst)} s")
    print(f"median p99 / limit of {LIMIT:g} s = {median / LIMIT:.2f}")
    return int(median > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
