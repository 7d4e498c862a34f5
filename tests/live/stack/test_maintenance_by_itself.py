"""Maintenance that starts and ends on the page without anybody's hand."""

from datetime import UTC, datetime, timedelta

from tests.live.stack.whole import Admin, Whole, wait_until


def test_maintenance_starts_and_completes_at_its_times(shared: Whole, admin: Admin) -> None:
    service = admin.services()[5]
    now = datetime.now(UTC)
    draft = {
        "title": "Reindexing",
        "scheduled_start": (now + timedelta(seconds=2)).isoformat(),
        "scheduled_end": (now + timedelta(hours=1)).isoformat(),
        "service_ids": [service["id"]],
    }
    answer = admin.send("POST", "/api/maintenance", draft)
    assert answer.status == 201, answer.body

    def on_page() -> tuple[str, str]:
        page = shared.page()
        maintenance = next((item for item in page["maintenance"] if item["id"] == answer.json()["id"]), None)
        shown = next(item for item in page["services"] if item["id"] == service["id"])
        return (maintenance["status"] if maintenance else "", shown["status"])

    def ends_soon() -> bool:
        soon = {"scheduled_end": (datetime.now(UTC) + timedelta(seconds=2)).isoformat()}
        return admin.send("PUT", f"/api/maintenance/{answer.json()['id']}", soon).status == 200

    wait_until(lambda: on_page() == ("in_progress", "under_maintenance"))
    wait_until(ends_soon)
    wait_until(lambda: on_page() == ("completed", service["status"]))
