"""One round: every monitor is looked at in its own moment, side by side, and what is found is settled."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from chalicelib import clock, log
from chalicelib.domain.errors import AllclearError
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.monitors import HOME, Monitor
from chalicelib.monitors import elsewhere, guard
from chalicelib.monitors.looking import checked
from chalicelib.monitors.moments import due_at, spread_of, until
from chalicelib.queues.message import CheckRound
from chalicelib.store import monitor_states as states
from chalicelib.store import monitors as store
from chalicelib.use_cases import checks

LATE_SECONDS = 55.0
"""A round that is older is left out: its next minute comes."""
_THREADS = 8
"""Which talk to the database."""
_READ_AT_ONCE = 100

R = TypeVar("R")


def run(message: CheckRound) -> None:
    """Returns when all of the round is settled. What fails for one monitor is logged, and left to its next turn."""
    if clock.now().timestamp() > message.begins + LATE_SECONDS:
        log.warning("round_left_out", minute=message.minute, count=len(message.monitors))
        return
    with ThreadPoolExecutor(_THREADS, "checks") as threads:
        asyncio.run(_Round(message, threads).run())


class _Round:
    def __init__(self, message: CheckRound, threads: ThreadPoolExecutor) -> None:
        self._message = message
        self._spread = spread_of(len(message.monitors))
        self._threads = threads
        self._late: list[float] = []
        self._found: list[tuple[Monitor, CheckResult]] = []
        self._failed = 0

    async def run(self) -> None:
        monitors = await self._off(self._read)
        timed = [each for each in monitors if each.is_timed]
        far = [each for each in timed if set(each.regions) != {HOME}]
        near = [each for each in timed if each not in far]
        claimed = await asyncio.gather(*(self._claimed(each) for each in far))
        far = [each for each, ours in zip(far, claimed, strict=True) if ours]
        if far:
            await self._off(partial(elsewhere.hand_on, far, self._message.begins, self._spread))
        await asyncio.gather(
            *(self._look(each) for each in far if HOME in each.regions),
            *(self._claim_and_look(each) for each in near),
            *(self._listen(each) for each in monitors if not each.is_timed),
        )
        await self._measured()
        log.info("monitors_checked", count=len(self._late), failed=self._failed, late_ms=_worst(self._late))

    def _due_at(self, monitor: Monitor) -> float:
        return due_at(monitor, self._message.begins, self._spread)

    def _read(self) -> list[Monitor]:
        keys = self._message.monitors
        parts = [keys[at : at + _READ_AT_ONCE] for at in range(0, len(keys), _READ_AT_ONCE)]
        return [each for part in parts for each in store.some(part) if not each.paused]

    async def _claim_and_look(self, monitor: Monitor) -> None:
        await until(self._due_at(monitor))
        if await self._claimed(monitor):
            await self._look(monitor)

    async def _look(self, monitor: Monitor) -> None:
        due = self._due_at(monitor)
        await until(due)
        self._late.append(max(0.0, clock.now().timestamp() - due))
        at = datetime.fromtimestamp(due, UTC)
        result = await checked(monitor, at, loopback=guard.loopback())
        self._failed += not result.ok
        self._found.append((monitor, result))
        await self._settled(monitor, result)

    async def _claimed(self, monitor: Monitor) -> bool:
        claim = partial(states.claimed, monitor.org_id, monitor.id, self._message.minute)
        return bool(await self._guarded(monitor, claim))

    async def _settled(self, monitor: Monitor, result: CheckResult) -> None:
        await self._guarded(monitor, partial(checks.settle, monitor, result, clock.now()))

    async def _measured(self) -> None:
        """One organization after the other, each with all of its points."""
        for org_id in {monitor.org_id for monitor, _ in self._found}:
            found = [each for each in self._found if each[0].org_id == org_id]
            await self._guarded(found[0][0], partial(checks.measure, found, clock.now()))

    async def _listen(self, monitor: Monitor) -> None:
        await until(self._due_at(monitor))
        await self._guarded(monitor, partial(checks.look_for_heartbeat, monitor, clock.now()))

    async def _guarded(self, monitor: Monitor, do: Callable[[], R]) -> R | None:
        """What it returns; None where it failed, which holds up no other monitor."""
        try:
            return await self._off(do)
        except AllclearError as error:
            log.warning("check_not_settled", organization=monitor.org_id, monitor=monitor.id, why=error.detail)
        except Exception:  # noqa: BLE001 - one tenant's trouble is not the others'
            log.exception("check_not_settled", organization=monitor.org_id, monitor=monitor.id)
        return None

    async def _off(self, do: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, do)


def _worst(late: Sequence[float]) -> int:
    """The lateness in milliseconds that one of a hundred exceeds."""
    return round(1000 * sorted(late)[int(len(late) * 0.99)]) if late else 0
