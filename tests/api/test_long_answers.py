"""Lists of very long entries: an answer holds what fits, and says where the rest is."""

from typing import Any

import pytest

from chalicelib.domain import answer_room
from tests.edges import Api
from tests.tenancy import Tenant

ROOM = 20_000


@pytest.fixture(autouse=True)
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("chalicelib.domain.answer_room", "chalicelib.store.events", "chalicelib.publish.history"):
        monkeypatch.setattr(f"{module}.MAX_BYTES", ROOM)
    monkeypatch.setattr(answer_room.first_that_fit, "__defaults__", (ROOM,))


@pytest.mark.parametrize("path", ["/api/incidents", "/api/incidents?state=open", "/api/maintenance", "/api/events"])
def test_a_list_of_long_entries_has_them_all_on_pages_that_fit(api: Api, tenant: Tenant, path: str) -> None:
    for number in range(6):
        tenant.opens(title=f"Incident {number}", description="x" * 3000)
        tenant.schedules(title=f"Work {number}", description="x" * 4000)
    pages = _pages(api.as_(tenant.token), path)
    found = [item["id"] for page in pages for item in page]
    assert len(pages) > (path != "/api/events")
    assert len(found) == len(set(found)) >= 6
    assert found == sorted(found, reverse=True)


def test_a_month_of_long_incidents_goes_on_behind_a_cursor(api: Api, tenant: Tenant) -> None:
    ids = [tenant.opens(description="x" * 3000).id for _ in range(6)]
    path, found = f"/api/status/{tenant.slug}/incidents", list[str]()
    answer = api.get(path).json()
    while True:
        found += [incident["id"] for incident in answer["incidents"]]
        if not (cursor := answer["next_cursor"]):
            break
        answer = api.get(f"{path}?cursor={cursor}").json()
    assert sorted(found) == sorted(ids)


def _pages(api: Api, path: str) -> list[list[dict[str, Any]]]:
    pages, target = list[list[dict[str, Any]]](), path
    while True:
        reply = api.get(target)
        assert reply.status == 200
        pages.append(reply.json()["items"])
        assert len(reply.body.encode()) < ROOM * 1.5 or len(pages[-1]) == 1
        if not (cursor := reply.json()["next_cursor"]):
            return pages
        target = f"{path}{'&' if '?' in path else '?'}cursor={cursor}"
