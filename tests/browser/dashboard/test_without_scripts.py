"""Every page in a browser that runs no scripts: what is needed, where to go instead, and nothing that only waits."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town

NEEDED = {
    "/sign-in": "Signing in needs JavaScript",
    "/sign-up": "Creating a status page needs JavaScript",
    "/accept-invitation": "Joining an organization needs JavaScript",
    "/forgot-password": "Asking for a new password needs JavaScript",
    "/reset-password": "Choosing a new password needs JavaScript",
    "/verify-email": "Verifying an address needs JavaScript",
    "/dashboard": "The dashboard needs JavaScript",
    "/dashboard/incidents/new": "The dashboard needs JavaScript",
    "/websocket-test": "Trying it here needs JavaScript",
    "/docs": "Trying the API out needs JavaScript",
    "/redoc": "The reference needs JavaScript",
}


@pytest.fixture
def reader(town: Town) -> Person:
    return town.visitor(java_script_enabled=False, viewport={"width": 360, "height": 740})


def shows_nothing_that_waits(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main:visible")).to_have_count(1)
    for waiting in page.locator(".placeholder").all():
        expect(waiting).to_be_hidden()
    for button in page.get_by_role("button").all():
        assert button.evaluate("(each) => each.form !== null || !each.checkVisibility()"), "it works without scripts"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def leads_somewhere(page: Page, reader: Person) -> None:
    """All its links are answered."""
    links = page.locator("a[href^='/']:visible").evaluate_all("(links) => links.map((link) => link.href)")
    assert links
    for link in set(links):
        assert reader.context.request.get(link).ok, link


@pytest.mark.parametrize("path", NEEDED)
def test_a_page_says_what_it_needs_and_where_else_to_go(reader: Person, path: str) -> None:
    page = reader.open(path)
    notice = page.locator("noscript .notice")
    expect(notice).to_contain_text(NEEDED[path])
    expect(notice).to_be_visible()
    expect(notice.get_by_role("link").first).to_be_visible()
    shows_nothing_that_waits(page)
    leads_somewhere(page, reader)


def test_the_front_page_needs_no_scripts(reader: Person) -> None:
    page = reader.open("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("needs JavaScript")).to_have_count(0)
    shows_nothing_that_waits(page)
    leads_somewhere(page, reader)


def test_history_shows_what_happened_and_leads_back(reader: Person, town: Town) -> None:
    document = town.stack.page()
    page = reader.open("/status/demo-org/history")
    expect(page.get_by_role("heading", level=1)).to_contain_text(document["organization"]["name"])
    shown = page.inner_text("body")
    for each in document["active_incidents"] + document["recent_incidents"]:
        assert each["title"] in shown
    expect(page.get_by_role("link", name="Current status")).to_be_visible()
    shows_nothing_that_waits(page)
    leads_somewhere(page, reader)


def test_a_status_page_shows_the_whole_state(reader: Person, town: Town) -> None:
    document = town.stack.page()
    page = reader.open("/status/demo-org")
    expect(page.get_by_role("heading", level=1)).to_contain_text(document["organization"]["name"])
    expect(page.locator(".banner:visible")).to_contain_text(document["status"]["description"])
    shown = page.inner_text("body")
    coming = [each for each in document["maintenance"] if each["status"] not in {"completed", "cancelled"}]
    for each in document["services"]:
        assert each["name"] in shown
    for each in document["active_incidents"] + coming:
        assert each["title"] in shown
    assert "changes by itself in a browser that runs JavaScript" in shown
    shows_nothing_that_waits(page)
    leads_somewhere(page, reader)
