"""What a team does on most days, each in the browser, and what visitors see of it."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Person, Town


def a_down_service(owner: Person, *names: str) -> str:
    """An incident that holds these services down; its id."""
    ids = [each["id"] for each in owner.call("GET", "/api/services")["items"] if each["name"] in names]
    draft = {"title": "Power cut", "service_ids": ids, "service_status": "major_outage"}
    return str(owner.call("POST", "/api/incidents", draft)["id"])


def categories(page: Page) -> Locator:
    """In the order the dashboard shows them."""
    return page.get_by_role("main").get_by_role("heading", level=2)


def test_categories_get_their_order_and_the_page_follows(town: Town) -> None:
    owner, slug = town.owner()
    for name, category in (("API", "Developers"), ("Shop", "Customers"), ("Search", "Platform")):
        owner.call("POST", "/api/services", {"name": name, "category": category})
    visitor = town.visitor().open(f"/status/{slug}")
    groups = visitor.get_by_role("region", name="Services").get_by_role("heading", level=3)
    expect(groups).to_have_text(["Developers", "Customers", "Platform"])

    page = owner.open_dashboard()
    up = page.get_by_role("button", name="Move Customers up")
    up.click()
    expect(page.get_by_role("status").filter(has_text="Customers is now 1 of 3")).to_be_visible()
    expect(up).to_be_focused()
    expect(categories(page)).to_have_text(["Customers", "Developers", "Platform"])
    expect(groups).to_have_text(["Customers", "Developers", "Platform"])
    page.reload()
    expect(page.get_by_role("button", name="Move Customers up")).to_have_attribute("aria-disabled", "true")
    expect(categories(page)).to_have_text(["Customers", "Developers", "Platform"])


def test_a_member_moves_services_and_leaves_categories_to_admins(town: Town) -> None:
    owner, _ = town.owner()
    for name, category in (("API", "Developers"), ("Shop", "Customers")):
        owner.call("POST", "/api/services", {"name": name, "category": category})
    page = town.colleague(owner, "member").open_dashboard()
    expect(page.get_by_role("button", name="Move API up")).to_be_visible()
    expect(page.get_by_role("button", name="Move Customers up")).to_have_count(0)


def test_on_resolving_one_chooses_which_services_work_again(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    incident = a_down_service(owner, "API", "Website")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("radio", name="Resolved").check()
    again = page.get_by_role("group", name="Make operational again")
    again.get_by_role("checkbox", name="Website").uncheck()
    page.get_by_role("button", name="Resolve incident").click()
    services = visitor.get_by_role("region", name="Services").get_by_role("listitem")
    expect(services.filter(has_text="API")).to_contain_text("Operational")
    expect(services.filter(has_text="Website")).to_contain_text("Major outage")


def test_incidents_are_found_by_state_and_by_words(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    owner.call("POST", "/api/incidents", {"title": "Slow API", "description": "A cold cache."})
    owner.call("POST", "/api/incidents", {"title": "Lost mail", "description": "Found.", "status": "resolved"})
    page = owner.open_dashboard("/dashboard/incidents")
    rows = page.get_by_role("list", name="Incidents").get_by_role("link")
    expect(rows).to_have_text([re.compile("Slow API")])
    page.get_by_role("radio", name="All").check()
    expect(rows).to_have_text([re.compile("Lost mail"), re.compile("Slow API")])
    page.get_by_role("searchbox", name="Find incidents").fill("cold CACHE")
    expect(rows).to_have_text([re.compile("Slow API")])
    page.get_by_role("searchbox", name="Find incidents").fill("nothing like it")
    expect(page.get_by_text("No matches for “nothing like it”.")).to_be_visible()


def test_an_incident_is_deleted_with_a_warning_and_its_services_come_back(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = a_down_service(owner, "API")
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("region", name="Current status")).to_have_text("Major outage")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Its services become operational again")
    page.get_by_role("button", name="Delete incident").click()
    expect(page.get_by_role("heading", name="No open incidents")).to_be_visible()
    expect(visitor.get_by_role("region", name="Current status")).to_have_text("All systems operational")


def soon(**later: int) -> str:
    """A moment from now."""
    return (datetime.now(UTC) + timedelta(**later)).isoformat()


def test_maintenance_starts_and_ends_by_itself_before_a_visitor_s_eyes(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard("/dashboard/maintenance")
    services = [each["id"] for each in owner.call("GET", "/api/services")["items"]]
    times = {"scheduled_start": soon(hours=1), "scheduled_end": soon(hours=2)}
    made = owner.call("POST", "/api/maintenance", {"title": "Reindexing", "service_ids": services, **times})
    expect(page.get_by_role("region", name="Coming")).to_contain_text("Reindexing")
    owner.call("PUT", f"/api/maintenance/{made['id']}", {"scheduled_start": soon(seconds=1)})
    expect(visitor.get_by_role("region", name="Current status")).to_have_text("Maintenance in progress")
    expect(page.get_by_role("region", name="In progress")).to_contain_text("Reindexing")
    owner.call("PUT", f"/api/maintenance/{made['id']}", {"scheduled_end": soon(seconds=10)})
    expect(visitor.get_by_role("region", name="Current status")).to_have_text("All systems operational")
    page.get_by_role("radio", name="Past").check()
    expect(page.get_by_role("region", name="Past")).to_contain_text("Completed")


def test_a_role_that_is_lowered_counts_at_once(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "member")
    page = owner.open_dashboard("/dashboard/team")
    page.get_by_role("combobox", name="Role of Grace").select_option("viewer")
    expect(page.get_by_role("status").filter(has_text="Grace is now viewer")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("combobox", name="Role of Grace")).to_have_value("member")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("combobox", name="Role of Grace").select_option("viewer")
    theirs = grace.open_dashboard()
    expect(theirs.get_by_text("changing them needs the role member")).to_be_visible()


def test_what_a_colleague_does_to_the_team_appears_without_a_reload(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.context.new_page()
    page.clock.install()
    page.goto("/dashboard/team")
    expect(page.get_by_text("No invitation is open.")).to_be_visible()
    owner.call("POST", "/api/team/invite", {"email": "grace@appears.example", "role": "viewer"})
    page.clock.run_for(16_000)
    expect(page.get_by_role("list", name="Invitations")).to_contain_text("grace@appears.example")
