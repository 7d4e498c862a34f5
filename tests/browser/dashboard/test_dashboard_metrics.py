"""Metrics in the dashboard: added, measured by the call that it shows, put in order, hidden and deleted."""

from playwright.sync_api import Page, expect

from chalicelib.clock import now
from tests.browser.dashboard.conftest import Town


def rows(page: Page) -> list[str]:
    """The names in the list, in order."""
    return page.get_by_role("list", name="Metrics").get_by_role("link").all_inner_texts()


def test_a_metric_is_added_measured_moved_and_deleted(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/metrics")
    expect(page.get_by_role("heading", name="No metrics yet")).to_be_visible()
    page.get_by_role("link", name="New metric").click()
    page.get_by_role("button", name="Add metric").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what visitors read above the line")
    page.get_by_label("Name", exact=True).fill("Response time")
    page.get_by_label("Unit (optional)").fill("ms")
    page.get_by_role("button", name="Add metric").click()
    expect(page.get_by_role("heading", name="Response time", level=1)).to_be_visible()
    metric_id = page.url.rpartition("/")[2]
    expect(page.locator("pre")).to_contain_text(f"/api/metrics/{metric_id}/points")

    taken = owner.call("POST", f"/api/metrics/{metric_id}/points", {"points": [{"at": now().isoformat(), "value": 42}]})
    assert taken == {"accepted": 1}
    owner.call("POST", "/api/metrics", {"name": "Orders", "visible": False})
    page.get_by_role("link", name="Metrics", exact=True).last.click()
    expect(page.get_by_text("42\u202fms")).to_be_visible()
    expect(page.get_by_text("hidden")).to_be_visible()
    page.get_by_role("button", name="Move Orders up").click()
    expect(page.get_by_role("list", name="Metrics").get_by_role("link").first).to_have_text("Orders")
    assert rows(page) == ["Orders", "Response time"]
    page.get_by_role("button", name="Delete Orders").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete metric").click()
    expect(page.get_by_role("list", name="Metrics").get_by_role("link")).to_have_count(1)

    page.get_by_role("link", name="Response time").click()
    expect(page.get_by_role("slider", name="Response time, 24 hours")).to_be_visible()
