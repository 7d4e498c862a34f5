"""One page that can't be published, on the whole stack: nobody else notices, and in the end it is complete."""

import asyncio
import json
import time
from typing import Any

import aiohttp

from tests.live.stack.whole import Admin, Viewer, Whole, wait_until

A_SECOND = 1.0
CHANGES = 20


def _operator(whole: Whole) -> Admin:
    return Admin(whole, json.loads((whole.data_dir / "secrets.json").read_text())["operator_token"])


def _founded(admin: Admin, slug: str) -> dict[str, Any]:
    answer = admin.send("POST", "/api/organizations", {"name": slug.title(), "slug": slug})
    assert answer.status == 201, answer.body
    organization: dict[str, Any] = answer.json()
    return organization


async def test_a_page_that_cannot_be_published_delays_no_frame_and_is_completed_when_it_is_mended(own: Whole) -> None:
    """A folder stands where its document belongs, until the stack has been killed and somebody takes it away."""
    admin, operator = own.admin(), _operator(own)
    demo_id = admin.send("GET", "/api/organizations/current").json()["id"]
    service_id = admin.services()[0]["id"]
    obstacle = own.data_dir / "documents/api/status/broken.json"
    (obstacle / "in-the-way").mkdir(parents=True)
    broken = _founded(admin, "broken")
    wait_until(lambda: operator.send("GET", "/admin/publications").json()["items"])

    viewer = Viewer()
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(viewer.watch(session, own.live))
        await viewer.until(lambda seen: seen.version >= 0)
        waits: list[float] = []
        for number in range(CHANGES):
            made = await asyncio.to_thread(
                admin.send, "POST", "/api/services", {"name": f"Of {number}"}, X_Organization_Id=broken["id"]
            )
            assert made.status == 201, made.body
            status = ("major_outage", "operational")[number % 2]
            began = time.perf_counter()
            changed = await asyncio.to_thread(
                admin.send,
                "PUT",
                f"/api/services/{service_id}/status",
                {"status": status},
                X_Organization_Id=demo_id,
            )
            assert changed.status == 200, changed.body
            await viewer.until(lambda seen, number=number: len(seen.frames) > number)  # type: ignore[misc]
            waits.append(viewer.times[number] - began)
        watching.cancel()
    assert sorted(waits)[CHANGES // 2] < A_SECOND, waits

    def missing() -> list[int]:
        return [each["events"] for each in operator.send("GET", "/admin/publications").json()["items"]]

    wait_until(lambda: missing() == [CHANGES + 1])
    own.kill()
    (obstacle / "in-the-way").rmdir()
    obstacle.rmdir()
    own.start()
    released = operator.send("POST", f"/admin/publications/{broken['id']}/release")
    assert released.status in {200, 404}, "unless it was tried by itself since the start"
    wait_until(lambda: missing() == [])
    page = own.send("GET", "/api/status/broken").json()
    assert len(page["services"]) == CHANGES
    assert page["version"] == CHANGES + 1
