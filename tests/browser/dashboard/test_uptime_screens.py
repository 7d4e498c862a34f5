"""Uptime in the dashboard: what is shown of it, corrections, and the report; and what visitors see of that."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.waiting import wait_until


def services_of(page: Page, name: str) -> Locator:
    """A service's line on the public page."""
    return page.get_by_role("region", name="Services").get_by_role("listitem").filter(has_text=name)


def down_for_a_moment(owner: Person) -> None:
    """Its first service, for long enough to be recorded: history is in whole seconds."""
    service = owner.call("GET", "/api/services")["items"][0]

    def recorded(status: str) -> bool:
        items = owner.call("GET", f"/api/services/{service['id']}/history")["items"]
        return any(each["status"] == status for each in items)

    wait_until(lambda: recorded("operational"))
    owner.call("PUT", f"/api/services/{service['id']}/status", {"status": "major_outage"})
    wait_until(lambda: recorded("major_outage"))
    owner.call("PUT", f"/api/services/{service['id']}/status", {"status": "operational"})


def test_an_admin_corrects_history_and_visitors_see_it(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    down_for_a_moment(owner)
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("slider", name="API, day by day")).to_be_visible()
    page = owner.open_dashboard()
    page.get_by_role("button", name="Correct the history of API").click()
    dialog = page.get_by_role("dialog")
    spans = dialog.get_by_role("list", name="Recorded history").get_by_role("listitem")
    expect(spans.filter(has_text="Major outage")).to_have_count(1)
    spans.filter(has_text="Major outage").get_by_role("button").click()
    dialog.get_by_role("combobox", name="It really was").select_option("operational")
    expect(dialog.get_by_role("status", name="What this changes")).to_contain_text("It becomes Operational")
    expect(dialog.get_by_role("status", name="What this changes")).to_contain_text("of downtime")
    dialog.get_by_role("button", name="Correct", exact=True).click()
    expect(dialog.get_by_role("link", name=re.compile("Enter why the record was wrong"))).to_be_visible()
    expect(dialog.get_by_role("alert")).to_be_focused()
    dialog.get_by_role("textbox", name="Why the record was wrong").fill("A test of the alarm")
    dialog.get_by_role("button", name="Correct", exact=True).click()
    expect(page.get_by_text("Its uptime follows within seconds")).to_be_visible()
    expect(services_of(visitor, "API")).to_contain_text("100% uptime")
    page.get_by_role("button", name="Correct the history of API").click()
    expect(spans.filter(has_text="A test of the alarm")).to_have_count(1)


def test_what_cannot_be_corrected_is_said_before_it_is_sent(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard()
    page.get_by_role("button", name="Correct the history of API").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("list", name="Recorded history")).to_contain_text("Operational")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    dialog.get_by_label("From").fill("2020-01-01T10:00")
    dialog.get_by_label("To", exact=True).fill(tomorrow)
    dialog.get_by_role("button", name="Correct", exact=True).click()
    problems = dialog.get_by_role("alert")
    expect(problems).to_contain_text("The service was not there yet then")
    expect(problems).to_contain_text("Only what is past can be corrected")


def test_only_admins_are_offered_corrections(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = town.colleague(owner, "member").open_dashboard()
    expect(page.get_by_role("button", name="Edit API")).to_be_visible()
    expect(page.get_by_role("button", name="Correct the history of API")).to_have_count(0)


def test_uptime_is_hidden_for_a_service_and_for_the_page_at_once(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("slider")).to_have_count(2)
    page = owner.open_dashboard()
    page.get_by_role("button", name="Edit API").click()
    page.get_by_role("checkbox", name="Show its uptime on the page").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.get_by_role("slider")).to_have_count(1)
    page.goto("/dashboard/organization/branding")
    page.get_by_role("checkbox", name="Show the uptime of services").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.get_by_role("slider")).to_have_count(0)
    page.get_by_role("checkbox", name="Show the uptime of services").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.get_by_role("slider")).to_have_count(1)


def test_a_report_tells_uptime_and_incidents_and_is_downloaded(town: Town, tmp_path: Path) -> None:
    owner, _ = town.owner("Ada", "API", "Website")
    down_for_a_moment(owner)
    incident = owner.call("POST", "/api/incidents", {"title": "Slow", "description": "Cache."})
    owner.call("PUT", f"/api/incidents/{incident['id']}/status", {"status": "resolved", "text": "Over."})
    page = owner.open_dashboard("/dashboard/reports")
    services = page.get_by_role("table", name="Uptime of services")
    expect(services.get_by_role("row").filter(has_text="Website")).to_contain_text("100%")
    months = page.get_by_role("table", name="Incidents by month").get_by_role("row")
    began = datetime.fromisoformat(incident["started_at"])
    expect(months.nth(1)).to_contain_text(re.compile(f"{began:%B %Y}|{datetime.now(UTC):%B %Y}"))
    expect(months.filter(has_text=f"{began:%B %Y}").get_by_role("cell").first).to_have_text("1")
    page.get_by_role("button", name="Last 12 months").click()
    expect(months).to_have_count(14)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert "Website" in Path(download.value.path()).read_text()
    page.get_by_label("From", exact=True).fill("2099-01-01")
    expect(page.get_by_role("alert")).to_contain_text("The first day is after the last one")


def test_on_a_phone_history_is_corrected_from_the_service_s_own_dialog(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", viewport={"width": 360, "height": 740})
    page = owner.open_dashboard()
    expect(page.get_by_role("button", name="Edit API")).to_be_visible()
    expect(page.get_by_role("button", name="Correct the history of API")).to_be_hidden()
    page.get_by_role("button", name="Edit API").click()
    page.get_by_role("button", name="Correct its history").click()
    expect(page.get_by_role("heading", name="Correct the history of API")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
