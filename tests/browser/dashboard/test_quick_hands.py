"""The overview, and what is done in a hurry: one step away, and never by a slip."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.browser.dashboard.test_dashboard_quality import a_busy_owner, found_in, width_of

PHONE = {"width": 360, "height": 740}
MOBILE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def status_of(owner: Person, name: str) -> str:
    services = owner.call("GET", "/api/services")["items"]
    return str(next(each["status"] for each in services if each["name"] == name))


def test_the_overview_tells_what_is_open_what_comes_and_who_changed_what(town: Town) -> None:
    owner, ids = a_busy_owner(town)
    page = owner.open_dashboard("/dashboard")
    expect(page.get_by_role("region", name="Current status")).to_contain_text("1 of 2 services not operational: API")
    expect(page.get_by_role("list", name="Open now").get_by_role("link")).to_have_text([re.compile("Slow API")])
    expect(page.get_by_role("list", name="Coming next").get_by_role("link")).to_have_text([re.compile("Upgrade")])
    changed = page.get_by_role("list", name="Changed last")
    expect(changed).to_contain_text(re.compile("Maintenance scheduled: Upgrade.*Ada"))
    changed.get_by_role("link", name="Incident opened: Slow API").click()
    expect(page).to_have_url(re.compile(f"/dashboard/incidents/{ids['incident']}$"))


def test_the_overview_follows_what_colleagues_do(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "member")
    page = owner.open_dashboard("/dashboard")
    expect(page.get_by_text("No incident is open, and no maintenance is running.")).to_be_visible()
    grace.call("POST", "/api/incidents", {"title": "Slow API"})
    expect(page.get_by_role("list", name="Open now")).to_contain_text("Slow API")
    expect(page.get_by_role("list", name="Changed last").get_by_role("listitem").first).to_contain_text(
        re.compile("Incident opened: Slow API.*Grace")
    )


def test_a_viewer_reads_the_overview_and_is_offered_nothing(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = town.colleague(owner, "viewer").open_dashboard("/dashboard")
    expect(page.get_by_role("list", name="Changed last")).to_contain_text("API was added")
    for name in ("Report incident", "Schedule maintenance"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    expect(page.get_by_role("group", name="Status of API")).to_have_count(0)


def test_the_page_s_address_is_copied_and_opened(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", permissions=["clipboard-read", "clipboard-write"])
    page = owner.open_dashboard("/dashboard")
    address = page.get_by_role("region", name="Your page")
    address.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{town.stack.url}/status/{slug}"
    with page.expect_popup() as opened:
        address.get_by_role("link", name="Open page").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Org of Ada")


def test_what_changed_last_can_fail_alone(town: Town, losing_network: None) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard()
    page.route("**/api/events/recent**", lambda route: route.fulfill(status=500, json={"detail": "Not now."}))
    page.get_by_role("link", name="Overview").click()
    changed = page.get_by_role("region", name="Changed last")
    expect(changed.get_by_role("alert")).to_contain_text("Not now.")
    page.unroute("**/api/events/recent**")
    changed.get_by_role("button", name="Try again").click()
    expect(changed).to_contain_text("API was added")


def test_a_new_organization_is_led_through_its_first_steps(town: Town) -> None:
    owner, _ = town.owner("Ada")
    page = owner.open_dashboard("/dashboard")
    steps = page.get_by_role("region", name="First steps")
    expect(steps.get_by_role("listitem")).to_have_count(4)
    steps.get_by_role("link", name="Add: Add your services").click()
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    owner.call("POST", "/api/services", {"name": "API"})
    page.get_by_role("link", name="Overview").click()
    expect(steps.get_by_role("listitem").filter(has_text="Add your services")).to_contain_text("(done)")
    steps.get_by_role("button", name="Put away").click()
    expect(steps).to_have_count(0)
    page.reload()
    expect(page.get_by_role("region", name="Your page")).to_be_visible()
    expect(steps).to_have_count(0)


def test_an_incident_is_reported_from_the_row_of_a_service(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", "Website")
    page = owner.open_dashboard()
    page.get_by_role("link", name="Report incident: Website").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("checkbox", name="Website")).to_be_checked()
    expect(page.get_by_role("checkbox", name="API")).not_to_be_checked()
    expect(page.get_by_label("Status of Website")).to_have_value("degraded_performance")
    page.get_by_label("Title").fill("Blank pages")
    page.get_by_label("Status of Website").select_option("Major outage")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", name="Blank pages")).to_be_visible()
    assert status_of(owner, "Website") == "major_outage"


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/services"])
def test_a_status_is_set_by_buttons_that_are_named_and_large(town: Town, path: str) -> None:
    owner, _ = town.owner("Ada", "API", **MOBILE)
    page = owner.open_dashboard(path)
    buttons = page.get_by_role("group", name="Status of API").get_by_role("button")
    expect(buttons).to_have_count(5)
    expect(buttons.nth(2)).to_have_accessible_name("Partial outage: API")
    expect(buttons.nth(2)).to_have_text("Partial")
    for box in (button.bounding_box() for button in buttons.all()):
        assert box
        assert box["width"] >= 44
        assert box["height"] >= 44


def stop_the_clock(page: Page) -> None:
    """A page's time goes on until it hears of this, and cannot be put back."""
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=30))


def test_a_status_set_on_a_phone_can_be_taken_back_for_ten_seconds(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", **MOBILE)
    page = owner.context.new_page()
    page.clock.install()
    page.goto("/dashboard/services")
    pick = page.get_by_role("group", name="Status of API").get_by_role("button", name="Major outage")
    expect(pick).to_be_visible()
    stop_the_clock(page)
    pick.tap()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport()
    mine, theirs = pick.bounding_box(), undo.bounding_box()
    assert mine
    assert theirs
    assert mine["y"] + mine["height"] <= theirs["y"] or theirs["y"] + theirs["height"] <= mine["y"], "over the control"
    page.clock.run_for(9_500)
    page.get_by_role("navigation", name="Dashboard").get_by_role("link", name="Team").click()
    undo.tap()
    expect(page.get_by_role("status").filter(has_text="API is operational again")).to_be_visible()
    assert status_of(owner, "API") == "operational"


def test_the_undo_goes_after_ten_seconds(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.context.new_page()
    page.clock.install()
    page.goto("/dashboard/services")
    pick = page.get_by_role("group", name="Status of API").get_by_role("button", name="Major outage")
    expect(pick).to_be_visible()
    stop_the_clock(page)
    pick.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.run_for(11_000)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_an_undo_takes_nothing_back_that_somebody_else_has_set(town: Town, losing_network: None) -> None:
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "member")
    service = owner.call("GET", "/api/services")["items"][0]
    page = owner.open_dashboard()
    page.get_by_role("group", name="Status of API").get_by_role("button", name="Partial outage").click()
    page.get_by_role("button", name="Undo").focus()  # as long as it has that, it stays
    grace.call("PUT", f"/api/services/{service['id']}/status", {"status": "major_outage"})
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="somebody else has set API to major outage")).to_be_visible()
    assert status_of(owner, "API") == "major_outage"


def rows_of(page: Page, selector: str) -> list[int]:
    """On how many lines the children of each stand."""
    found: list[int] = page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].map((strip) =>
          new Set([...strip.children].map((each) => each.offsetTop)).size)""",
        selector,
    )
    return found


@pytest.mark.parametrize("path", ["", "organization", "incidents", "incidents/{incident}", "maintenance"])
def test_navigation_tabs_and_segments_stay_in_one_row_on_a_phone(town: Town, path: str) -> None:
    owner, ids = a_busy_owner(town, **MOBILE)
    page = owner.open_dashboard(f"/dashboard/{path.format(**ids)}")
    expect(page.locator(".placeholder")).to_have_count(0)
    assert set(rows_of(page, ".sections ul, .tabs, .segments")) == {1}
    present = page.get_by_role("navigation", name="Dashboard").locator("[aria-current]")
    expect(present).to_be_in_viewport(ratio=0.9)
    assert width_of(page) == PHONE["width"]


def test_axe_finds_nothing_in_the_overview_of_a_new_organization(town: Town) -> None:
    owner, _ = town.owner("Ada", bypass_csp=True)
    page = owner.open_dashboard("/dashboard")
    expect(page.get_by_role("region", name="First steps")).to_be_visible()
    found = found_in(page, "first steps")
    page.goto("/dashboard/incidents/new")
    page.get_by_label("Title").fill("A draft")
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Go back to it").focus()  # as long as it has that, it stays
    found += found_in(page, "a kept draft")
    page.get_by_role("link", name="Go back to it").click()
    expect(page.get_by_text("This is your draft")).to_be_visible()
    found += found_in(page, "a draft that is back")
    assert found == []


def test_running_maintenance_is_no_alarm_in_the_navigation(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    times = {"scheduled_start": "2031-05-06T12:00:00Z", "scheduled_end": "2031-05-06T14:00:00Z"}
    made = owner.call("POST", "/api/maintenance", {"title": "Upgrade", **times})
    owner.call("PUT", f"/api/maintenance/{made['id']}/status", {"status": "in_progress"})
    page = owner.open_dashboard()
    count = page.get_by_role("link", name="Maintenance 1 running").locator(".count")
    expect(count).to_have_class(re.compile("tone-maintenance"))
