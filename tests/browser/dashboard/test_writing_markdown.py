"""Writing with Markdown: seen before it is posted, and drawn alike for whoever reads it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import drawn
from tests.browser.dashboard.conftest import Town
from tests.browser.test_page_quality import violations
from tests.waiting import wait_until

TEXT = (
    "We **know** the *cause*: `disk full`.\n\n1. Stop\n2. Clean\n\n> Sorry\n\n"
    "See [the guide](https://example.com/guide) or https://example.com/a_b_c.\n\n```\nrm *.log\n```"
)
HOSTILE = "<img src=x onerror=\"document.title='owned'\"> [x](javascript:document.title='owned') **real**"


def assert_drawn(shown: Locator) -> None:
    """All of TEXT, in elements."""
    expect(shown.locator("strong").get_by_text("know", exact=True)).to_be_visible()
    expect(shown.locator("em")).to_have_text("cause")
    expect(shown.locator("ol:not(.timeline) > li")).to_have_text(["Stop", "Clean"])
    expect(shown.locator("blockquote")).to_have_text("Sorry")
    expect(shown.locator("pre > code")).to_have_text("rm *.log")
    guide = shown.get_by_role("link", name="the guide")
    expect(guide).to_have_attribute("href", "https://example.com/guide")
    expect(guide).to_have_attribute("rel", "noopener nofollow")
    expect(shown.get_by_role("link", name="https://example.com/a_b_c")).to_be_visible()


def incidents_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Open incidents")


def test_what_a_preview_shows_is_what_visitors_read(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    incident = owner.call("POST", "/api/incidents", {"title": "Slow"})
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_text("Live", exact=True)).to_be_visible()
    page = owner.open_dashboard(f"/dashboard/incidents/{incident['id']}")
    box = page.get_by_label("Message")
    box.fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    assert_drawn(page.get_by_role("status", name="Preview"))
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Preview").click()
    expect(box).to_have_value(TEXT)
    page.get_by_role("button", name="Post update").click()
    assert_drawn(incidents_of(visitor))
    wait_until(lambda: b"disk full" in town.stack.send("GET", f"/status/{slug}").body)
    reader = town.visitor(java_script_enabled=False).open(f"/status/{slug}")
    assert_drawn(incidents_of(reader))


def test_html_and_scripts_in_a_text_are_only_text(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    owner.call("POST", "/api/incidents", {"title": "Slow", "description": HOSTILE})
    page = drawn(town.visitor().open(f"/status/{slug}"))
    shown = incidents_of(page)
    expect(shown).to_contain_text('<img src=x onerror="document.title')
    expect(shown.locator("strong").get_by_text("real", exact=True)).to_be_visible()
    expect(shown.locator("img")).to_have_count(0)
    assert not [each for each in shown.get_by_role("link").all() if "javascript" in (each.get_attribute("href") or "")]
    expect(page).not_to_have_title("owned")


def test_keys_put_marks_around_what_is_selected(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/incidents/new")
    box = page.get_by_label("First update")
    box.fill("now")
    box.select_text()
    page.keyboard.press("Control+b")
    expect(box).to_have_value("**now**")
    page.keyboard.press("Control+b")
    expect(box).to_have_value("now")
    page.keyboard.press("Control+i")
    expect(box).to_have_value("*now*")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("now")


def test_the_page_beside_branding_shows_markdown_as_it_is_written(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/organization/branding")
    page.get_by_label("About").fill("We **run** it")
    expect(page.locator(".preview-frame .about strong")).to_have_text("run")


def test_a_preview_that_cannot_be_had_says_why(town: Town, losing_network: None) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/incidents/new")
    shown = page.get_by_role("status", name="Preview")
    page.get_by_role("button", name="Preview").click()
    expect(shown).to_have_text("Nothing is written yet.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_label("First update").fill("*x* \u202e")
    page.get_by_role("button", name="Preview").click()
    expect(shown).to_contain_text("control characters")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_a_preview_nor_in_what_is_drawn(town: Town, width: int, scheme: str) -> None:
    owner, slug = town.owner(
        "Ada", "API", bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    owner.call("POST", "/api/incidents", {"title": "Slow", "description": TEXT})
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("First update").fill(TEXT)
    page.get_by_text("Markdown", exact=True).click()
    page.get_by_role("button", name="Preview").click()
    assert_drawn(page.get_by_role("status", name="Preview"))
    assert violations(page) == []
    page = drawn(owner.open(f"/status/{slug}"))
    assert_drawn(incidents_of(page))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
