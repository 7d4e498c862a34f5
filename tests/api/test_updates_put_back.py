"""POST .../updates/{id}/restore: a deletion that was a slip itself is undone, as if it had not been."""

from typing import Any

import pytest

from tests.conftest import Clock
from tests.edges import Api
from tests.factories import DOWN, UP
from tests.tenancy import Tenant

MOVING = {"updated_at", "version"}


def _path(entry: Any, place: int = 0, kind: str = "incidents") -> str:
    return f"/api/{kind}/{entry['id']}/updates/{entry['updates'][place]['id']}"


def _but_when(entry: Any) -> Any:
    return {name: value for name, value in entry.items() if name not in MOVING}


@pytest.fixture
def told(owner: Api, clock: Clock) -> Any:
    """An incident with three updates: the first is its description, the second was corrected and has Markdown."""
    opened = owner.post("/api/incidents", {"title": "Payments fail", "description": "We *look*."}).json()
    clock.passes(minutes=10)
    said = owner.post(f"/api/incidents/{opened['id']}/updates", {"text": "A dsik.", "status": "identified"}).json()
    clock.passes(minutes=1)
    owner.put(_path(said), {"text": "A **disk**."})
    clock.passes(minutes=1)
    return owner.post(f"/api/incidents/{opened['id']}/updates", {"text": "Replaced.", "status": "monitoring"}).json()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_incident_is_what_it_was_whichever_update_was_deleted(
    owner: Api, told: Any, clock: Clock, place: int
) -> None:
    owner.delete(_path(told, place))
    clock.passes(seconds=8)
    back = owner.post(f"{_path(told, place)}/restore")
    assert (back.status, back.headers["ETag"]) == (200, '"6"')
    assert _but_when(back.json()) == _but_when(told)
    logged = owner.get("/api/events").json()["items"][0]
    assert logged["type"] == "incident.update_edited"
    assert [each and each["text"] for each in logged["changes"]["update"]] == [None, told["updates"][place]["text"]]


def test_what_resolved_an_incident_resolves_it_again_and_what_opened_it_opens_it_again(
    owner: Api, tenant: Tenant, clock: Clock
) -> None:
    checkout = tenant.service()
    draft = {"title": "Down", "service_ids": [checkout.id], "service_status": "major_outage"}
    opened = owner.post("/api/incidents", draft).json()
    path = f"/api/incidents/{opened['id']}"
    clock.passes(minutes=10)
    resolved = owner.put(f"{path}/status", {"status": "resolved", "text": "Over."}).json()
    owner.delete(_path(resolved))
    owner.put(path, {"service_status": "major_outage"})
    assert tenant.status_of(checkout) is DOWN
    back = owner.post(f"{_path(resolved)}/restore").json()
    assert (back["status"], back["resolved_at"]) == ("resolved", resolved["resolved_at"])
    assert tenant.status_of(checkout) is UP
    clock.passes(minutes=10)
    again = {"status": "investigating", "text": "It is back.", "service_status": "major_outage"}
    reopened = owner.post(f"{path}/updates", again).json()
    owner.delete(_path(reopened))
    assert tenant.status_of(checkout) is UP
    back = owner.post(f"{_path(reopened)}/restore").json()
    assert (back["status"], back["resolved_at"]) == ("investigating", None)
    assert tenant.status_of(checkout) is DOWN


def test_updates_of_maintenance_come_back_alike(owner: Api, tenant: Tenant, clock: Clock) -> None:
    item = tenant.schedules(tenant.service())
    path = f"/api/maintenance/{item.id}"
    clock.passes(seconds=1)  # of the same millisecond, ids have no order
    running = owner.put(f"{path}/status", {"status": "in_progress", "text": "Started."}).json()
    clock.passes(seconds=1)
    owner.delete(_path(running, 1, "maintenance"))
    assert len(owner.get(path).json()["updates"]) == 1
    back = owner.post(f"{_path(running, 1, 'maintenance')}/restore").json()
    assert _but_when(back) == _but_when(running)


def test_only_what_was_deleted_there_comes_back_and_only_once(owner: Api, told: Any, clock: Clock) -> None:
    other = owner.post("/api/incidents", {"title": "Another"}).json()
    owner.delete(_path(told))
    elsewhere = f"/api/incidents/{other['id']}/updates/{told['updates'][0]['id']}/restore"
    assert owner.post(elsewhere).status == 404
    assert owner.post(f"/api/incidents/{told['id']}/updates/01kg000000000000000000000z/restore").status == 404
    assert owner.post(f"{_path(told)}/restore", None, If_Match='"4"').status == 412
    first, second = (owner.post(f"{_path(told)}/restore").json() for _ in range(2))
    assert first == second
    assert len(first["updates"]) == 3
