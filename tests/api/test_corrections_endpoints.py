"""PUT and DELETE of posted updates, through the API, up to the page, its viewers and the audit log."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.organizations import Role
from chalicelib.store import viewers as stored_viewers
from tests.conftest import Clock
from tests.edges import Api, Stream, Viewers
from tests.engine import Engine
from tests.factories import DOWN, UP
from tests.tenancy import Tenant, a_token


@pytest.fixture
def incident(owner: Api, clock: Clock) -> Any:
    """Opened, and updated ten minutes later."""
    opened = owner.post("/api/incidents", {"title": "Payments fail"}).json()
    clock.passes(minutes=10)
    return owner.post(f"/api/incidents/{opened['id']}/updates", {"text": "Jo's disk.", "status": "identified"}).json()


def _path(entry: Any, place: int = 0, kind: str = "incidents") -> str:
    return f"/api/{kind}/{entry['id']}/updates/{entry['updates'][place]['id']}"


def test_a_posted_update_is_corrected_and_says_when(owner: Api, incident: Any, clock: Clock) -> None:
    clock.passes(minutes=5)
    answer = owner.put(_path(incident), {"text": "A disk.", "status": "monitoring"})
    assert (answer.status, answer.headers["ETag"]) == (200, '"3"')
    corrected = answer.json()
    kept = {name: incident["updates"][0][name] for name in ("id", "created_at")}
    said = {"text": "A disk.", "status": "monitoring", "edited_at": "2026-01-05T12:15:00.000Z"}
    assert (kept | said).items() <= corrected["updates"][0].items()
    assert corrected["updates"][1] == incident["updates"][1]
    assert corrected["status"] == "monitoring"
    assert owner.get(f"/api/incidents/{incident['id']}").json() == corrected


def test_the_audit_log_keeps_what_was_there_before(owner: Api, incident: Any, clock: Clock) -> None:
    clock.passes(seconds=1)
    owner.put(_path(incident), {"text": "A disk."})
    clock.passes(seconds=1)
    owner.delete(_path(incident))
    deleted, edited = owner.get("/api/events").json()["items"][:2]
    assert (edited["type"], deleted["type"]) == ("incident.update_edited", "incident.update_deleted")
    was, now = edited["changes"]["update"]
    assert (was["text"], now["text"]) == ("Jo's disk.", "A disk.")
    assert (was["created_at"], was["status"]) == ("2026-01-05T12:10:00.000Z", "identified")
    assert [each and each["text"] for each in deleted["changes"]["update"]] == ["A disk.", None]
    assert deleted["changes"]["status"] == ["identified", "investigating"]


def test_a_slip_is_deleted_and_the_only_update_stays(owner: Api, incident: Any) -> None:
    answer = owner.delete(_path(incident))
    assert (answer.status, answer.body) == (204, "")
    left = owner.get(f"/api/incidents/{incident['id']}").json()
    assert (left["status"], len(left["updates"])) == ("investigating", 1)
    refused = owner.delete(_path(incident, 1))
    assert refused.status == 409
    assert "only update" in refused.json()["detail"]
    assert owner.delete(_path(incident)).status == 404


def test_the_page_its_permalink_and_its_viewers_show_the_correction(
    owner: Api, tenant: Tenant, incident: Any, stream: Stream, viewers: Viewers
) -> None:
    stream.flow()
    stored_viewers.remember(tenant.org_id, "watcher", datetime.now(UTC))
    owner.put(_path(incident), {"text": "A disk."})
    owner.delete(_path(incident, 1))
    stream.flow()
    edited, deleted = viewers.seen_by("watcher")
    assert [frame["event"] for frame in (edited, deleted)] == ["incident_update", "incident_update"]
    assert edited["data"]["incident"]["updates"][0]["edited_at"] == "2026-01-05T12:10:00.000Z"
    for address in ("", "/incidents", f"/incidents/{incident['id']}"):
        document = owner.get(f"/api/status/{tenant.slug}{address}").body
        assert "Jo's disk" not in document
        assert document.count('"A disk."') == 1


def test_correcting_the_newest_update_to_resolved_restores_the_services_and_back(
    owner: Api, tenant: Tenant, clock: Clock
) -> None:
    checkout = tenant.service()
    draft = {"title": "Down", "service_ids": [checkout.id], "service_status": "major_outage"}
    opened = owner.post("/api/incidents", draft).json()
    clock.passes(minutes=10)
    said = owner.post(f"/api/incidents/{opened['id']}/updates", {"text": "It works again."}).json()
    clock.passes(minutes=10)
    resolved = owner.put(_path(said), {"status": "resolved"}).json()
    assert (resolved["status"], resolved["resolved_at"]) == ("resolved", "2026-01-05T12:10:00.000Z")
    assert tenant.status_of(checkout) is UP
    reopened = owner.put(_path(said), {"status": "monitoring", "service_status": {checkout.id: "major_outage"}}).json()
    assert (reopened["status"], reopened["resolved_at"]) == ("monitoring", None)
    assert tenant.status_of(checkout) is DOWN
    owner.put(_path(said), {"status": "resolved"})
    assert tenant.status_of(checkout) is UP


def test_a_correction_that_resolves_can_leave_services_as_they_are(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    draft = {"title": "Down", "service_ids": [checkout.id], "service_status": "major_outage"}
    opened = owner.post("/api/incidents", draft).json()
    owner.put(_path(opened), {"status": "resolved", "restore_services": False})
    assert tenant.status_of(checkout) is DOWN


def test_reopening_by_a_correction_needs_room_for_one_more_open_incident(
    owner: Api, incident: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = owner.put(f"/api/incidents/{incident['id']}/status", {"status": "resolved"}).json()
    monkeypatch.setattr("chalicelib.use_cases.incidents.MAX_OPEN", 0)
    assert owner.delete(_path(resolved)).status == 409
    assert owner.put(_path(resolved), {"status": "monitoring"}).status == 409
    assert owner.get(f"/api/incidents/{incident['id']}").json() == resolved


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"status": "scheduled"}, "status"),
        ({"created_at": "2027-01-05T12:00:00Z"}, "created_at"),
        ({"created_at": "2026-01-05T11:59:59Z"}, "created_at"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"id": "x"}, "id"),
        ({"service_status": {"01kg000000000000000000000a": "degraded"}}, "service_status"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    owner: Api, incident: Any, tables: Engine, edit: Any, field: str
) -> None:
    before = tables.contents()
    answer = owner.put(_path(incident), edit)
    assert answer.status == 422, answer.body
    assert answer.json()["errors"][0]["loc"][0] == field
    assert tables.contents() == before


def test_of_two_who_correct_the_same_update_the_second_is_told(owner: Api, tenant: Tenant, incident: Any) -> None:
    second = Api(token=a_token(tenant.joined_by(Role.MEMBER)))
    assert owner.put(_path(incident), {"text": "A disk."}, If_Match='"2"').status == 200
    for refused in (
        second.put(_path(incident), {"text": "A full disk."}, If_Match='"2"'),
        second.delete(_path(incident), If_Match='"2"'),
    ):
        assert (refused.status, refused.headers["ETag"]) == (412, '"3"')


def test_viewers_of_the_team_and_strangers_correct_nothing(
    owner: Api, tenant: Tenant, incident: Any, found_tenant: Any
) -> None:
    reader = Api(token=a_token(tenant.joined_by(Role.VIEWER)))
    stranger = Api(token=found_tenant("Other", "other").token)
    for caller, status in ((reader, 403), (stranger, 404), (Api(), 401)):
        assert caller.put(_path(incident), {"text": "x"}).status == status
        assert caller.delete(_path(incident)).status == status


def test_updates_of_maintenance_are_corrected_alike(owner: Api, clock: Clock) -> None:
    draft = {
        "title": "Upgrade",
        "description": "Short pauses.",
        "scheduled_start": "2026-01-05T13:00:00Z",
        "scheduled_end": "2026-01-05T15:00:00Z",
    }
    planned = owner.post("/api/maintenance", draft).json()
    path = f"/api/maintenance/{planned['id']}"
    clock.passes(minutes=70)
    running = owner.put(f"{path}/status", {"status": "in_progress", "text": "Satrted."}).json()
    clock.passes(minutes=1)
    corrected = owner.put(
        _path(running, kind="maintenance"), {"text": "Started.", "created_at": "2026-01-05T13:00:00Z"}
    ).json()
    assert (corrected["updates"][0]["text"], corrected["actual_start"]) == ("Started.", "2026-01-05T13:00:00.000Z")
    assert corrected["updates"][0]["edited_at"] == "2026-01-05T13:11:00.000Z"
    assert owner.put(_path(running, kind="maintenance"), {"status": "completed"}).status == 409
    assert owner.delete(_path(running, kind="maintenance")).status == 409
    clock.passes(seconds=1)
    assert owner.delete(_path(running, 1, kind="maintenance")).status == 204
    left = owner.get(path).json()
    assert (len(left["updates"]), left["description"], left["status"]) == (1, "", "in_progress")
    assert owner.get("/api/events").json()["items"][0]["type"] == "maintenance.update_deleted"
