"""Maintenance that repeats: two occurrences at a time, each of which is changed or skipped by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.times import to_wire
from chalicelib.jobs.handlers import maintenance_transitions
from chalicelib.use_cases import organizations
from tests.api.test_maintenance_endpoints import EVERY_MINUTE
from tests.conftest import Clock
from tests.edges import Api, LambdaContext, Stream
from tests.engine import Engine
from tests.factories import NOW
from tests.tenancy import Tenant


def _on(days: float, hours: float = 1) -> str:
    return to_wire(NOW + timedelta(days=days, hours=hours))


def _repeated(owner: Api, **fields: Any) -> Any:
    form = {
        "title": "New disks",
        "scheduled_start": _on(0),
        "scheduled_end": _on(0, 2),
        "repeat": {"every": "week", "until": "2026-12-31"},
    }
    answer = owner.post("/api/maintenance", {**form, **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def _coming(owner: Api) -> list[Any]:
    items = owner.get("/api/maintenance").json()["items"]
    return sorted(
        (each for each in items if each["status"] not in {"completed", "cancelled"}),
        key=lambda each: str(each["scheduled_start"]),
    )


def _starts(owner: Api) -> list[str]:
    return [each["scheduled_start"] for each in _coming(owner)]


def _tick() -> int:
    return int(maintenance_transitions(EVERY_MINUTE, LambdaContext()))


def test_two_occurrences_exist_at_a_time(owner: Api, api: Api, tenant: Tenant, stream: Stream, clock: Clock) -> None:
    checkout = tenant.service()
    first = _repeated(owner, service_ids=[checkout.id], description="Pauses.")
    assert first["series"]["summary"] == "Every Monday until 31 Dec 2026"
    assert _starts(owner) == [_on(0), _on(7)]
    assert [each["services"][0]["name"] for each in _coming(owner)] == ["Checkout"] * 2
    stream.flow()
    page = api.get(f"/api/status/{tenant.slug}").json()
    assert [each["scheduled_start"] for each in page["maintenance"]] == [_on(0), _on(7)]
    assert "series" not in str(page)
    assert owner.get(f"/api/maintenance/{first['id']}").json() == first
    listed = owner.get("/api/maintenance/series").json()["items"]
    assert listed == [first["series"]]
    assert listed[0]["occurrences"] == [each["id"] for each in _coming(owner)]


def test_when_one_ends_by_itself_the_next_one_is_made(owner: Api, tenant: Tenant, clock: Clock) -> None:
    _repeated(owner)
    clock.passes(hours=1)
    _tick()
    assert _starts(owner) == [_on(0), _on(7)]
    clock.passes(hours=1)
    _tick()
    _tick()
    assert _starts(owner) == [_on(7), _on(14)]


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_one_is_skipped_and_the_series_does_not_move(owner: Api, tenant: Tenant, clock: Clock, how: str) -> None:
    first = _repeated(owner)
    if how == "cancelled":
        assert owner.put(f"/api/maintenance/{first['id']}/status", {"status": "cancelled"}).status == 200
    else:
        assert owner.delete(f"/api/maintenance/{first['id']}").status == 204
    assert _starts(owner) == [_on(7), _on(14)]
    second = _coming(owner)[0]
    owner.put(f"/api/maintenance/{second['id']}", {"scheduled_start": _on(8), "scheduled_end": _on(8, 2)})
    owner.delete(f"/api/maintenance/{second['id']}")
    assert _starts(owner) == [_on(14), _on(21)]


def test_the_one_that_follows_is_made_once_whoever_ends_it_at_the_same_moment(
    owner: Api, tenant: Tenant, tables: Engine, clock: Clock
) -> None:
    first = _repeated(owner)
    path = f"/api/maintenance/{first['id']}/status"
    clock.passes(hours=1)
    _tick()
    clock.passes(hours=1)
    tables.before("TransactWriteItems", lambda: owner.put(path, {"status": "completed"}))
    _tick()
    assert _starts(owner) == [_on(7), _on(14)]


def test_the_one_that_follows_is_made_once_by_writers_side_by_side(owner: Api, tenant: Tenant, clock: Clock) -> None:
    path = f"/api/maintenance/{_repeated(owner)['id']}/status"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: owner.put(path, {"status": "cancelled"}), range(4)))
    assert _starts(owner) == [_on(7), _on(14)]


def test_when_the_process_dies_in_between_nothing_is_made_twice(
    owner: Api, tenant: Tenant, tables: Engine, clock: Clock
) -> None:
    path = f"/api/maintenance/{_repeated(owner)['id']}/status"
    tables.before("TransactWriteItems", lambda: tables.fails("TransactWriteItems", "ThrottlingException"))
    assert owner.put(path, {"status": "cancelled"}).status == 503
    tables.faults.clear()
    assert owner.put(path, {"status": "cancelled"}).status == 200
    assert _starts(owner) == [_on(7), _on(14)]


def test_a_series_is_over_after_its_last_day(owner: Api, tenant: Tenant, clock: Clock) -> None:
    first = _repeated(owner, repeat={"every": "week", "until": "2026-01-12"})
    for each in _coming(owner):
        owner.put(f"/api/maintenance/{each['id']}/status", {"status": "cancelled"})
    assert _starts(owner) == []
    assert owner.get("/api/maintenance/series").json()["items"] == []
    assert owner.get(f"/api/maintenance/series/{first['series']['id']}").status == 404


def test_what_was_missed_while_nothing_ran_is_passed_over(owner: Api, tenant: Tenant, clock: Clock) -> None:
    _repeated(owner)
    clock.passes(days=30)
    for _ in range(6):
        _tick()
    assert _starts(owner) == [_on(35), _on(42)]


def test_the_time_on_the_wall_stays_over_a_change_of_clocks(owner: Api, tenant: Tenant, clock: Clock) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(time_zone="Europe/Zurich"), tenant.actor, NOW)
    _repeated(owner, scheduled_start="2026-03-23T01:00:00Z", scheduled_end="2026-03-23T02:00:00Z")
    assert _starts(owner) == ["2026-03-23T01:00:00.000Z", "2026-03-30T00:00:00.000Z"]


def test_this_and_those_after_it_change_together(owner: Api, tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service()
    first = _repeated(owner)
    moved = {"title": "New racks", "scheduled_start": _on(1, 3), "scheduled_end": _on(1, 5)}
    answer = owner.put(f"/api/maintenance/{first['id']}", {**moved, "service_ids": [checkout.id], "following": True})
    assert answer.status == 200, answer.body
    assert _starts(owner) == [_on(1, 3), _on(8, 3)]
    owner.put(f"/api/maintenance/{_coming(owner)[1]['id']}", {"title": "New racks", "following": True})
    owner.delete(f"/api/maintenance/{first['id']}")
    assert _starts(owner) == [_on(8, 3), _on(15, 3)]
    assert {each["title"] for each in _coming(owner)} == {"New racks"}
    assert {each["services"][0]["name"] for each in _coming(owner)} == {"Checkout"}
    second = _coming(owner)[1]
    owner.put(f"/api/maintenance/{second['id']}", {"title": "Once only"})
    owner.put(f"/api/maintenance/{second['id']}/status", {"status": "cancelled"})
    assert {each["title"] for each in _coming(owner)} == {"New racks"}


def test_ending_a_series_takes_away_what_has_not_begun(owner: Api, tenant: Tenant, clock: Clock) -> None:
    series = _repeated(owner)["series"]["id"]
    clock.passes(hours=1)
    _tick()
    assert owner.delete(f"/api/maintenance/series/{series}", If_Match='"1"').status == 204
    assert _starts(owner) == [_on(0)]
    clock.passes(hours=1)
    _tick()
    assert _starts(owner) == []


def test_the_end_of_a_series_is_moved(owner: Api, tenant: Tenant, clock: Clock) -> None:
    path = f"/api/maintenance/series/{_repeated(owner)['series']['id']}"
    shorter = owner.put(path, {"until": "2026-01-06"})
    assert (shorter.status, shorter.json()["summary"]) == (200, "Every Monday until 6 Jan 2026")
    assert _starts(owner) == [_on(0)]
    assert owner.put(path, {"until": "2026-03-01"}, If_Match='"1"').status == 412
    assert owner.put(path, {"until": "2026-03-01"}).status == 200
    assert len(_starts(owner)) == 2
    assert owner.put(path, {"until": "2036-03-01"}).status == 422


def test_a_draft_repeats_once_it_is_published(owner: Api, tenant: Tenant, clock: Clock) -> None:
    draft = _repeated(owner, draft=True)
    assert (draft["draft"], draft["repeat"]["every"]) == (True, "week")
    assert owner.get("/api/maintenance/series").json()["items"] == []
    assert owner.post(f"/api/maintenance/{draft['id']}/publish").status == 200
    assert _starts(owner) == [_on(0), _on(7)]
    assert _coming(owner)[0]["id"] == draft["id"]


def test_services_that_are_gone_are_left_out_of_what_follows(owner: Api, tenant: Tenant, clock: Clock) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    first = _repeated(owner, service_ids=[checkout.id, search.id])
    owner.delete(f"/api/services/{checkout.id}")
    owner.delete(f"/api/maintenance/{first['id']}")
    assert [[item["name"] for item in each["services"]] for each in _coming(owner)] == [["Search"], ["Search"]]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"repeat": {"every": "week", "until": "2026-01-04"}}, ["repeat", "until"]),
        ({"repeat": {"every": "week", "until": "2028-06-01"}}, ["repeat", "until"]),
        (
            {
                "scheduled_start": "9998-12-30T00:00:00Z",
                "scheduled_end": "9998-12-30T01:00:00Z",
                "repeat": {"every": "month", "until": "9999-12-31"},
            },
            ["repeat", "until"],
        ),
        (
            {
                "status": "completed",
                "scheduled_start": _on(-9),
                "scheduled_end": _on(-8),
                "repeat": {"every": "week", "until": "2026-02-01"},
            },
            ["repeat"],
        ),
        ({"repeat": {"every": "day", "until": "2026-02-01"}}, ["repeat", "every"]),
        ({"repeat": {"every": "week"}}, ["repeat", "until"]),
        ({"repeat": {"every": "week", "until": "2026-02-01", "interval": 0}}, ["repeat", "interval"]),
        ({"scheduled_end": _on(9), "repeat": {"every": "week", "until": "2026-02-01"}}, ["scheduled_end"]),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    owner: Api, tables: Engine, clock: Clock, fields: Any, where: Any
) -> None:
    before = tables.contents()
    form = {"title": "X", "scheduled_start": _on(0), "scheduled_end": _on(0, 2), **fields}
    answer = owner.post("/api/maintenance", form)
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, where)
    assert tables.contents() == before


def test_only_what_repeats_has_others_that_follow(owner: Api, tenant: Tenant, clock: Clock) -> None:
    item = tenant.schedules()
    answer = owner.put(f"/api/maintenance/{item.id}", {"title": "X", "following": True})
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, ["following"])
