"""What people come to do, from the first page to the end, with a visitor watching."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import PASSWORD, Town
from tests.waiting import wait_until


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("region", name="Current status")).to_have_text(text)


def add_service(page: Page, name: str, category: str = "") -> None:
    page.get_by_role("button", name=re.compile("Add (your first )?service")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Category").fill(category)
    dialog.get_by_role("button", name="Add service").click()
    expect(page.get_by_role("group", name=f"Status of {name}")).to_be_visible()


def test_from_signing_up_to_a_resolved_incident_while_a_visitor_watches(town: Town) -> None:
    page = town.visitor().open("/")
    page.get_by_role("link", name="Create a status page").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Email address").fill("ada@journey.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Name of your organization").fill("Journey Überall")
    expect(page.get_by_label("Address of your page")).to_have_value("journey-uberall")
    expect(page.get_by_text("is free")).to_be_visible()
    page.get_by_role("button", name="Create status page").click()

    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    add_service(page, "API", "Developers")
    add_service(page, "Website")
    wait_until(lambda: town.stack.send("GET", "/status/journey-uberall").status == 200)
    visitor = town.visitor().open("/status/journey-uberall")
    says(visitor, "All systems operational")
    expect(visitor.get_by_text("Live", exact=True)).to_be_visible()

    page.get_by_role("link", name="Incidents").click()
    page.get_by_role("link", name="Open incident").click()
    page.get_by_label("Title").fill("API errors")
    page.get_by_label("First update").fill("We see errors.")
    page.get_by_role("checkbox", name="API").check()
    page.get_by_label("Status of API").select_option("Major outage")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", name="API errors")).to_be_visible()
    says(visitor, "Major outage")
    expect(visitor.get_by_role("region", name="Open incidents")).to_contain_text("We see errors.")

    page.get_by_role("radio", name="Identified").check()
    page.get_by_label("Message").fill("A bad deployment.")
    page.get_by_role("button", name="Post update and mark identified").click()
    expect(visitor.get_by_role("region", name="Open incidents")).to_contain_text("A bad deployment.")
    expect(page.get_by_label("Message")).to_have_value("")

    page.get_by_role("radio", name="Resolved").check()
    expect(page.get_by_role("group", name="Make operational again").get_by_role("checkbox", name="API")).to_be_checked()
    page.get_by_role("button", name="Resolve incident").click()
    expect(page.get_by_role("button", name="Post update")).to_be_visible()
    says(visitor, "All systems operational")
    expect(visitor.get_by_role("region", name="Open incidents")).to_have_count(0)

    page.get_by_role("radio", name="Investigating").check()
    page.get_by_label("Message").fill("It is back.")
    page.get_by_role("button", name="Reopen incident").click()
    expect(visitor.get_by_role("region", name="Open incidents")).to_contain_text("It is back.")


def test_one_click_changes_a_status_and_another_takes_it_back(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard()
    status = page.get_by_role("group", name="Status of API")
    status.get_by_role("button", name="Partial outage").click()
    undo = page.get_by_role("button", name="Undo")
    undo.hover()
    says(visitor, "Partial outage")
    undo.click()
    says(visitor, "All systems operational")
    expect(status.get_by_role("button", name="Operational")).to_have_attribute("aria-pressed", "true")


def test_maintenance_is_scheduled_started_extended_and_completed(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    visitor = town.visitor().open(f"/status/{slug}")
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Title").fill("Database upgrade")
    page.get_by_label("Start").fill("2031-05-06T14:00")
    page.get_by_label("End").fill("2031-05-06T16:00")
    expect(page.get_by_text("2 hours")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\(Tue,? 6 May 2031, 12:00.14:00 in UTC\)"))).to_be_visible()
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("button", name="Schedule maintenance").click()
    expect(visitor.get_by_role("region", name="Upcoming maintenance")).to_contain_text("Database upgrade")

    page.get_by_role("button", name="Start now").click()
    says(visitor, "Maintenance in progress")
    page.get_by_role("button", name="Extend by 30 minutes").click()
    expect(page.get_by_role("complementary")).to_contain_text("16:30")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("complementary")).not_to_contain_text("16:30")
    page.get_by_label("Message").fill("Half done.")
    page.get_by_role("button", name="Post update").click()
    expect(visitor.get_by_text("Half done.")).to_be_visible()
    expect(page.get_by_label("Message")).to_have_value("")
    page.get_by_role("button", name="Complete now").click()
    says(visitor, "All systems operational")


def test_an_invited_viewer_joins_in_another_browser_and_only_looks(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/team")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Email address").fill("grace@viewers.example")
    page.get_by_role("radio", name="viewer").check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("dialog")).to_contain_text("/accept-invitation#token=")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("list", name="Invitations")).to_contain_text("grace@viewers.example")

    guest = town.visitor().open(f"/accept-invitation#token={town.invitation_link('grace@viewers.example')}")
    expect(guest.get_by_role("heading", name="Join Org of Ada")).to_be_visible()
    guest.get_by_label("Your name").fill("Grace")
    expect(guest.get_by_label("Email address")).to_have_value("grace@viewers.example")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Create account").click()

    expect(guest.get_by_text("changing them needs the role member")).to_be_visible()
    expect(guest.get_by_role("listitem").filter(has_text="API")).to_contain_text("Operational")
    expect(guest.get_by_role("button", name="Add service")).to_have_count(0)
    expect(guest.get_by_role("group", name="Status of API")).to_have_count(0)


def test_what_a_colleague_does_appears_by_itself(town: Town, console: Console) -> None:
    console.expected = "404"  # the browser itself reports it, where the page learns from its document that it is gone
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "member")
    page = owner.open_dashboard("/dashboard/incidents")
    incident = grace.call("POST", "/api/incidents", {"title": "Slow API", "description": "Slow."})
    page.get_by_role("link", name=re.compile("Slow API")).click()
    grace.call("POST", f"/api/incidents/{incident['id']}/updates", {"text": "A cold cache.", "status": "monitoring"})
    expect(page.get_by_text("A cold cache.")).to_be_visible()
    expect(page.get_by_role("radio", name="Monitoring")).to_be_checked()
    grace.call("DELETE", f"/api/incidents/{incident['id']}")
    expect(page.get_by_role("heading", name="This incident is not there any more")).to_be_visible()


def test_deleting_a_service_says_what_it_affects(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    services = owner.call("GET", "/api/services")["items"]
    owner.call("POST", "/api/incidents", {"title": "Slow API", "service_ids": [services[0]["id"]]})
    wait_until(lambda: owner.call("GET", f"/api/status/{slug}")["active_incidents"])
    page = owner.open_dashboard()
    page.get_by_role("button", name="Delete API").click()
    expect(page.get_by_role("dialog")).to_contain_text("It is taken out of “Slow API”.")
    page.get_by_role("button", name="Delete service").click()
    expect(page.get_by_role("group", name="Status of API")).to_have_count(0)
    expect(page.get_by_role("group", name="Status of Website")).to_be_visible()


def test_a_service_is_dragged_to_another_place(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website", "Payments")
    page = owner.open_dashboard()
    rows = page.get_by_role("list", name="Services without a category").get_by_role("listitem")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 20, "y": 3})
    expect(rows).to_contain_text(["Payments", "API", "Website"])
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("region", name="Services").get_by_role("listitem")).to_contain_text(
        ["Payments", "API", "Website"]
    )


def test_the_organization_is_switched_and_renamed(town: Town) -> None:
    owner, first = town.owner("Ada", "API")
    second = f"{first}-second"
    owner.call("POST", "/api/organizations", {"name": "Second", "slug": second})
    page = owner.open_dashboard()
    page.get_by_role("banner").locator("summary").first.click()
    page.get_by_role("button", name=re.compile("Second")).click()
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    page.get_by_role("link", name="Organization").click()
    page.get_by_label("Name").fill("Renamed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("banner")).to_contain_text("Renamed")
