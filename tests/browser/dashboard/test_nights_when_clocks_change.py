"""Local times in the nights when clocks are put forward and back: nothing is moved silently."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town

BACK, FORWARD = "2031-10-26", "2031-03-30"  # in Berlin
SECOND_HALF_PAST_TWO = f"{BACK}T01:30:17.123Z"


def planning(town: Town, start: str, end: str, **settings: Any) -> tuple[Person, Page]:
    owner, _ = town.owner("Ada", "API", **settings)
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Title").fill("Database upgrade")
    page.get_by_label("Start").fill(start)
    page.get_by_label("End").fill(end)
    return owner, page


def planned(owner: Person) -> list[tuple[str, str]]:
    items = owner.call("GET", "/api/maintenance")["items"]
    return [(item["scheduled_start"], item["scheduled_end"]) for item in items]


def schedule(page: Page) -> None:
    page.get_by_role("button", name="Schedule maintenance").click()


def test_a_time_that_clocks_skip_is_refused_and_explained(town: Town) -> None:
    owner, page = planning(town, f"{FORWARD}T02:30", f"{FORWARD}T05:00")
    explained = "There is no 02:30 on 30 March 2031 in Europe/Berlin"
    expect(page.get_by_text(explained)).to_be_visible()
    schedule(page)
    expect(page.get_by_role("alert")).to_contain_text(f"{explained}: clocks are put forward then")
    expect(page.get_by_role("alert")).to_contain_text("Enter 01:30, 03:30, or another time")
    assert planned(owner) == []
    page.get_by_label("Start").fill(f"{FORWARD}T03:30")
    schedule(page)
    expect(page.get_by_role("heading", name="Database upgrade")).to_be_visible()
    assert planned(owner) == [(f"{FORWARD}T01:30:00.000Z", f"{FORWARD}T03:00:00.000Z")]


def test_a_time_that_comes_twice_asks_which_is_meant(town: Town) -> None:
    owner, page = planning(town, f"{BACK}T02:30", f"{BACK}T05:00")
    schedule(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose which 02:30 is meant")
    assert planned(owner) == []
    choice = page.get_by_role("group", name="02:30 comes twice that night")
    expect(choice.get_by_role("radio")).to_have_count(2)
    choice.get_by_role("radio", name="the second time (CET)").check()
    schedule(page)
    expect(page.get_by_role("heading", name="Database upgrade")).to_be_visible()
    assert planned(owner) == [(f"{BACK}T01:30:00.000Z", f"{BACK}T04:00:00.000Z")]


def test_the_first_of_the_two_can_be_meant(town: Town) -> None:
    owner, page = planning(town, f"{BACK}T02:30", f"{BACK}T05:00")
    page.get_by_role("radio", name="the first time (CEST)").check()
    schedule(page)
    expect(page.get_by_role("heading", name="Database upgrade")).to_be_visible()
    assert planned(owner)[0][0] == f"{BACK}T00:30:00.000Z"


def test_the_zone_in_force_stands_beside_each_time(town: Town) -> None:
    _, page = planning(town, f"{BACK}T01:30", f"{BACK}T05:00")
    form = page.get_by_role("main")
    expect(form.get_by_text("CEST", exact=True)).to_be_visible()
    expect(form.get_by_text("CET", exact=True)).to_be_visible()


def a_night_of_work(town: Town) -> tuple[Person, Page, str]:
    owner, _ = town.owner("Ada", "API")
    times = {"scheduled_start": SECOND_HALF_PAST_TWO, "scheduled_end": f"{BACK}T04:00:59.999Z"}
    made = owner.call("POST", "/api/maintenance", {"title": "Upgrade", **times})
    page = owner.open_dashboard(f"/dashboard/maintenance/{made['id']}/edit")
    return owner, page, f"/api/maintenance/{made['id']}"


def test_editing_a_title_moves_no_time(town: Town) -> None:
    owner, page, _ = a_night_of_work(town)
    page.get_by_label("Title").fill("Longer upgrade")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Longer upgrade")).to_be_visible()
    assert planned(owner) == [(SECOND_HALF_PAST_TWO, f"{BACK}T04:00:59.999Z")]


def test_changing_the_end_leaves_the_start_where_it_is(town: Town) -> None:
    owner, page, _ = a_night_of_work(town)
    expect(page.get_by_role("radio", name="the second time (CET)")).to_be_checked()
    page.get_by_label("End").fill(f"{BACK}T06:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Upgrade", exact=True)).to_be_visible()
    assert planned(owner) == [(SECOND_HALF_PAST_TWO, f"{BACK}T05:00:00.000Z")]


def test_the_other_half_past_two_can_be_chosen(town: Town) -> None:
    owner, page, _ = a_night_of_work(town)
    page.get_by_role("radio", name="the first time (CEST)").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Upgrade", exact=True)).to_be_visible()
    assert planned(owner) == [(f"{BACK}T00:30:00.000Z", f"{BACK}T04:00:59.999Z")]


def test_a_span_over_the_change_names_both_zones_in_the_organization_s(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", timezone_id="UTC")
    organization = owner.call("GET", "/api/organizations/current")
    owner.call("PUT", f"/api/organizations/{organization['id']}", {"time_zone": "Europe/Berlin"})
    times = {"scheduled_start": f"{BACK}T00:15:00Z", "scheduled_end": f"{BACK}T04:00:00Z"}
    made = owner.call("POST", "/api/maintenance", {"title": "Upgrade", **times})
    page = owner.open_dashboard(f"/dashboard/maintenance/{made['id']}")
    facts = page.get_by_role("complementary")
    expect(facts).to_contain_text("02:15 CEST")
    expect(facts).to_contain_text("05:00 CET in Europe/Berlin")
    expect(facts).to_contain_text("2031")
