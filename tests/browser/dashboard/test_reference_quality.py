"""/docs and /redoc with some of each kind of what they show: access in every state, scheme and size of window."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import reference
from tests.browser.dashboard.conftest import Town
from tests.browser.dashboard.test_dashboard_quality import found_in

DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(14, 17, 22)"
AT_ONCE: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce"}  # no colour on its way to another
LOOKED_AT = {"authorizing", "writing", "schema"}  # what was opened before stays open
sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def too_wide(page: Page, size: ViewportSize) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") > size["width"])


@sizes
def test_axe_finds_nothing_on_docs(town: Town, size: ViewportSize) -> None:
    owner, _ = town.owner(viewport=size, **AT_ONCE)
    reference.with_some_of_each_kind(owner.context)
    page = owner.open("/docs")
    page.get_by_role("button", name="Use my session").click()
    expect(page.get_by_role("status").filter(has_text=owner.email)).to_be_visible()
    found, wide = [], []
    for state, act in reference.DOCS.items():
        act(page)
        found += found_in(page, state) if state in LOOKED_AT else []
        wide += [state] if too_wide(page, size) else []
    assert (found, wide) == ([], [])
    expect(page).to_have_url(re.compile("#/Incidents/open_incident$"))


@sizes
def test_axe_finds_nothing_on_redoc(town: Town, size: ViewportSize) -> None:
    """ReDoc shows all of it at once: everything is folded out first, and looked at once."""
    visitor = town.visitor(viewport=size, **AT_ONCE)
    reference.with_some_of_each_kind(visitor.context)
    page = visitor.open("/redoc")
    for act in reference.REDOC.values():
        act(page)
    assert found_in(page, "everything") == []
    assert not too_wide(page, size)


def test_the_reference_follows_the_scheme_while_it_is_open(town: Town) -> None:
    visitor = town.visitor()
    reference.with_some_of_each_kind(visitor.context)
    for path, heading in (("/docs", "h1"), ("/redoc", "h2")):
        page = visitor.open(path)
        title = page.locator(f"#reference {heading}").first
        title.wait_for(timeout=reference.SLOWLY)
        for scheme, ground, ink in (("light", LIGHT, "rgb(26, 31, 38)"), ("dark", DARK, "rgb(231, 234, 238)")):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            expect(page.locator("body")).to_have_css("background-color", ground)
            expect(title).to_have_css("color", ink)
