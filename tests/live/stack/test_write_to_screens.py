"""From a write to every screen, with many writers and many viewers."""

import asyncio
from typing import Any

import aiohttp

from tests.live.stack.whole import Admin, Viewer, Whole, wait_until

WRITERS = 50
VIEWERS = 100
STATUSES = ("degraded_performance", "partial_outage", "major_outage", "operational")


async def test_fifty_writers_on_three_services_reach_a_hundred_viewers_in_one_order(
    shared: Whole, admin: Admin
) -> None:
    service_ids = [service["id"] for service in admin.services()[:3]]
    viewers = [Viewer() for _ in range(VIEWERS)]
    headers = {"Authorization": f"Bearer {admin.token}"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as session:

        async def write(number: int) -> dict[str, Any]:
            url = f"{shared.url}/api/services/{service_ids[number % 3]}/status"
            async with session.put(url, json={"status": STATUSES[number % 4]}) as answer:
                service: dict[str, Any] = await answer.json()
                assert answer.status == 200, service
                return service

        await asyncio.to_thread(_page_with, shared, await write(3))  # nothing of an earlier test is under way
        watching = [asyncio.create_task(viewer.watch(session, shared.live)) for viewer in viewers]
        await asyncio.gather(*(viewer.until(lambda seen: seen.version >= 0) for viewer in viewers))
        await asyncio.gather(*(write(number) for number in range(WRITERS)))
        await asyncio.gather(*(viewer.until(lambda seen: len(_news(seen)) >= WRITERS) for viewer in viewers))
        for task in watching:
            task.cancel()

    first = _news(viewers[0])
    versions = [frame["version"] for frame in first]
    assert versions == list(range(viewers[0].version + 1, viewers[0].version + 1 + WRITERS))
    assert all(_news(viewer) == first for viewer in viewers)
    assert (await asyncio.to_thread(shared.page))["version"] == versions[-1]


def _news(viewer: Viewer) -> list[dict[str, Any]]:
    """Frames of what is not in the version it got at subscribing."""
    return [frame for frame in viewer.frames if frame["version"] > viewer.version]


async def test_a_viewer_that_subscribes_in_the_middle_of_changes_can_tell_what_it_missed(
    shared: Whole, admin: Admin
) -> None:
    """Whatever is not pushed to it is in the version it got at subscribing, and so in the document."""
    service_id = admin.services()[0]["id"]
    viewers = [Viewer() for _ in range(20)]
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {admin.token}"}) as session:

        async def write(number: int) -> dict[str, Any]:
            url = f"{shared.url}/api/services/{service_id}/status"
            async with session.put(url, json={"status": STATUSES[number % 4]}) as answer:
                assert answer.status == 200
                return dict(await answer.json())

        async def write_all() -> None:
            for number in range(40):
                await write(number)

        async def join(viewer: Viewer) -> asyncio.Task[None]:
            task = asyncio.create_task(viewer.watch(session, shared.live))
            await viewer.until(lambda seen: seen.version >= 0)
            return task

        writing = asyncio.create_task(write_all())
        watching = [await join(viewer) for viewer in viewers]
        await writing
        last = (await asyncio.to_thread(_page_with, shared, await write(3)))["version"]
        await asyncio.gather(*(viewer.until(lambda seen: last in seen.versions) for viewer in viewers))
        for task in watching:
            task.cancel()

    for viewer in viewers:
        assert viewer.versions[-(last - viewer.version) :] == list(range(viewer.version + 1, last + 1))


def _page_with(whole: Whole, service: dict[str, Any]) -> dict[str, Any]:
    """The page's document once it shows the service as it is here."""
    wait_until(lambda: service in whole.page()["services"])
    page: dict[str, Any] = whole.page()
    return page


async def test_opening_and_resolving_an_incident_says_what_became_of_its_services(shared: Whole, admin: Admin) -> None:
    service = admin.services()[4]
    viewer = Viewer()
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(viewer.watch(session, shared.live))
        await viewer.until(lambda seen: seen.version >= 0)
        draft = {"title": "Deliveries stuck", "service_ids": [service["id"]], "service_status": "major_outage"}
        opened = await asyncio.to_thread(admin.send, "POST", "/api/incidents", draft)
        assert opened.status == 201, opened.body
        await viewer.until(lambda seen: len(seen.frames) >= 1)  # frames of one batch share the page's status
        path = f"/api/incidents/{opened.json()['id']}/status"
        resolved = await asyncio.to_thread(admin.send, "PUT", path, {"status": "resolved", "text": "Fixed."})
        assert resolved.status == 200, resolved.body
        await viewer.until(lambda seen: len(seen.frames) >= 2)
        watching.cancel()

    created, updated = viewer.frames[:2]
    assert created["event"] == "incident_created"
    assert created["data"]["services"][0]["status"] == "major_outage"
    assert created["data"]["status"] == {"indicator": "critical", "description": "Major outage"}
    assert updated["event"] == "incident_update"
    assert updated["data"]["incident"]["status"] == "resolved"
    assert updated["data"]["services"][0]["status"] == "operational"
