"""/api/maintenance, and the clock behind it."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.times import to_wire
from chalicelib.jobs.handlers import maintenance_transitions
from tests.conftest import Clock
from tests.edges import Api, LambdaContext
from tests.engine import Engine
from tests.factories import COVERED, DOWN, NOW, SLOW, UP
from tests.tenancy import Tenant, a_tenant

EVERY_MINUTE = {
    "version": "0",
    "id": "1",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "1",
    "time": "2026-01-05T12:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}


def _in(hours: float) -> str:
    return to_wire(NOW + timedelta(hours=hours))


def _scheduled(owner: Api, **fields: Any) -> Any:
    form = {"title": "Upgrade", "scheduled_start": _in(1), "scheduled_end": _in(2), **fields}
    answer = owner.post("/api/maintenance", form)
    assert answer.status == 201, answer.body
    return answer.json()


def _tick() -> int:
    steps: int = maintenance_transitions(EVERY_MINUTE, LambdaContext())
    return steps


def test_maintenance_is_scheduled_and_found(owner: Api, tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service()
    made = _scheduled(owner, service_ids=[checkout.id], description="Short interruptions.")
    assert (made["status"], made["scheduled_start"], made["actual_start"]) == ("scheduled", _in(1), None)
    assert [item["name"] for item in made["services"]] == ["Checkout"]
    assert made["updates"][0]["text"] == "Short interruptions."
    assert owner.get(f"/api/maintenance/{made['id']}").json() == made
    assert owner.get("/api/maintenance").json()["items"] == [made]


def test_maintenance_is_run_by_hand(owner: Api, tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service(status=SLOW)
    path = f"/api/maintenance/{_scheduled(owner, service_ids=[checkout.id])['id']}"
    assert owner.put(f"{path}/status", {"status": "in_progress"}).json()["actual_start"] == to_wire(NOW)
    assert tenant.status_of(checkout) is COVERED
    assert owner.put(f"{path}/status", {"status": "verifying", "text": "Looks good."}).status == 200
    clock.passes(minutes=30)
    assert owner.put(f"{path}/status", {"status": "completed"}).json()["actual_end"] == to_wire(clock.now)
    assert tenant.status_of(checkout) is SLOW


def test_maintenance_starts_and_completes_by_itself(tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service()
    item = tenant.schedules(checkout, starts_in=1, lasts=2)
    clock.passes(minutes=59)
    assert _tick() == 0
    clock.passes(minutes=1)
    assert _tick() == 1
    assert (tenant.maintenance(item).status.value, tenant.status_of(checkout)) == ("in_progress", COVERED)
    assert _tick() == 0
    clock.passes(hours=2)
    assert _tick() == 1
    assert (tenant.maintenance(item).status.value, tenant.status_of(checkout)) == ("completed", UP)
    assert tenant.maintenance(item).updates[0].text == "The maintenance is completed."
    clock.passes(days=30)
    assert _tick() == 0


def test_the_clock_serves_every_tenant(tables: Engine, clock: Clock) -> None:
    items = [(tenant, tenant.schedules()) for tenant in (a_tenant("One"), a_tenant("Other"))]
    clock.passes(hours=1)
    assert _tick() == 2
    assert all(tenant.maintenance(item).is_running for tenant, item in items)


def test_one_maintenance_that_cannot_be_moved_does_not_stop_the_others(tables: Engine, clock: Clock) -> None:
    broken, sound = a_tenant("Broken"), a_tenant("Sound")
    broken.schedules(starts_in=1)
    item = sound.schedules(starts_in=2)
    clock.passes(hours=2)
    tables.break_row("maintenance", broken.org_id)
    assert _tick() == 1
    assert sound.maintenance(item).is_running


def test_one_whose_key_is_throttled_does_not_stop_the_others(tables: Engine, clock: Clock) -> None:
    hot, sound = a_tenant("Hot"), a_tenant("Sound")
    hot.schedules(starts_in=1)
    item = sound.schedules(starts_in=2)
    clock.passes(hours=2)
    tables.refuses(hot.org_id)
    assert _tick() == 1
    assert sound.maintenance(item).is_running
    tables.faults.clear()
    assert _tick() == 1, "it is due again"


def test_while_the_database_is_away_the_run_fails(tenant: Tenant, tables: Engine, clock: Clock) -> None:
    tenant.schedules(starts_in=1)
    clock.passes(hours=2)
    tables.refuses(tenant.org_id)
    tables.fails("GetItem", "ValidationException")
    with pytest.raises(UnavailableError):
        _tick()


def test_what_somebody_did_at_the_same_moment_is_not_done_again(tenant: Tenant, tables: Engine, clock: Clock) -> None:
    item = tenant.schedules()
    clock.passes(hours=1)
    tables.before("TransactWriteItems", lambda: tenant.moves(item, "in_progress"))
    assert _tick() == 0
    assert len(tenant.maintenance(item).updates) == 2


def test_maintenance_missed_while_nothing_ran_starts_and_then_completes(tenant: Tenant, clock: Clock) -> None:
    item = tenant.schedules()
    clock.passes(days=2)
    _tick()
    _tick()
    assert [update.status.value for update in tenant.maintenance(item).updates] == [
        "completed",
        "in_progress",
        "scheduled",
    ]


def test_a_service_that_failed_meanwhile_is_not_given_back_as_healthy(tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service()
    tenant.schedules(checkout)
    clock.passes(hours=1)
    _tick()
    tenant.sets(checkout, DOWN)
    clock.passes(hours=2)
    _tick()
    assert tenant.status_of(checkout) is DOWN


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scheduled_end": _in(0.5)}, "scheduled_end"),
        ({"scheduled_end": _in(1)}, "scheduled_end"),
        ({"scheduled_start": _in(-3), "scheduled_end": _in(-2)}, "scheduled_end"),
        ({"scheduled_start": "tomorrow"}, "scheduled_start"),
        ({"scheduled_start": "2026-01-05T13:00:00"}, "scheduled_start"),
        ({"scheduled_start": 1767618000}, "scheduled_start"),
    ],
)
def test_times_that_make_no_sense_are_refused(
    owner: Api, tables: Engine, clock: Clock, fields: dict[str, Any], field: str
) -> None:
    before = tables.contents()
    form = {"title": "Upgrade", "scheduled_start": _in(1), "scheduled_end": _in(2), **fields}
    answer = owner.post("/api/maintenance", form)
    assert answer.status == 422
    assert answer.json()["errors"][0]["loc"] == [field]
    assert tables.contents() == before


@pytest.mark.parametrize("step", ["verifying", "completed", "scheduled", "resolved"])
def test_a_step_that_makes_no_sense_is_refused(owner: Api, tenant: Tenant, clock: Clock, step: str) -> None:
    item = tenant.schedules()
    answer = owner.put(f"/api/maintenance/{item.id}/status", {"status": step})
    assert answer.status == (422 if step == "resolved" else 409)
    assert tenant.maintenance(item) == item


def test_an_edit_moves_maintenance_that_has_not_begun(owner: Api, tenant: Tenant, clock: Clock) -> None:
    item = tenant.schedules(starts_in=1, lasts=2)
    edited = owner.put(f"/api/maintenance/{item.id}", {"scheduled_start": _in(2), "title": "Later"})
    assert (edited.json()["scheduled_start"], edited.json()["scheduled_end"]) == (_in(2), _in(3))
    clock.passes(hours=1)
    assert _tick() == 0


def test_a_form_that_repeats_what_is_so_is_no_conflict(owner: Api, tenant: Tenant, clock: Clock) -> None:
    checkout = tenant.service()
    item = tenant.schedules(checkout)
    tenant.moves(item, "in_progress")
    form = {
        "title": "New words",
        "scheduled_start": to_wire(item.scheduled_start),
        "scheduled_end": to_wire(item.scheduled_end),
        "service_ids": [checkout.id],
    }
    answer = owner.put(f"/api/maintenance/{item.id}", form)
    assert (answer.status, answer.json()["title"]) == (200, "New words")


def test_deleted_maintenance_is_gone(owner: Api, tenant: Tenant, clock: Clock) -> None:
    path = f"/api/maintenance/{tenant.schedules().id}"
    assert owner.delete(path).status == 204
    assert owner.get(path).status == 404
