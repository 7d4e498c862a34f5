"""Corrections, incidents told afterwards, services that come and go: in the dashboard, and as visitors see them."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.waiting import wait_until

SHOTS = os.environ.get("SCREENSHOTS", "")


def _seen(page: Page, name: str) -> None:
    """Kept to be looked at, where somebody wants to."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def _incident(owner: Person, *names: str, **fields: object) -> str:
    ids = [each["id"] for each in owner.call("GET", "/api/services")["items"] if each["name"] in names]
    draft = {"title": "Power cut", "service_ids": ids, "service_status": "major_outage", **fields}
    return str(owner.call("POST", "/api/incidents", draft)["id"])


def _updates(page: Page) -> Locator:
    return page.get_by_role("region", name="Updates").get_by_role("listitem")


def test_a_posted_update_is_corrected_and_visitors_see_that_it_was(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = _incident(owner, "API", description="Jo unplugged it.")
    owner.call("POST", f"/api/incidents/{incident}/updates", {"text": "Plugged in.", "status": "identified"})
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_text("Jo unplugged it.")).to_be_visible()
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("button", name="Correct the update “Investigating”").click()
    dialog = page.get_by_role("dialog", name="Correct the update")
    dialog.get_by_label("Message").fill("A plug was pulled.")
    _seen(page, "correcting")
    dialog.get_by_role("button", name="Save correction").click()
    expect(dialog).to_have_count(0)
    expect(_updates(page).nth(1)).to_contain_text(re.compile(r"\(edited .*A plug was pulled\.", re.DOTALL))
    expect(visitor.get_by_text("A plug was pulled.")).to_be_visible()
    expect(visitor.get_by_text("Jo unplugged it.")).to_have_count(0)
    expect(visitor.get_by_role("article").first).to_contain_text("(edited")


def test_a_slip_is_deleted_after_asking_and_the_last_update_cannot_be(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = _incident(owner, "API")
    owner.call("POST", f"/api/incidents/{incident}/updates", {"text": "All is well.", "status": "resolved"})
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("region", name="Current status")).to_contain_text("All systems operational")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("button", name="Remove the update “Resolved”").click()
    dialog = page.get_by_role("dialog", name="Delete this update?")
    expect(dialog).to_contain_text("The incident is open again: investigating.")
    expect(dialog.get_by_role("checkbox", name="API: Major outage")).to_be_checked()
    _seen(page, "deleting")
    dialog.get_by_role("button", name="Delete update").click()
    expect(dialog).to_have_count(0)
    undo = page.get_by_role("button", name="Undo The update is deleted")
    undo.focus()  # as long as it has that, it stays
    expect(_updates(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Remove the update")).to_have_count(0)
    expect(visitor.get_by_role("region", name="Current status")).to_contain_text("Major outage")
    expect(visitor.get_by_text("All is well.")).to_have_count(0)
    undo.press("Enter")
    expect(_updates(page)).to_have_count(2)
    expect(_updates(page).first).to_contain_text("All is well.")
    expect(visitor.get_by_role("region", name="Current status")).to_contain_text("All systems operational")


def test_services_come_to_an_incident_and_leave_it_with_an_update(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    incident = _incident(owner, "API")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_text("Change affected services and their status").click()
    affected = page.get_by_role("group", name="Affected services")
    affected.get_by_role("checkbox", name="API").uncheck()
    affected.get_by_role("checkbox", name="Website").check()
    page.get_by_label("Status of Website").select_option("Partial outage")
    expect(page.get_by_role("group", name="Taken out").get_by_role("checkbox", name="API")).to_be_checked()
    page.get_by_label("Message").fill("It is the website.")
    _seen(page, "affected")
    page.get_by_role("button", name="Post update").click()
    services = visitor.get_by_role("region", name="Services").get_by_role("listitem")
    expect(services.filter(has_text="Website")).to_contain_text("Partial outage")
    expect(services.filter(has_text="API")).to_contain_text("Operational")


def test_reopening_offers_the_statuses_that_resolving_took_back(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = _incident(owner, "API")
    owner.call("PUT", f"/api/incidents/{incident}/status", {"status": "resolved"})
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    expect(page.get_by_role("radio", name="Resolved")).to_be_checked()
    page.get_by_role("radio", name="Investigating").check()
    expect(page.get_by_label("Status of API")).to_have_value("major_outage")
    page.get_by_label("Message").fill("It is back.")
    page.get_by_role("button", name="Reopen incident").click()
    services = visitor.get_by_role("region", name="Services").get_by_role("listitem")
    expect(services.filter(has_text="API")).to_contain_text("Major outage")


def test_an_incident_that_is_over_is_recorded_where_it_belongs(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    visitor = town.visitor().open(f"/status/{slug}/history")
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("Night of the long queue")
    page.get_by_role("radio", name="Already over").check()
    page.get_by_label("Started", exact=True).fill("2025-03-30T02:30")
    expect(page.get_by_text(re.compile("There is no .*02:30"))).to_be_visible()
    page.get_by_label("Started", exact=True).fill("2025-03-29T22:00")
    page.get_by_label("Ended", exact=True).fill("2025-03-29T21:00")
    page.get_by_role("button", name="Record incident").click()
    expect(page.get_by_role("alert")).to_contain_text("End must be after the start")
    page.get_by_label("Ended", exact=True).fill("2025-03-29T23:30")
    page.get_by_role("group", name="Affected services").get_by_role("checkbox", name="API").check()
    _seen(page, "recording")
    page.get_by_role("button", name="Record incident").click()
    expect(page.get_by_role("heading", name="Night of the long queue")).to_be_visible()
    wait_until(lambda: b"long queue" in town.stack.send("GET", f"/status/{slug}/history").body)
    visitor.reload()
    expect(visitor.get_by_role("heading", name="March 2025")).to_be_visible()
    expect(visitor.get_by_role("article")).to_contain_text("lasted 1 hour 30 minutes")
    found = owner.call("GET", "/api/services")["items"]
    assert [each["status"] for each in found] == ["operational"]


def test_maintenance_whose_times_are_past_is_recorded_as_completed(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    visitor = town.visitor().open(f"/status/{slug}/history")
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Title").fill("New disks")
    page.get_by_label("Start").fill("2025-03-29T22:00")
    page.get_by_label("End").fill("2025-03-29T23:00")
    expect(page.get_by_text("It is over by then")).to_be_visible()
    _seen(page, "past-maintenance")
    page.get_by_role("button", name="Record maintenance").click()
    expect(page.get_by_role("heading", name="New disks")).to_be_visible()
    wait_until(lambda: b"New disks" in town.stack.send("GET", f"/status/{slug}/history").body)
    visitor.reload()
    expect(visitor.get_by_role("article")).to_contain_text("Maintenance completed, took 1 hour")
