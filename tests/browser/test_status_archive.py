"""The addresses below a status page, and what is there when there is nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.pages import (
    Document,
    a_frame,
    a_maintenance,
    a_page,
    a_service,
    affected,
    ago,
    an_incident,
    an_organization,
    an_update,
)
from tests.browser.site import Site

OLD = an_incident(
    "Old trouble", [an_update("resolved", "Long gone.", days=60, hours=1), an_update(days=60, hours=3)], impact="major"
)


def test_an_incident_has_an_address_of_its_own(visitor: Visitor, site: Site) -> None:
    api = a_service("API", "partial_outage")
    incident = an_incident("API errors", services=affected(api))
    document = a_page("minor", services=[api], active_incidents=[incident])
    site.publish(document)
    page = visitor.open()
    page.get_by_role("link", name="API errors").first.click()
    expect(page).to_have_url(f"{site.url}/status/demo-org/incidents/{incident['id']}")
    expect(page).to_have_title("API errors (investigating) - Demo")
    expect(page.get_by_role("heading", level=2)).to_have_text("API errors")
    expect(page.get_by_role("list", name="Affected services")).to_contain_text("API: Partial outage")
    expect(page.get_by_role("link", name="Current status")).to_have_attribute("href", "/status/demo-org")


def test_an_incidents_own_page_changes_live(visitor: Visitor, site: Site) -> None:
    incident = an_incident("API errors")
    document = a_page("minor", active_incidents=[incident])
    site.publish(document)
    page = visitor.open(f"/status/demo-org/incidents/{incident['id']}")
    expect(page.get_by_text("We are looking into it.")).to_be_visible()
    site.wait_for_subscriber()
    moved = incident | {"status": "identified", "updates": [an_update("identified", "Found it."), *incident["updates"]]}
    site.push(a_frame(document, "incident_update", indicator="minor", incident=moved, services=[]))
    expect(page.get_by_text("Found it.")).to_be_visible()
    expect(page).to_have_title("API errors (identified) - Demo")


def test_what_a_full_page_leaves_out_is_at_the_incidents_own_address_and_in_the_history(
    visitor: Visitor, site: Site
) -> None:
    whole = an_incident(
        "API errors", [an_update("identified", "Found it.", hours=1), an_update(text="We look.", hours=2)]
    )
    cut = whole | {"updates": whole["updates"][:1]}
    site.publish(a_page("minor", active_incidents=[cut]))
    site.documents[f"/api/status/demo-org/incidents/{whole['id']}"] = {"incident": whole}
    site.documents["/api/status/demo-org/incidents"] |= {"incidents": [whole]}
    page = visitor.open(f"/status/demo-org/incidents/{whole['id']}")
    expect(page.get_by_text("We look.")).to_be_visible()
    page.goto("/status/demo-org/history")
    expect(page.get_by_text("1 earlier update")).to_be_visible()


def test_an_old_incident_is_found_by_its_address(visitor: Visitor, site: Site) -> None:
    site.publish(a_page())
    site.documents[f"/api/status/demo-org/incidents/{OLD['id']}"] = {"incident": OLD}
    page = visitor.open(f"/status/demo-org/incidents/{OLD['id']}")
    expect(page.get_by_text("Long gone.")).to_be_visible()
    expect(page).to_have_title("Old trouble (resolved) - Demo")
    expect(page.get_by_role("definition").filter(has_text="2 hours")).to_be_visible()


def test_maintenance_has_an_address_of_its_own(visitor: Visitor, site: Site) -> None:
    planned = a_maintenance("Upgrade", description="We upgrade the database.")
    site.publish(a_page(maintenance=[planned]))
    page = visitor.open(f"/status/demo-org/maintenance/{planned['id']}")
    expect(page).to_have_title("Upgrade (scheduled) - Demo")
    expect(page.get_by_text("We upgrade the database.")).to_be_visible()
    expect(page.get_by_role("definition")).to_have_text("24 Nov, 15:05\u201317:05 CET (2 hours, starts in 24 hours)")


def test_history_is_listed_by_month_and_goes_back_to_the_beginning(visitor: Visitor, site: Site) -> None:
    recent = an_incident("New trouble", [an_update("resolved", days=2), an_update(days=2, hours=1)])
    done = a_maintenance(
        "Upgrade", "completed", scheduled_start=ago(days=3), actual_start=ago(days=3), actual_end=ago(days=2.9)
    )
    site.publish(a_page(recent_incidents=[recent], maintenance=[done]))
    first = "/api/status/demo-org/incidents"
    site.documents[first] = {"incidents": [recent], "month": "2026-11", "next_cursor": "2026-09"}
    site.documents[f"{first}?cursor=2026-09"] = {"incidents": [OLD], "month": "2026-09", "next_cursor": None}
    page = visitor.open("/status/demo-org/history")
    expect(page).to_have_title("History - Demo")
    entries = page.get_by_role("heading", level=4)
    expect(entries).to_have_text(["New trouble", "Upgrade"])
    page.get_by_role("button", name="Show older").click()
    expect(entries).to_have_text(["New trouble", "Upgrade", "Old trouble"])
    expect(page.get_by_role("heading", level=3)).to_have_text(["November 2026", "September 2026"])
    expect(page.get_by_role("button")).to_have_text(["Subscribe"])


def a_long_history(site: Site) -> tuple[Document, Document]:
    """Two months of history, of which the live page knows only the newer one; and the old incident."""
    document = a_page(recent_incidents=[an_incident("New trouble", [an_update("resolved", days=2)])])
    site.publish(document)
    first = "/api/status/demo-org/incidents"
    site.documents[first] |= {"next_cursor": "2026-09"}
    site.documents[f"{first}?cursor=2026-09"] = {"incidents": [OLD], "month": "2026-09", "next_cursor": None}
    return document, OLD


def test_an_open_history_hears_of_a_deletion(visitor: Visitor, site: Site) -> None:
    document, old = a_long_history(site)
    page = visitor.open("/status/demo-org/history")
    page.get_by_role("button", name="Show older").click()
    entries = page.get_by_role("heading", level=4)
    expect(entries).to_have_text(["New trouble", "Old trouble"])
    site.wait_for_subscriber()
    site.push(a_frame(document, "incident_update", incident={"id": old["id"], "deleted": True}))
    expect(entries).to_have_text(["New trouble"])


def test_an_open_history_hears_of_a_deletion_whose_frame_it_missed(visitor: Visitor, site: Site) -> None:
    document, _ = a_long_history(site)
    page = visitor.open("/status/demo-org/history")
    page.get_by_role("button", name="Show older").click()
    entries = page.get_by_role("heading", level=4)
    expect(entries).to_have_text(["New trouble", "Old trouble"])
    site.wait_for_subscriber()
    site.documents["/api/status/demo-org/incidents?cursor=2026-09"]["incidents"] = []
    site.documents["/api/status/demo-org"] = document | {"version": 12}
    site.push(a_frame(document, "service_update", version=12, service=a_service("API")))
    expect(entries).to_have_text(["New trouble"])


def test_an_open_history_shows_the_newer_state_of_what_it_loaded(visitor: Visitor, site: Site) -> None:
    document, old = a_long_history(site)
    page = visitor.open("/status/demo-org/history")
    page.get_by_role("button", name="Show older").click()
    site.wait_for_subscriber()
    renamed = old | {"title": "Renamed trouble", "version": 9}
    site.push(
        a_frame(document, "incident_update", version=11, incident=renamed),
        a_frame(document, "incident_update", version=12, incident=old | {"version": 8}),
        a_frame(document, "status_update", version=13, organization=an_organization(name="Last to come")),
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Last to come")
    expect(page.get_by_role("heading", level=4)).to_have_text(["New trouble", "Renamed trouble"])


def test_an_incidents_own_page_hears_that_it_was_deleted(visitor: Visitor, site: Site) -> None:
    document, old = a_long_history(site)
    site.documents[f"/api/status/demo-org/incidents/{old['id']}"] = {"incident": old}
    page = visitor.open(f"/status/demo-org/incidents/{old['id']}")
    expect(page.get_by_text("Long gone.")).to_be_visible()
    site.wait_for_subscriber()
    site.push(a_frame(document, "incident_update", incident={"id": old["id"], "deleted": True}))
    expect(page.get_by_text("There is nothing here any more")).to_be_visible()


def test_an_incidents_own_page_hears_that_it_was_deleted_while_it_was_away(
    visitor: Visitor, site: Site, losing_network: None
) -> None:
    document, old = a_long_history(site)
    path = f"/api/status/demo-org/incidents/{old['id']}"
    site.documents[path] = {"incident": old}
    page = visitor.open(f"/status/demo-org/incidents/{old['id']}")
    expect(page.get_by_text("Long gone.")).to_be_visible()
    site.wait_for_subscriber()
    del site.documents[path]
    site.documents["/api/status/demo-org"] = document | {"version": 12}
    site.push(a_frame(document, "service_update", version=12, service=a_service("API")))
    expect(page.get_by_text("There is nothing here any more")).to_be_visible()


def test_a_history_that_cannot_be_loaded_can_be_tried_again(visitor: Visitor, site: Site, losing_network: None) -> None:
    site.publish(a_page())
    del site.documents["/api/status/demo-org/incidents"]
    site.failing.add("/api/status/demo-org/incidents")
    page = visitor.open("/status/demo-org/history")
    expect(page.get_by_text("What is older cannot be loaded right now.")).to_be_visible()
    site.failing.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Nothing has been reported yet.")).to_be_visible()


def test_an_unknown_page_is_not_found(visitor: Visitor, site: Site, losing_network: None) -> None:
    page = visitor.open("/status/nobody")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(page.get_by_role("link", name="Current status")).to_have_count(0)


@pytest.mark.parametrize("below", ["nothing", "incidents", "incidents/01kat0gone", "history/1999-12"])
def test_an_unknown_address_below_a_page_is_not_found_and_leads_to_the_page(
    visitor: Visitor, site: Site, losing_network: None, below: str
) -> None:
    site.publish(a_page())
    page = visitor.open(f"/status/demo-org/{below}")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    page.get_by_role("link", name="Current status").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo status")


def test_an_address_outside_the_site_is_not_found(visitor: Visitor, site: Site, losing_network: None) -> None:
    page = visitor.open("/nowhere/at/all")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()


def test_what_the_html_says_stays_to_be_read_until_the_document_comes(
    visitor: Visitor, site: Site, losing_network: None
) -> None:
    site.publish(a_page(services=[a_service("Checkout")]))
    site.documents_down = True
    page = visitor.open()
    expect(page.get_by_text("Out of date, trying again")).to_be_visible()
    expect(page.get_by_text("Checkout")).to_be_visible()
    site.documents_down = False
    page.clock.run_for(40_000)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["history", f"incidents/{OLD['id']}"])
def test_what_is_below_a_page_stays_to_be_read_until_its_document_comes(
    visitor: Visitor, site: Site, losing_network: None, path: str
) -> None:
    site.publish(a_page(recent_incidents=[OLD]))
    site.documents_down = True
    page = visitor.open(f"/status/demo-org/{path}")
    expect(page.get_by_text("Out of date, trying again")).to_be_visible()
    expect(page.get_by_text("Long gone.")).to_be_visible()
    site.documents_down = False
    page.clock.run_for(40_000)
    expect(page.get_by_text("Out of date, trying again")).to_have_count(0)
    expect(page.get_by_text("Long gone.")).to_be_visible()
    expect(page.get_by_text("Times are in your time zone")).to_be_visible()


def test_a_month_of_history_has_an_address_of_its_own(visitor: Visitor, site: Site, losing_network: None) -> None:
    a_long_history(site)
    page = visitor.open("/status/demo-org/history/2026-09")
    expect(page.get_by_text("Times are in your time zone")).to_be_visible()
    expect(page.get_by_role("heading", level=4)).to_have_text(["Old trouble"])
    page.goto("/status/demo-org/history")
    page.get_by_role("button", name="Show older").click()
    expect(page.get_by_role("heading", level=4)).to_have_text(["New trouble", "Old trouble"])
