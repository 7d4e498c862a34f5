"""/status/{slug}/uptime: a month at a time."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import northwind, uptime
from tests.browser.conftest import Visitor
from tests.browser.pages import NOW, Document, a_frame, an_incident, an_update
from tests.browser.site import Site
from tests.browser.test_page_quality import violations

PATH = "/status/northwind/uptime"


def opened(visitor: Visitor, site: Site, document: Document | None = None, query: str = "", **settings: Any) -> Page:
    """The page of uptime."""
    site.publish(document or northwind.incident())
    page = visitor.open(f"{PATH}{query}", **settings)
    expect(page.get_by_role("slider").first).to_be_visible()
    return page


def row(page: Page, name: str) -> Locator:
    """A service's line."""
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def test_it_shows_this_month_of_every_service_by_category(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site)
    expect(page.get_by_role("heading", name="Uptime")).to_have_text("Uptime November 2026")
    expect(page).to_have_title("Uptime in November 2026 - Northwind Pay")
    expect(page.get_by_role("slider")).to_have_count(9)
    expect(page.locator("main").get_by_role("heading", level=3)).to_have_text(["Payments", "Developers", "Merchants"])
    expect(row(page, "Bank transfers")).to_contain_text("100% uptime")
    expect(row(page, "Card payments")).to_contain_text("99.7% uptime")
    expect(page.locator("header").filter(has_text="Payments")).to_contain_text("99.9%")


def test_months_lead_to_each_other_and_the_address_follows(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site)
    expect(page.get_by_role("link", name="December")).to_have_count(0)
    page.get_by_role("link", name="October 2026").click()
    expect(page.get_by_role("heading", name="Uptime")).to_have_text("Uptime October 2026")
    expect(page).to_have_title("Uptime in October 2026 - Northwind Pay")
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuemax", "31")
    assert page.url.endswith("?month=2026-10")
    page.go_back()
    expect(page.get_by_role("heading", name="Uptime")).to_have_text("Uptime November 2026")
    page.goto(f"{PATH}?month=2026-10")
    expect(page.get_by_role("heading", name="Uptime")).to_have_text("Uptime October 2026")


def test_a_day_tells_what_happened_with_a_link(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site)
    slider = page.get_by_role("slider", name="Webhooks, day by day")
    slider.focus()
    note = page.locator(".note:popover-open")
    expect(note).to_contain_text("30 November 2026")
    expect(note).to_contain_text("yet to come")
    for _ in range(8):
        slider.press("ArrowLeft")
    expect(note).to_contain_text("22 November 2026")
    expect(note.get_by_role("link", name="Delayed webhooks")).to_be_visible()


def test_a_month_that_is_none_is_said_to_be_none(visitor: Visitor, site: Site, losing_network: None) -> None:
    site.publish(northwind.incident())
    page = visitor.open(f"{PATH}?month=1926-13x")
    expect(page.get_by_text("There is no such month")).to_be_visible()
    page.get_by_role("link", name="This month").click()
    expect(page.get_by_role("slider").first).to_be_visible()


def test_a_month_that_cannot_be_loaded_is_tried_again(visitor: Visitor, site: Site, losing_network: None) -> None:
    page = opened(visitor, site)
    site.failing.add("/api/status/northwind/uptime")
    page.get_by_role("link", name="October 2026").click()
    expect(page.get_by_text("cannot be loaded right now")).to_be_visible()
    site.failing.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuemax", "31")


def test_what_happens_now_is_in_the_month_some_seconds_later(visitor: Visitor, site: Site) -> None:
    document = northwind.operational()
    page = opened(visitor, site, document)
    expect(page.get_by_text("Current status")).to_be_visible()
    site.wait_for_subscriber()
    named = document["services"][1] | {"status": "major_outage"}
    incident = an_incident("Fire", [an_update(hours=1)], [named], "critical")
    after = document | {"active_incidents": [incident]}
    month = uptime.month(after, "2026-11", NOW + timedelta(minutes=1))
    site.documents["/api/status/northwind/uptime?month=2026-11"] = month
    site.push(a_frame(document, "incident_created", indicator="critical", incident=incident, services=[named]))
    expect(page).to_have_title("Uptime in November 2026 - Northwind Pay")
    page.clock.run_for(2000)
    expect(row(page, "Bank transfers")).to_contain_text("99.8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(visitor: Visitor, site: Site, scheme: str, width: int) -> None:
    page = opened(visitor, site, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_without_uptime_has_no_such_address(visitor: Visitor, site: Site, losing_network: None) -> None:
    document = northwind.operational()
    document["organization"] = document["organization"] | {"show_uptime": False}
    site.publish(document)
    page = visitor.open(PATH)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Northwind")
