"""The longest incidents and maintenance, on the real engine, which refuses an item that is too large."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.live.stack.whole import Admin, wait_until

LETTERS = pytest.mark.parametrize("letter", ["a", '"', "\u6f22", "\U0001f680"])


@LETTERS
def test_an_incident_takes_updates_until_a_clear_409_and_can_then_be_resolved(admin: Admin, letter: str) -> None:
    text = letter * 5000
    ids = [service["id"] for service in admin.services()]
    opened = {"title": letter * 200, "description": text, "service_ids": ids, "service_status": "partial_outage"}
    path = f"/api/incidents/{admin.send('POST', '/api/incidents', opened).json()['id']}"
    refused = _fill(admin, f"{path}/updates", {"text": text})
    assert "KB are left" in refused["detail"]
    resolved = admin.send("PUT", f"{path}/status", {"status": "resolved", "text": text})
    assert (resolved.status, resolved.json()["updates"][0]["text"]) == (200, text)
    assert admin.send("DELETE", path).status == 204


@LETTERS
def test_maintenance_full_of_text_starts_by_the_clock_and_can_be_completed(admin: Admin, letter: str) -> None:
    text, now = letter * 5000, datetime.now(UTC)
    planned = {
        "title": letter * 200,
        "description": text,
        "service_ids": [service["id"] for service in admin.services()],
        "scheduled_start": (now + timedelta(days=1)).isoformat(),
        "scheduled_end": (now + timedelta(days=2)).isoformat(),
    }
    path = f"/api/maintenance/{admin.send('POST', '/api/maintenance', planned).json()['id']}"
    refused = _fill(admin, f"{path}/status", {"status": "scheduled", "text": text}, "PUT")
    assert "KB are left" in refused["detail"]
    assert admin.send("PUT", path, {"scheduled_start": now.isoformat()}).status == 200
    wait_until(lambda: admin.send("GET", path).json()["status"] == "in_progress", 90)
    completed = admin.send("PUT", f"{path}/status", {"status": "completed", "text": text})
    assert (completed.status, completed.json()["status"]) == (200, "completed")
    assert admin.send("DELETE", path).status == 204


def _fill(admin: Admin, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
    """Says the same until it is refused, and answers the refusal."""
    while (reply := admin.send(method, path, body)).status < 300:
        pass
    assert reply.status == 409, reply.body
    return dict(reply.json())
