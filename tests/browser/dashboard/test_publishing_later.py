"""Drafts, postmortems and repeated maintenance, as a team works with them and visitors read of them."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import drawn
from tests.browser.dashboard.conftest import Person, Town
from tests.waiting import wait_until

TIMES = {"scheduled_start": "2031-05-06T10:00:00Z", "scheduled_end": "2031-05-06T12:00:00Z"}


def test_an_incident_is_prepared_edited_and_published(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("Something is brewing")
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Only your team sees it.")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("First update (optional)").fill("We look into it.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("We look into it.")).to_be_visible()
    page.goto("/dashboard/incidents")
    drafts = page.get_by_role("list", name="Drafts")
    expect(drafts).to_contain_text("Something is brewing")
    expect(visitor.get_by_text("All systems operational").first).to_be_visible()
    expect(visitor.get_by_text("Something is brewing")).to_have_count(0)
    drafts.get_by_role("link").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_role("region", name="Updates")).to_contain_text("We look into it.")
    expect(visitor.get_by_role("region", name="Open incidents")).to_contain_text("Something is brewing")


def test_maintenance_is_prepared_and_published(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Title").fill("Quiet work")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Only your team sees it.")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Description (optional)").fill("Short pauses.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Short pauses.")).to_be_visible()
    assert owner.call("GET", f"/api/status/{slug}")["maintenance"] == []
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Start now")).to_be_visible()
    town.visitor().open(f"/status/{slug}").get_by_text("Quiet work").first.wait_for()


def test_a_postmortem_is_written_published_and_read(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = owner.call("POST", "/api/incidents", {"title": "Power cut", "status": "resolved"})["id"]
    reader = town.visitor()
    wait_until(lambda: reader.context.request.get(f"/status/{slug}/incidents/{incident}").ok)
    visitor = drawn(reader.open(f"/status/{slug}"))
    visitor.get_by_role("link", name="Power cut").first.click()
    expect(visitor.get_by_role("heading", name="Power cut")).to_be_visible()
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("button", name="Write a postmortem").click()
    page.get_by_label("What happened, why").fill("A **switch** broke.")
    page.get_by_role("button", name="Save draft").click()
    panel = page.get_by_role("region", name="Postmortem")
    expect(panel).to_contain_text("Only your team sees it.")
    expect(visitor.get_by_role("heading", name="Postmortem")).to_have_count(0)
    stale = reader.context.request.get(f"/api/status/{slug}/incidents/{incident}").text()
    of_an_edge = {"body": stale, "content_type": "application/json"}
    visitor.route("**/api/status/*/incidents/*", lambda route: route.fulfill(**of_an_edge), times=1)
    panel.get_by_role("button", name="Publish").click()
    expect(panel).to_contain_text("Published")
    shown = visitor.get_by_role("region", name="Postmortem")
    expect(shown).to_contain_text("A switch broke.")
    expect(shown.locator("strong")).to_have_text("switch")
    overview = town.visitor().open(f"/status/{slug}")
    expect(overview.get_by_role("link", name="postmortem")).to_be_visible()
    address = f"/status/{slug}/incidents/{incident}"
    wait_until(lambda: b"<strong>switch" in town.stack.send("GET", address).body)
    plain = town.visitor(java_script_enabled=False).open(address)
    expect(plain.get_by_role("region", name="Postmortem")).to_contain_text("A switch broke.")
    panel.get_by_role("button", name="Take back").click()
    expect(shown).to_have_count(0)


def _weekly(owner: Person) -> Any:
    repeat = {"every": "week", "until": "2032-03-01"}
    return owner.call("POST", "/api/maintenance", {"title": "Backups are tried", **TIMES, "repeat": repeat})


def test_maintenance_repeats_from_the_form(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Title").fill("Backups are tried")
    page.get_by_label("Start", exact=True).fill("2031-05-13T12:00")
    page.get_by_label("End", exact=True).fill("2031-05-13T13:00")
    page.get_by_role("checkbox", name="Repeats").check()
    page.get_by_label("How often").select_option("month 1")
    page.get_by_role("button", name="Schedule maintenance").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the last day")
    page.get_by_label("Last day").fill("2032-03-03")
    expect(page.get_by_text("Every second Tuesday of the month until 3 Mar 2032")).to_be_visible()
    page.get_by_role("button", name="Schedule maintenance").click()
    series = page.get_by_role("region", name="Repeats")
    expect(series).to_contain_text("Every second Tuesday of the month until 3 Mar 2032")
    wait_until(lambda: len(owner.call("GET", f"/api/status/{slug}")["maintenance"]) == 2)


def test_one_of_a_series_is_skipped_and_the_series_ended(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    first = _weekly(owner)
    page = owner.open_dashboard(f"/dashboard/maintenance/{first['id']}")
    page.get_by_role("button", name="Skip this one").click()
    page.get_by_role("dialog").get_by_role("button", name="Skip this one").click()
    expect(page.get_by_text("This maintenance does not take place this time.")).to_be_visible()
    coming = owner.call("GET", "/api/maintenance/series")["items"][0]["occurrences"]
    page.goto(f"/dashboard/maintenance/{coming[0]}/edit")
    page.get_by_role("radio", name="This one and those after it").check()
    page.get_by_label("Title").fill("Backups are read")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Backups are read")).to_be_visible()
    page.goto("/dashboard/maintenance")
    rows = page.get_by_role("list", name="Coming").get_by_role("link")
    expect(rows.filter(has_text="Backups are read")).to_have_count(2)
    expect(rows.first).to_contain_text("Every Tuesday until 1 Mar 2032")
    rows.first.click()
    page.get_by_role("button", name="End series").click()
    page.get_by_role("dialog").get_by_role("button", name="End series").click()
    expect(page.get_by_text("This maintenance is not there any more")).to_be_visible()
    wait_until(lambda: _statuses(owner, slug) == ["cancelled"])


def _statuses(owner: Person, slug: str) -> list[str]:
    return [each["status"] for each in owner.call("GET", f"/api/status/{slug}")["maintenance"]]
