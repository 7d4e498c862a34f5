"""Maintenance that is told when it is over."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.events import EventType
from chalicelib.domain.times import to_wire
from chalicelib.store import events
from tests.conftest import Clock
from tests.edges import Api, Stream
from tests.engine import Engine
from tests.factories import DOWN, NOW
from tests.tenancy import Tenant


@pytest.fixture(autouse=True)
def now(clock: Clock) -> None:
    """It is NOW."""


def ago(**length: float) -> str:
    return to_wire(NOW - timedelta(**length))


OVER = {"title": "Upgrade", "scheduled_start": ago(hours=5), "scheduled_end": ago(hours=3), "status": "completed"}


def _said(status: str, **since: float) -> dict[str, str]:
    return {"status": status, "text": f"{status}.", "created_at": ago(**since)}


def test_maintenance_that_is_over_is_recorded_and_leaves_its_services_as_they_are(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service(status=DOWN)
    answer = owner.post("/api/maintenance", {**OVER, "service_ids": [checkout.id]})
    assert answer.status == 201, answer.body
    item = answer.json()
    assert (item["status"], item["actual_start"], item["actual_end"]) == ("completed", ago(hours=5), ago(hours=3))
    assert [(said["status"], said["created_at"]) for said in item["updates"]] == [("completed", ago(hours=3))]
    assert tenant.status_of(checkout) is DOWN
    [event] = [
        each for each in events.newest_public(tenant.org_id, limit=5) if each.type is EventType.MAINTENANCE_CREATED
    ]
    assert event.data["history"] == [
        {"service_id": checkout.id, "status": "under_maintenance", "from": ago(hours=5), "to": ago(hours=3)}
    ]


def test_it_has_the_times_it_really_had_and_what_was_said_then(owner: Api) -> None:
    said = [_said("scheduled", days=3), _said("in_progress", hours=5), _said("completed", hours=2)]
    item = owner.post(
        "/api/maintenance", {**OVER, "actual_start": ago(hours=4.9), "actual_end": ago(hours=2), "updates": said}
    ).json()
    assert (item["actual_start"], item["actual_end"]) == (ago(hours=4.9), ago(hours=2))
    assert [each["status"] for each in item["updates"]] == ["completed", "in_progress", "scheduled"]


def test_it_is_in_the_month_it_ended_in_and_never_among_what_is_planned(
    owner: Api, tenant: Tenant, stream: Stream
) -> None:
    old = {**OVER, "scheduled_start": ago(days=40), "scheduled_end": ago(days=39)}
    owner.post("/api/maintenance", old)
    owner.post("/api/maintenance", {**OVER, "title": "Recent"})
    stream.flow()
    page = owner.get(f"/api/status/{tenant.slug}").json()
    assert [item["title"] for item in page["maintenance"]] == ["Recent"]
    assert page["status"]["indicator"] == "none"
    month = owner.get(f"/api/status/{tenant.slug}/incidents?cursor=2025-11").json()
    assert [item["title"] for item in month["maintenance"]] == ["Upgrade"]
    assert [item["title"] for item in owner.get("/api/maintenance").json()["items"]] == ["Recent", "Upgrade"]


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"status": "in_progress"}, ["status"]),
        ({"status": "cancelled"}, ["status"]),
        ({"scheduled_end": ago(hours=-1)}, ["scheduled_end"]),
        ({"actual_end": ago(hours=-1)}, ["actual_end"]),
        ({"actual_end": ago(hours=6)}, ["actual_end"]),
        ({"scheduled_start": ago(days=3700), "scheduled_end": ago(days=3699)}, ["scheduled_start"]),
        ({"updates": [_said("in_progress", hours=4)]}, ["updates"]),
        ({"updates": [_said("completed", hours=-4)]}, ["updates", 0, "created_at"]),
        ({"status": "scheduled", "scheduled_end": ago(hours=-9), "actual_start": ago(hours=1)}, ["actual_start"]),
        ({"status": "scheduled"}, ["scheduled_end"]),
    ],
)
def test_times_and_words_that_do_not_fit_are_refused(owner: Api, tables: Engine, fields: Any, loc: list[Any]) -> None:
    before = tables.contents()
    answer = owner.post("/api/maintenance", {**OVER, **fields})
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, loc)
    assert tables.contents() == before


def test_it_can_be_planned_to_last_longer_than_it_did(owner: Api) -> None:
    early = {**OVER, "scheduled_end": ago(hours=-1), "actual_end": ago(hours=1)}
    assert owner.post("/api/maintenance", early).json()["actual_end"] == ago(hours=1)


def test_an_actual_end_says_as_well_that_it_is_over(owner: Api) -> None:
    told = {name: value for name, value in OVER.items() if name != "status"} | {"actual_end": ago(hours=4)}
    item = owner.post("/api/maintenance", told).json()
    assert (item["status"], item["actual_start"], item["actual_end"]) == ("completed", ago(hours=5), ago(hours=4))
