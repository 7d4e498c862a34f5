"""Services that follow somebody else's status page: what a visitor reads of where their status comes from."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.pages import Document, a_frame, a_page, a_service, ago
from tests.browser.site import Site
from tests.browser.test_page_quality import violations

PAGE = "/status/demo-org"
DOCUMENT = f"/api{PAGE}/providers"


def follows(status: str = "operational", **fields: Any) -> Document:
    """What a service follows, as documents hold it."""
    base = {"provider_id": "01kat000000000000000000p1g", "url": "https://status.paymently.example", "name": "Paymently"}
    return {**base, "component_id": "c1", "component": "Card API", "status": status, **fields}


def publish(site: Site, *services: Document, **told: Document) -> Document:
    """A page with these services, and what is `told` of them by their names."""
    document = a_page(services=list(services))
    site.publish(document)
    site.documents[DOCUMENT] = {
        "as_of": ago(),
        "services": {each["id"]: told[each["name"]] for each in services if each["name"] in told},
    }
    return document


def said(status: str = "operational", **since: float) -> Document:
    return {"status": status, "checked_at": ago(**since)}


def row(page: Page, text: str) -> Locator:
    return page.locator("li.service", has_text=text)


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="Current status")


def test_what_is_known_is_shown_with_its_source_and_age_and_is_told_apart_by_id(visitor: Visitor, site: Site) -> None:
    alike = [
        a_service("Payments", description="First"),
        a_service("Payments", description="Second", follows=follows()),
    ]
    document = publish(site, *alike, Payments=said(minutes=3))
    page = visitor.open(PAGE, bypass_csp=True)
    second = row(page, "Second")
    expect(second).to_contain_text("From Paymently: Card API, read 3 minutes ago")
    expect(second.get_by_role("link", name="Paymently")).to_have_attribute("href", "https://status.paymently.example")
    expect(second).to_contain_text("Operational")
    expect(row(page, "First")).not_to_contain_text("Paymently")
    expect(banner(page)).to_contain_text("All systems operational")
    assert violations(page) == []

    site.wait_for_subscriber()
    renamed = {**alike[1], "name": "Cards", "version": 2}
    site.push(a_frame(document, "service_update", service=renamed))
    expect(row(page, "Cards")).to_contain_text("read 3 minutes ago")
    del renamed["follows"]
    site.push(a_frame(document, "service_update", version=12, service={**renamed, "version": 3}))
    expect(page.get_by_text("Paymently")).to_have_count(0)


def test_what_is_stale_is_unknown_also_where_the_server_has_not_noticed(
    visitor: Visitor, site: Site, losing_network: None
) -> None:
    publish(
        site,
        a_service("Payments", category="Shop", follows=follows()),
        a_service("Cards", category="Shop"),
        Payments=said(minutes=19),
    )
    page = visitor.open(PAGE)
    expect(row(page, "Payments")).to_contain_text("Operational")
    page.clock.run_for(120_000)
    expect(row(page, "Payments")).to_contain_text("Not known from Paymently: Card API, read 21 minutes ago")
    expect(row(page, "Payments").locator(".state")).to_have_text("Unknown")
    expect(page.locator("summary .group-state")).to_have_text("Unknown")
    expect(banner(page)).to_contain_text("Status partly unknown")
    expect(page).to_have_title("Status partly unknown - Demo")
    expect(row(page, "Cards")).to_contain_text("Operational")

    site.documents[DOCUMENT]["services"] = {key: said(minutes=-2) for key in site.documents[DOCUMENT]["services"]}
    page.clock.run_for(90_000)
    expect(row(page, "Payments").locator(".state")).to_have_text("Operational")
    expect(banner(page)).to_contain_text("All systems operational")


def test_a_page_that_is_open_learns_of_the_first_service_that_follows_and_of_its_being_unknown(
    visitor: Visitor, site: Site
) -> None:
    before = a_service("Payments")
    document = publish(site, before)
    page = visitor.open(PAGE)
    site.wait_for_subscriber()
    assert not site.requests[DOCUMENT]
    assert not site.requests["/js/page/followed.js"]
    after = {**before, "status": "unknown", "follows": follows("unknown"), "version": 2}
    unknown = {"indicator": "unknown", "description": "Status unknown"}
    frame = a_frame(document, "service_update", service=after)
    site.push({**frame, "data": {**frame["data"], "status": unknown}})
    expect(row(page, "Payments")).to_contain_text("Not known from Paymently: Card API, not read yet")
    expect(row(page, "Payments").locator(".state.tone-idle")).to_have_text("Unknown")
    expect(banner(page)).to_contain_text("Status unknown")
    expect(page.locator(".banner.tone-idle")).to_be_visible()


def test_without_scripts_unknown_is_not_green(visitor: Visitor, site: Site) -> None:
    service = a_service("Payments", "unknown", category="Shop", follows=follows("unknown"))
    status = {"indicator": "unknown", "description": "Status unknown"}
    site.publish(a_page(services=[service]) | {"status": status})
    page = visitor.open(PAGE, java_script_enabled=False)
    expect(row(page, "Payments")).to_contain_text("From Paymently: Card API")
    expect(page.locator(".tone-ok")).to_have_count(0)
    expect(page.locator(".state").get_by_text("Unknown")).to_have_count(2)
