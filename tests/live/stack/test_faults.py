"""What the stack survives: kill -9 in the middle of writes, and a database that is gone for a while."""

import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import aiohttp

from tests.live.stack.whole import Admin, Reply, Viewer, Whole, wait_until

WRITERS = 30
STATUSES = ("degraded_performance", "partial_outage", "major_outage")


def test_after_kill_9_every_acknowledged_write_is_there_and_on_the_page(own: Whole) -> None:
    admin = own.admin()
    before = {service["id"]: service["version"] for service in admin.services()}
    pushed = own.page()["version"]
    acknowledged: dict[str, int] = {}

    def write_until_killed(service_id: str) -> None:
        number = 0
        while True:
            try:
                answer = admin.send("PUT", f"/api/services/{service_id}/status", {"status": STATUSES[number % 3]})
            except (OSError, HTTPException):
                return
            if answer.status == 200:
                acknowledged[service_id] = answer.json()["version"]
            number += 1

    with ThreadPoolExecutor(len(before)) as writers:
        running = [writers.submit(write_until_killed, service_id) for service_id in before]
        wait_until(lambda: sum(acknowledged.values()) > 60)
        own.kill()
        for each in running:
            each.result()

    own.start()
    kept = {service["id"]: service for service in own.admin().services()}
    lost = {
        each: (version, kept[each]["version"])
        for each, version in acknowledged.items()
        if kept[each]["version"] < version
    }
    assert not lost
    wait_until(lambda: {service["id"]: service for service in own.page()["services"]} == kept)
    writes = sum(kept[service_id]["version"] - version for service_id, version in before.items())
    wait_until(lambda: own.page()["version"] == pushed + writes)


async def test_a_batch_delivered_again_after_kill_9_gets_the_versions_it_had(own: Whole) -> None:
    """The stream's position is put back to before the writes, as when the kill came between push and position."""
    admin = own.admin()
    service_id = admin.services()[0]["id"]
    position = own.data_dir / "stream-position.json"
    pushed, before = own.page()["version"], position.read_bytes()
    for number in range(6):
        assert admin.send("PUT", f"/api/services/{service_id}/status", {"status": STATUSES[number % 3]}).status == 200
    wait_until(lambda: own.page()["version"] == pushed + 6)
    own.kill()
    position.write_bytes(before)

    await asyncio.to_thread(own.start)
    wait_until(lambda: own.page()["services"][0]["status"] == STATUSES[2])
    assert own.page()["version"] == pushed + 6, "a batch delivered again gets the versions it had"
    viewer = Viewer()
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(viewer.watch(session, own.live))
        await viewer.until(lambda seen: seen.version == pushed + 6)
        signed_in = await asyncio.to_thread(own.admin)
        await asyncio.to_thread(signed_in.send, "PUT", f"/api/services/{service_id}/status", {"status": "operational"})
        await viewer.until(lambda seen: seen.versions == [pushed + 7])
        watching.cancel()


def test_without_the_database_writes_answer_503_in_time_and_the_page_stays(as_delivered: Whole) -> None:
    admin = as_delivered.admin()
    path = f"/api/services/{admin.services()[0]['id']}/status"
    page = as_delivered.send("GET", "/api/status/demo-org")
    os.kill(as_delivered.database_pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(WRITERS) as writers:
            answers = list(writers.map(lambda _: _timed(admin, path), range(WRITERS)))
        for refused, seconds in answers:
            assert refused.status == 503
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert refused.headers["Retry-After"]
            assert seconds < 20, "far sooner than a gateway gives up"
        assert as_delivered.send("GET", "/health").status == 503
        assert as_delivered.send("GET", "/api/status/demo-org").body == page.body
        assert as_delivered.send("GET", "/status/demo-org").status == 200
    finally:
        os.kill(as_delivered.database_pid, signal.SIGCONT)

    wait_until(lambda: admin.send("PUT", path, {"status": "partial_outage"}).status == 200)
    wait_until(lambda: as_delivered.page()["services"][0]["status"] == "partial_outage")


def _timed(admin: Admin, path: str) -> tuple[Reply, float]:
    began = time.monotonic()
    answer = admin.send("PUT", path, {"status": "major_outage"})
    return answer, time.monotonic() - began


def test_a_database_that_was_killed_comes_back_by_itself(as_delivered: Whole) -> None:
    admin: Admin = as_delivered.admin()
    path = f"/api/services/{admin.services()[0]['id']}/status"
    before = as_delivered.database_pid
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: admin.send("PUT", path, {"status": "degraded"}).status == 200)
    wait_until(lambda: as_delivered.database_pid != before)
    wait_until(lambda: as_delivered.page()["services"][0]["status"] == "degraded_performance")
