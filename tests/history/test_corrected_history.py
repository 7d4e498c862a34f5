"""What a service really was: corrected by an admin, in the audit log, and in uptime."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import history as rules
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import Service
from chalicelib.domain.times import to_wire
from tests.conftest import Clock
from tests.edges import Api
from tests.factories import DOWN, UP
from tests.history.conftest import Counter
from tests.tenancy import Tenant, a_token

H = timedelta(hours=1)
Found = Any


@pytest.fixture
def service(tenant: Tenant, clock: Clock) -> Service:
    """Operational since yesterday, noon."""
    return tenant.service(now=clock.now - 24 * H)


def path(service: Service, query: str = "") -> str:
    return f"/api/services/{service.id}/history{query}"


def correction(start: datetime, hours: float, status: str = "major_outage", reason: str = "Nobody noticed") -> Any:
    return {"from": to_wire(start), "to": to_wire(start + hours * H), "status": status, "reason": reason}


def test_uptime_follows_a_correction_and_a_later_one_counts_more(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api, service: Service
) -> None:
    admin = api.as_(tenant.token)
    start = clock.now - 6 * H
    counter.tell()
    answer = admin.put(path(service), correction(start, 2))
    assert answer.status == 200
    assert [(each["status"], each["because"]["reason"]) for each in answer.json()["items"]] == [
        ("major_outage", "Nobody noticed")
    ]
    counter.tell()
    assert counter.day(tenant, "2026-01-05")["seconds"] == {"operational": 10 * 3600, "major_outage": 2 * 3600}
    clock.passes(seconds=1)
    admin.put(path(service), correction(start + H, 2, "operational", "Only half as long"))
    counter.tell()
    assert counter.day(tenant, "2026-01-05")["seconds"] == {"operational": 11 * 3600 + 1, "major_outage": 3600}
    shown = admin.get(path(service, f"?from={to_wire(start)}&to={to_wire(clock.now)}")).json()
    assert [each["status"] for each in shown["items"]] == ["major_outage", "operational", "operational"]
    assert [each["because"]["kind"] for each in shown["items"]] == ["correction", "correction", "created"]
    assert shown["corrections"] == 2


def test_a_correction_of_what_goes_on_leaves_the_rest_as_it_is(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api, service: Service
) -> None:
    tenant.sets(service, DOWN, clock.now - 30 * H + 8 * H)
    counter.tell()
    api.as_(tenant.token).put(path(service), correction(clock.now - 4 * H, 3, "operational"))
    counter.tell()
    assert counter.day(tenant, "2026-01-05")["seconds"] == {"operational": 3 * 3600, "major_outage": 9 * 3600}
    clock.passes(hours=1)
    tenant.sets(service, UP, clock.now)
    counter.tell()
    assert counter.day(tenant, "2026-01-05")["seconds"] == {"operational": 3 * 3600, "major_outage": 10 * 3600}


def test_the_audit_log_says_what_was_corrected_by_whom_and_what_was_there(
    tenant: Tenant, clock: Clock, api: Api, service: Service
) -> None:
    admin = api.as_(tenant.token)
    admin.put(path(service), correction(clock.now - 6 * H, 2))
    (entry,) = admin.get("/api/events?type=service.history_corrected").json()["items"]
    assert entry["actor"]["id"] == tenant.owner.id
    assert entry["resource_id"] == service.id
    assert entry["changes"]["status"] == [None, "major_outage"]
    assert entry["changes"]["reason"] == [None, "Nobody noticed"]
    (was,) = entry["changes"]["was"][0]
    assert (was["from"], was["status"]) == (to_wire(clock.now - 6 * H), "operational")


def test_the_same_correction_again_changes_nothing(tenant: Tenant, clock: Clock, api: Api, service: Service) -> None:
    admin = api.as_(tenant.token)
    asked = correction(clock.now - 6 * H, 2)
    first = admin.put(path(service), asked)
    assert admin.put(path(service), asked).json() == first.json()
    assert len(admin.get("/api/events?type=service.history_corrected").json()["items"]) == 1


def test_viewers_of_the_page_learn_that_the_past_is_another(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api, service: Service
) -> None:
    from chalicelib.live.push import current  # noqa: PLC0415
    from chalicelib.store import viewers as watching  # noqa: PLC0415 - after the environment

    counter.tell()
    watching.remember(tenant.org_id, "somebody", clock.now)
    api.as_(tenant.token).put(path(service), correction(clock.now - 6 * H, 2))
    counter.tell()
    (frame,) = current().seen_by("somebody")  # type: ignore[attr-defined]
    assert frame["event"] == "status_update"
    assert frame["data"]["uptime"] == {"from": to_wire(clock.now - 6 * H), "to": to_wire(clock.now - 4 * H)}
    assert "history" not in frame["data"]
    assert "reason" not in str(frame)


@pytest.mark.parametrize(
    ("hours_ago", "lasts", "field"),
    [(1, 2, "to"), (30, 2, "from"), (2, 0, None), (2, -1, None)],
    ids=["future", "before it was there", "nothing", "backwards"],
)
def test_what_cannot_have_been_is_refused(
    tenant: Tenant, clock: Clock, api: Api, service: Service, hours_ago: float, lasts: float, field: str | None
) -> None:
    before = api.as_(tenant.token).get("/api/events").json()
    answer = api.as_(tenant.token).put(path(service), correction(clock.now - hours_ago * H, lasts))
    assert answer.status == 422
    if field:
        assert answer.json()["errors"][0]["loc"] == [field]
    assert api.as_(tenant.token).get("/api/events").json() == before


@pytest.mark.parametrize("changed", [{"status": "broken"}, {"reason": ""}, {"reason": "x" * 101}, {"more": 1}])
def test_a_correction_has_a_known_status_and_a_reason(
    tenant: Tenant, clock: Clock, api: Api, service: Service, changed: dict[str, Any]
) -> None:
    asked = correction(clock.now - 6 * H, 2) | changed
    assert api.as_(tenant.token).put(path(service), asked).status == 422


def test_only_an_admin_of_the_same_organization_corrects(
    tenant: Tenant, found_tenant: Found, clock: Clock, api: Api, service: Service
) -> None:
    asked = correction(clock.now - 6 * H, 2)
    member = api.as_(a_token(tenant.joined_by(Role.MEMBER), email_verified=True))
    assert member.put(path(service), asked).status == 403
    assert member.get(path(service)).status == 200
    stranger = api.as_(found_tenant("Other", slug="other-page").token)
    assert stranger.put(path(service), asked).status == 404
    assert stranger.get(path(service)).status == 404


def test_a_service_has_room_for_so_many_corrections(
    tenant: Tenant, clock: Clock, api: Api, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.use_cases.history.MAX_CORRECTIONS", 2)
    admin = api.as_(tenant.token)
    for hours in (2, 3):
        assert admin.put(path(service), correction(clock.now - 6 * H, hours)).status == 200
    refused = admin.put(path(service), correction(clock.now - 6 * H, 1))
    assert refused.status == 409
    assert "corrected 2 times" in refused.json()["detail"]
    assert rules.MAX_CORRECTIONS == 200


@pytest.mark.parametrize("query", ["?from=x", "?to=2026-01-05", "?from=2026-02-01T00:00:00Z", "?limit=3"])
def test_a_stretch_that_is_none_is_refused(
    tenant: Tenant, clock: Clock, api: Api, service: Service, query: str
) -> None:
    assert api.as_(tenant.token).get(path(service, query)).status == 422
