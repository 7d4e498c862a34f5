"""/api/notifications, and `notify: false`."""

from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.mail.message import RecipientError
from tests.edges import Api
from tests.notifications.telling import Telling, a_subscriber
from tests.tenancy import a_token


def _ids(body: Any) -> list[str]:
    return [each["id"] for each in body["items"]]


def test_each_notification_says_how_far_it_is_and_why_somebody_was_not_told(telling: Telling, api: Api) -> None:
    tenant = telling.tenant
    for number in range(60):
        a_subscriber(tenant.org_id, f"reader{number:02}")
    telling.post.trouble = lambda to: RecipientError("Refused: 550.") if to.startswith("reader07@") else None
    tenant.opens(tenant.service())
    telling.hears()
    telling.does("tally")
    api = api.as_(tenant.token)
    (found,) = api.get("/api/notifications").json()["items"]
    assert found["counts"] == {"waiting": 0, "sent": 59, "failed": 1, "held": 0, "skipped": 0}
    assert (found["state"], found["told"]["kind"]) == ("done", "incident_opened")
    path = f"/api/notifications/{found['id']}"
    first = api.get(path).json()
    second = api.get(f"{path}?cursor={first['next_cursor']}").json()
    assert (len(first["deliveries"]), len(second["deliveries"]), second["next_cursor"]) == (50, 10, None)
    (failed,) = api.get(f"{path}?state=failed").json()["deliveries"]
    assert (failed["address"], failed["channel"]) == ("reader07@example.com", "email")
    assert (failed["why"], failed["attempts"]) == ("Refused: 550.", 1)
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)))
    assert viewer.get(f"{path}?state=failed").json()["deliveries"][0]["address"] is None
    assert api.get(f"{path}?cursor=elsewhere").status == 422
    assert api.get("/api/notifications/01kg000000000000000000000z").status == 404


def test_notifications_are_listed_a_page_at_a_time(telling: Telling, api: Api) -> None:
    for number in range(3):
        telling.tenant.opens(title=f"Incident {number}")
    telling.hears()
    api = api.as_(telling.tenant.token)
    first = api.get("/api/notifications?limit=2").json()
    second = api.get(f"/api/notifications?limit=2&cursor={first['next_cursor']}").json()
    everything = _ids(first) + _ids(second)
    assert everything == sorted(everything, reverse=True)
    assert len(everything) == 3


@pytest.mark.parametrize("path", ["", "/status", "/updates"])
def test_what_is_not_to_be_told_is_told_to_nobody(path: str, telling: Telling, api: Api) -> None:
    a_subscriber(telling.tenant.org_id)
    api = api.as_(telling.tenant.token)
    opened = api.post("/api/incidents", {"title": "X", "notify": path != ""})
    telling.hears()
    before = len(telling.post.raw)
    assert before == (0 if path == "" else 1)
    incident = f"/api/incidents/{opened.json()['id']}"
    if path == "/status":
        assert api.put(incident + path, {"status": "identified", "notify": False}).status == 200
    if path == "/updates":
        assert api.post(incident + path, {"text": "Y", "notify": False}).status == 201
    telling.hears()
    assert telling.tasks("thread") == []
    assert len(telling.post.raw) == before
    assert "notify" not in api.get(incident).json()


def test_maintenance_and_drafts_take_it_too(telling: Telling, api: Api) -> None:
    a_subscriber(telling.tenant.org_id)
    api = api.as_(telling.tenant.token)
    times = {"scheduled_start": "2026-01-06T12:00:00Z", "scheduled_end": "2026-01-06T13:00:00Z"}
    planned = api.post("/api/maintenance", {"title": "X", "notify": False, **times}).json()
    later = {"scheduled_end": "2026-01-06T14:00:00Z", "notify": False}
    assert api.put(f"/api/maintenance/{planned['id']}", later).status == 200
    draft = api.post("/api/incidents", {"title": "X", "draft": True, "notify": False}).json()
    assert api.get(f"/api/incidents/{draft['id']}").json()["notify"] is False
    assert api.post(f"/api/incidents/{draft['id']}/publish").status == 200
    telling.hears()
    assert telling.post.raw == []
