"""What people write stands in its own direction, in the HTML and as the scripts draw it, and turns nothing around."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, drawn
from tests.browser.pages import (
    Document,
    a_maintenance,
    a_page,
    a_service,
    affected,
    an_incident,
    an_organization,
    an_update,
)
from tests.browser.site import Site

HEBREW, ARABIC = "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627"
UNGUARDED = """(letters) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement: element } = walker.currentNode;
    if (letters.some((word) => data.includes(word)) && !element.closest("[dir=auto]")) found.push(element.outerHTML);
  }
  return found;
}"""
"""Elements that show a person's words and leave their direction to the page."""


def written_from_right_to_left() -> Document:
    """A page on which every word that somebody can choose is Hebrew or Arabic."""
    organization = an_organization(name=HEBREW, description=ARABIC, intro_text=HEBREW, footer_text=ARABIC) | {
        "links": [{"label": HEBREW, "url": "https://example.com"}],
        "status_words": {"major_outage": ARABIC, "operational": HEBREW},
    }
    down = a_service(HEBREW, "major_outage", description=ARABIC, category=HEBREW)
    said = [an_update("identified", f"{ARABIC}\n{HEBREW}", minutes=2), an_update(text=HEBREW, minutes=9)]
    over = [an_update("resolved", ARABIC, days=1), an_update(text=HEBREW, days=3)]
    planned = a_maintenance(HEBREW, description=ARABIC, services=affected(down))
    return a_page(
        "critical",
        organization=organization,
        services=[down, a_service(ARABIC, category="")],
        active_incidents=[an_incident(HEBREW, said, affected(down), "critical")],
        recent_incidents=[an_incident(ARABIC, over)],
        maintenance=[planned],
    )


def unguarded(page: Page) -> list[str]:
    """What does not keep a person's words to themselves."""
    for folded in page.get_by_text("earlier update").all():
        folded.click()
    found: list[str] = page.evaluate(UNGUARDED, [HEBREW, ARABIC])
    return found


@pytest.mark.parametrize("path", ["", "/history", "/incidents/{incident}", "/maintenance/{maintenance}"])
def test_every_word_of_a_person_has_its_own_direction(visitor: Visitor, site: Site, path: str) -> None:
    document = written_from_right_to_left()
    ids = {"incident": document["active_incidents"][0]["id"], "maintenance": document["maintenance"][0]["id"]}
    site.publish(document)
    page = drawn(visitor.open(f"/status/demo-org{path.format(**ids)}"))
    expect(page.get_by_text("Loading")).to_have_count(0)
    assert unguarded(page) == []


def test_every_word_of_a_person_has_its_own_direction_in_the_html(visitor: Visitor, site: Site) -> None:
    site.publish(written_from_right_to_left())
    page = visitor.open(java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert unguarded(page) == []


def test_the_pages_own_words_stay_where_they_were(visitor: Visitor, site: Site) -> None:
    site.publish(written_from_right_to_left())
    page = drawn(visitor.open())
    name, word = page.locator("h1 > span").all()
    assert name.bounding_box()["x"] < word.bounding_box()["x"]  # type: ignore[index] # both are visible
    heading = page.get_by_role("heading", name=HEBREW, level=3).first
    assert heading.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_written_from_right_to_left_does_not_scroll_sideways(visitor: Visitor, site: Site, width: int) -> None:
    site.publish(written_from_right_to_left())
    page = drawn(visitor.open(viewport={"width": width, "height": 800}))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
