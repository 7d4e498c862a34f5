"""A page with many services: found, selected and changed together, and chosen for an incident."""

import os
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.browser.test_page_quality import violations
from tests.waiting import wait_until

CATEGORIES = ("Payments", "Search", "Storage", "Network")
EACH = 20
SHOTS = os.environ.get("SCREENSHOTS")


def an_owner_of_many(town: Town, each: int = EACH, **settings: object) -> tuple[Person, str]:
    """Somebody with so many services in each of four categories."""
    owner, slug = town.owner("Ada", **settings)
    for category in CATEGORIES:
        for number in range(each):
            owner.call("POST", "/api/services", {"name": f"{category} node {number}", "category": category})
    wait_until(lambda: len(town.stack.send("GET", f"/api/status/{slug}").json()["services"]) == each * len(CATEGORIES))
    return owner, slug


def statuses(owner: Person) -> dict[str, str]:
    """Of all services, by name."""
    first = owner.call("GET", "/api/services?limit=100")
    return {each["name"]: each["status"] for each in first["items"]}


def pictured(page: Page, name: str) -> None:
    """For people who look at it: with SCREENSHOTS=folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def row(page: Page, name: str) -> Locator:
    """A service's line."""
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def test_services_that_are_found_get_one_status_together_and_have_it_taken_back(town: Town) -> None:
    owner, slug = an_owner_of_many(town)
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard()
    page.get_by_role("searchbox", name="Find services").fill("payments node 1")
    expect(page.get_by_role("search")).to_contain_text("11 of 80")
    page.get_by_role("checkbox", name="Select all that were found").check()
    page.get_by_role("checkbox", name="Select Payments node 19").uncheck()
    bar = page.get_by_role("group", name="What to do with the selected services")
    expect(bar).to_contain_text("10 selected")
    bar.get_by_role("combobox", name="Status").select_option("Partial outage")
    pictured(page, "services-selected")
    bar.get_by_role("button", name="Apply").click()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="10 services: Partial outage")).to_be_visible()
    page.get_by_role("button", name="Undo").hover()
    expect(visitor.get_by_text("Partial outage").first).to_be_attached()
    found = statuses(owner)
    assert sorted(name for name, status in found.items() if status == "partial_outage") == sorted(
        ["Payments node 1", *(f"Payments node {number}" for number in range(10, 19))]
    )
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="10 services are as before")).to_be_visible()
    assert set(statuses(owner).values()) == {"operational"}
    page.get_by_role("checkbox", name="Select all that were found").check()
    bar.get_by_role("button", name="Move…").click()
    page.get_by_role("textbox", name="To the category").or_(page.get_by_role("combobox", name="To the category")).fill(
        "Cards"
    )
    page.get_by_role("dialog", name="Move 11 services").get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="11 services are now in Cards")).to_be_visible()
    undo = page.get_by_role("button", name="Undo: 11 services").or_(page.get_by_role("button", name="Undo")).first
    undo.hover()
    expect(visitor.get_by_role("heading", name="Cards")).to_be_visible()
    undo.click()
    expect(page.get_by_role("status").filter(has_text="11 services are where they were")).to_be_visible()
    expect(visitor.get_by_role("heading", name="Cards")).to_have_count(0)


def test_services_are_found_by_state_and_category_and_can_be_moved_only_while_all_are_shown(town: Town) -> None:
    owner, _ = an_owner_of_many(town, 3)
    services = owner.call("GET", "/api/services?limit=100")["items"]
    down = [each["id"] for each in services if each["name"].endswith("node 0")]
    owner.call("PUT", "/api/services/status", {"service_ids": down, "status": "major_outage"})
    page = owner.open_dashboard()
    expect(page.get_by_role("button", name="Move Search node 1 up")).to_be_visible()
    page.get_by_role("combobox", name="In which state").select_option("Not operational")
    rows = page.locator(".service-row")
    expect(rows).to_have_count(4)
    page.get_by_role("combobox", name="In which category").select_option("Search")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Search node 0")
    expect(rows).to_have_attribute("draggable", "false")
    expect(page.get_by_role("button", name="Move Search node 0 down")).to_have_count(0)
    page.get_by_role("searchbox", name="Find services").fill("nothing like it")
    page.get_by_role("button", name="Show all services").click()
    expect(rows).to_have_count(12)
    expect(page.get_by_role("button", name="Move Search node 1 up")).to_be_visible()


def test_an_incident_takes_a_category_and_gives_one_status_to_all_but_one(town: Town) -> None:
    owner, _ = an_owner_of_many(town)
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_role("textbox", name="Title").fill("Payments are down")
    group = page.get_by_role("group", name="Affected services")
    group.get_by_role("checkbox", name="All of Payments").check()
    expect(group.get_by_role("status")).to_have_text("20 of 80 chosen")
    group.get_by_role("button", name="Show services of Payments").click()
    group.get_by_role("checkbox", name="Payments node 3", exact=True).uncheck()
    expect(group.get_by_role("checkbox", name="All of Payments")).to_have_js_property("indeterminate", True)
    group.get_by_role("searchbox", name="Find services").fill("storage node 7")
    group.get_by_role("checkbox", name="Storage node 7").check()
    group.get_by_role("combobox", name="Status of all 20").select_option("Major outage")
    group.get_by_role("combobox", name="Status of Storage node 7").select_option("Partial outage")
    expect(group.get_by_role("combobox", name="Status of all 20")).to_have_value("mixed")
    pictured(page, "incident-picker")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payments are down")
    found = statuses(owner)
    assert found["Storage node 7"] == "partial_outage"
    assert found["Payments node 3"] == "operational"
    assert sorted(name for name, status in found.items() if status == "major_outage") == sorted(
        f"Payments node {number}" for number in range(EACH) if number != 3
    )


def test_on_a_phone_by_keyboard_and_in_the_dark_nothing_is_in_the_way(town: Town) -> None:
    owner, _ = an_owner_of_many(town, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = owner.open_dashboard()
    show = page.get_by_role("button", name="Show services of Storage")
    expect(show).to_have_attribute("aria-expanded", "false")
    show.focus()
    page.keyboard.press("Enter")
    tick = page.get_by_role("checkbox", name="Select Storage node 0", exact=True)
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="What to do with the selected services")).to_contain_text("1 selected")
    pictured(page, "services-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.goto("/dashboard/incidents/new")
    expect(page.get_by_role("checkbox", name="All of Payments")).to_be_visible()
    page.get_by_role("checkbox", name="All of Payments").check()
    page.get_by_role("group", name="Affected services").scroll_into_view_if_needed()
    pictured(page, "picker-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
