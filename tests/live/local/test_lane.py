"""Threads shared out among clients."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.local import lane as lanes
from chalicelib.local.lane import FullError, Lane, LeftError, ShareError, Size
from chalicelib.local.rest import CALLS, HASHING
from chalicelib.local.waiting import until
from tests.waiting import PATIENCE

ONE = Size(places=1, places_each=1, waiting=10, waiting_each=5)


class Work:
    """Calls that note when they begin, and end when they are told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._may_end = threading.Event()

    def named(self, name: str) -> Callable[[], str]:
        """A call of that name."""

        def call() -> str:
            self.begun.append(name)
            self._may_end.wait(PATIENCE)
            return name

        return call

    def end(self) -> None:
        """Lets all of them end, those that are yet to begin as well."""
        self._may_end.set()


def in_lane(size: Size, scenario: Callable[[Lane, Work], Any]) -> None:
    """Runs `scenario(lane, work)`."""

    async def run() -> None:
        lane, work = Lane("test", size), Work()
        try:
            async with asyncio.timeout(20):
                await scenario(lane, work)
        finally:
            work.end()
            lane.close()

    asyncio.run(run())


async def begun(lane: Lane, client: str, call: Callable[[], object], **more: Any) -> "asyncio.Task[Any]":
    """A call that has asked for its turn."""
    task = asyncio.ensure_future(lane.run(client, call, **more))
    await asyncio.sleep(0)
    return task


def test_clients_take_turns_however_much_one_of_them_asks() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        greedy = [await begun(lane, "greedy", work.named(f"greedy {n}")) for n in range(5)]
        modest = await begun(lane, "modest", work.named("modest"))
        work.end()
        await asyncio.gather(*greedy, modest)
        assert work.begun == ["greedy 0", "greedy 1", "modest", "greedy 2", "greedy 3", "greedy 4"]

    in_lane(ONE, scenario)


def test_one_client_never_has_all_places() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        for n in range(4):
            await begun(lane, "greedy", work.named(f"greedy {n}"))
        modest = await begun(lane, "modest", lambda: "at once")
        assert await modest == "at once"
        assert await until(lambda: len(work.begun) >= 2, 20)
        assert sorted(work.begun) == ["greedy 0", "greedy 1"]

    in_lane(Size(places=3, places_each=2, waiting=10, waiting_each=5), scenario)


def test_too_many_waiting_calls_of_one_client_are_refused_and_another_s_is_not() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        greedy = [await begun(lane, "greedy", work.named(f"{n}")) for n in range(6)]
        with pytest.raises(ShareError):
            await lane.run("greedy", work.named("one too many"))
        modest = await begun(lane, "modest", work.named("modest"))
        work.end()
        assert await modest == "modest"
        await asyncio.gather(*greedy)
        assert "one too many" not in work.begun

    in_lane(ONE, scenario)


def test_more_calls_than_can_wait_are_refused_whoever_calls() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        for n in range(11):
            await begun(lane, f"client {n}", work.named("x"))
        with pytest.raises(FullError) as refused:
            await lane.run("another", work.named("x"))
        assert not isinstance(refused.value, ShareError)

    in_lane(ONE, scenario)


def test_a_call_nobody_waits_for_any_more_is_not_begun_and_makes_room() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        first = await begun(lane, "client", work.named("first"))
        given_up = [await begun(lane, "client", work.named("given up")) for _ in range(5)]
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        gone = await begun(lane, "client", work.named("gone"), wanted=lambda: False)
        last = await begun(lane, "client", work.named("last"))
        work.end()
        assert [await first, await last] == ["first", "last"]
        with pytest.raises(LeftError):
            await gone
        assert work.begun == ["first", "last"]

    in_lane(ONE, scenario)


def test_what_a_call_raises_its_caller_gets_and_the_place_is_free_again() -> None:
    async def scenario(lane: Lane, work: Work) -> None:
        with pytest.raises(ZeroDivisionError):
            await lane.run("client", lambda: 1 // 0)
        assert await lane.run("client", lambda: 1) == 1

    in_lane(ONE, scenario)


def test_a_call_that_pauses_gives_its_place_away(monkeypatch: pytest.MonkeyPatch) -> None:
    other_ran = threading.Event()
    monkeypatch.setattr("chalicelib.local.lane.time.sleep", lambda _: other_ran.wait(10))

    async def scenario(lane: Lane, work: Work) -> None:
        pausing = await begun(lane, "pausing", lambda: lanes.pause(1000) or other_ran.is_set())  # type: ignore[func-returns-value]
        await lane.run("other", other_ran.set)
        assert await pausing
        held = await begun(lane, "third", work.named("third"))
        waiting = await begun(lane, "fourth", work.named("fourth"))
        await asyncio.to_thread(lambda: None)
        assert not waiting.done()
        work.end()
        await asyncio.gather(held, waiting)

    in_lane(ONE, scenario)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no niceness of threads")
def test_the_threads_of_a_nice_lane_stand_back_and_no_others_do() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    usual = niceness()

    async def scenario(lane: Lane, work: Work) -> None:
        assert await lane.run("client", niceness) == min(19, usual + 5)
        assert niceness() == usual

    in_lane(Size(places=1, places_each=1, waiting=1, waiting_each=1, niceness=5), scenario)


def test_one_address_cannot_fill_the_lane_with_reads_and_changes_together() -> None:
    assert 2 * CALLS.waiting_each < CALLS.waiting
    assert 2 * HASHING.waiting_each < HASHING.waiting
