"""What is there before any script has run: the page itself, in the elements the scripts will draw it with."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import northwind
from tests.browser.conftest import Visitor
from tests.browser.pages import Document, a_service
from tests.browser.site import Site

PAGE = "/status/northwind"
OUTLINE = r"""() => {
  const words = ({ childNodes }) => [...childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data);
  const seen = (element) => {
    if (element.matches('time, .freshness > :last-child, .when .muted, .connection, main > p.freshness')) return [];
    const kind = [element.tagName, ...[...element.classList].sort()].join('.');
    if (element.matches('.uptime, .average')) return [kind];
    const given = ['href', 'dir'].map((name) => element.getAttribute(name));
    const said = words(element).join('').replace(/, (starts|ends) in [^)]+/, '').replace(/\s+/g, ' ').trim();
    const own = [kind, ...given, element.open, said];
    return [own.join(' '), ...[...element.children].flatMap(seen)];
  };
  document.querySelector('section[aria-labelledby=past]')?.remove();
  return ['header.masthead', 'main'].flatMap((part) => seen(document.querySelector(part)));
}"""
"""Every element with its classes and words, but for bars and what tells the time in the viewer's zone."""


def of_its_own() -> Document:
    """A page with all that an organization can make its own, and names that are no markup."""
    organization = northwind.ORGANIZATION | {
        "intro_text": "Two lines,\nand https://northwind.example/help.",
        "status_words": {"major_outage": "Down & out"},
        "categories": ["Merchants", "Developers"],
    }
    return northwind.incident() | {
        "organization": organization,
        "services": [*northwind.services(Sandbox="major_outage"), a_service("<b>Loose</b> & free", category="")],
    }


STATES: dict[str, Callable[[], Document]] = {
    "operational": northwind.operational,
    "incident": northwind.incident,
    "maintenance": northwind.maintenance,
    "empty": northwind.empty,
    "its own": of_its_own,
    "many": lambda: northwind.operational() | {"services": [a_service(f"S{n}", category="All") for n in range(40)]},
}


def outline(page: Page) -> list[str]:
    """What stands where."""
    found: list[str] = page.evaluate(OUTLINE)
    return found


@pytest.mark.parametrize("state", STATES)
def test_the_html_says_what_the_scripts_draw(visitor: Visitor, site: Site, state: str) -> None:
    site.publish(STATES[state]())
    drawn = visitor.open(PAGE, timezone_id="UTC")
    expect(drawn.get_by_text("Live", exact=True)).to_be_visible()
    published = visitor.open(PAGE, timezone_id="UTC", java_script_enabled=False)
    expect(published.get_by_role("heading", level=1)).to_be_visible()
    assert outline(published) == outline(drawn)


def test_without_scripts_the_page_can_be_read(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.incident())
    page = visitor.open(PAGE, java_script_enabled=False)
    expect(page.get_by_role("heading", name="Northwind Pay status")).to_be_visible()
    expect(page.get_by_text("Card payments are failing in several regions")).to_be_visible()
    expect(page.get_by_text("23 Nov, 13:59 UTC").first).to_be_visible()
    expect(page.locator("noscript footer")).to_be_visible()


@pytest.mark.parametrize("kind", ["incidents", "maintenance", "past maintenance", "history"])
def test_what_is_below_the_page_reads_the_same_with_scripts_and_without(
    visitor: Visitor, site: Site, kind: str
) -> None:
    document = northwind.incident()
    site.publish(document)
    planned, finished = (each["id"] for each in document["maintenance"])
    path = {
        "incidents": f"incidents/{document['active_incidents'][0]['id']}",
        "maintenance": f"maintenance/{planned}",
        "past maintenance": f"maintenance/{finished}",
        "history": "history",
    }[kind]
    site.documents["/api/status/northwind/incidents"]["maintenance"] = document["maintenance"][1:]
    drawn = visitor.open(f"{PAGE}/{path}", timezone_id="UTC")
    expect(drawn.get_by_text("Times are in your time zone")).to_be_visible()
    site.wait_for_subscriber()
    published = visitor.open(f"{PAGE}/{path}", timezone_id="UTC", java_script_enabled=False)
    expect(published.get_by_role("heading", level=1)).to_be_visible()
    assert outline(published) == outline(drawn)
