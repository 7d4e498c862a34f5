"""Categories: what stands open, what a visitor folded, and what an organization says of them."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.pages import Document, a_frame, a_page, a_service, ago, an_organization
from tests.browser.site import Site

SIZE = 4


def a_large_page(**details: Document) -> Document:
    """Ten categories of four services, of which one in "Group 3" is down."""
    services = [
        a_service(f"Service {group}.{place}", category=f"Group {group}", position=10 * group + place)
        for group in range(10)
        for place in range(SIZE)
    ]
    services[3 * SIZE] |= {"status": "major_outage", "updated_at": ago(minutes=9)}
    told = [
        {"name": name.replace("_", " "), "description": "", "folded": False} | each for name, each in details.items()
    ]
    organization = an_organization(category_details=told)
    return a_page("critical", organization=organization, services=services)


def group(page: Page, number: int) -> Locator:
    """A category, with its head and its services."""
    return page.locator("details.group").filter(has_text=f"Group {number}")


def opened(visitor: Visitor, site: Site, document: Document, **settings: Any) -> Page:
    """The page of a document, live."""
    site.publish(document)
    page = visitor.open(**settings)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    return page


def down(service: Document, **since: float) -> Document:
    """A service as it is after it went down."""
    return service | {"status": "major_outage", "version": service["version"] + 1, "updated_at": ago(**since)}


def test_a_large_page_opens_the_affected_category_alone(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, a_large_page())
    expect(page.locator("details.group[open]")).to_have_count(1)
    expect(page.get_by_text("Service 3.0", exact=True)).to_be_visible()
    expect(page.get_by_text("Service 4.0", exact=True)).to_be_hidden()
    without = visitor.open(java_script_enabled=False)
    expect(without.locator("details.group[open]")).to_have_count(1)
    expect(without.get_by_text("Service 3.0", exact=True)).to_be_visible()


def test_what_a_visitor_folds_and_opens_stays_so_over_changes_and_visits(visitor: Visitor, site: Site) -> None:
    document = a_large_page()
    page = opened(visitor, site, document)
    group(page, 3).locator("summary").click()
    group(page, 5).locator("summary").focus()
    page.keyboard.press("Enter")
    site.wait_for_subscriber()
    site.push(a_frame(document, "service_update", service=document["services"][0] | {"name": "Renamed", "version": 2}))
    expect(group(page, 0)).to_contain_text("Renamed")
    for _ in range(2):
        expect(page.get_by_text("Service 3.0", exact=True)).to_be_hidden()
        expect(page.get_by_text("Service 5.0", exact=True)).to_be_visible()
        page.reload()
        expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_a_newly_affected_category_opens_though_it_was_folded(visitor: Visitor, site: Site) -> None:
    document = a_large_page()
    page = opened(visitor, site, document)
    for number in (3, 6):
        group(page, number).locator("summary").click()
    expect(page.get_by_text("Service 6.0", exact=True)).to_be_visible()
    site.wait_for_subscriber()
    renamed = document["services"][0] | {"name": "Renamed", "version": 2}
    site.push(a_frame(document, "service_update", indicator="critical", version=11, service=renamed))
    expect(group(page, 0)).to_contain_text("Renamed")
    group(page, 6).locator("summary").click()
    expect(page.get_by_text("Service 6.0", exact=True)).to_be_hidden()
    newly = down(document["services"][6 * SIZE])
    site.push(a_frame(document, "service_update", indicator="critical", version=12, service=newly))
    expect(page.get_by_text("Service 6.0", exact=True)).to_be_visible()
    expect(page.get_by_text("Service 3.0", exact=True)).to_be_hidden()
    again = down(document["services"][3 * SIZE + 1])
    site.push(a_frame(document, "service_update", indicator="critical", version=13, service=again))
    expect(page.get_by_text("Service 3.1", exact=True)).to_be_visible()


def test_each_page_remembers_for_itself(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, a_large_page())
    group(page, 3).locator("summary").click()
    other = a_large_page()
    other["organization"] |= {"slug": "other", "id": other["organization"]["id"]}
    site.publish(other)
    page.goto("/status/other")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("Service 3.0", exact=True)).to_be_visible()


def test_a_browser_that_keeps_nothing_still_folds(visitor: Visitor, site: Site) -> None:
    forbidden = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    document = a_large_page()
    page = opened(visitor, site, document, script=forbidden)
    group(page, 3).locator("summary").click()
    expect(page.get_by_text("Service 3.0", exact=True)).to_be_hidden()
    site.wait_for_subscriber()
    site.push(a_frame(document, "service_update", service=document["services"][0] | {"name": "Renamed", "version": 2}))
    expect(group(page, 0)).to_contain_text("Renamed")
    expect(page.get_by_text("Service 3.0", exact=True)).to_be_hidden()


def a_small_page(status: str = "operational") -> Document:
    """One category that the organization wants folded, and describes."""
    told = [{"name": "Regions", "description": "Where your data is kept.", "folded": True}]
    services = [a_service("Zurich", status, category="Regions"), a_service("Website")]
    return a_page(organization=an_organization(category_details=told), services=services, updated_at=ago(minutes=1))


def test_a_category_may_start_folded_and_says_what_it_is(visitor: Visitor, site: Site) -> None:
    document = a_small_page()
    page = opened(visitor, site, document)
    expect(page.get_by_text("Zurich", exact=True)).to_be_hidden()
    page.get_by_text("Regions").click()
    expect(page.get_by_text("Where your data is kept.")).to_be_visible()
    expect(page.get_by_text("Zurich", exact=True)).to_be_visible()
    without = visitor.open(java_script_enabled=False)
    expect(without.get_by_text("Zurich", exact=True)).to_be_hidden()


def test_a_category_that_starts_folded_opens_when_it_is_affected(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, a_small_page("degraded_performance"))
    expect(page.get_by_text("Zurich", exact=True)).to_be_visible()
