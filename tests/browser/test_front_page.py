"""The front page: what Allclear is, in words and in a picture."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_front_page_shows_the_product_on_every_screen(visitor: Visitor, width: int, scheme: str) -> None:
    page = visitor.open("/", viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=False)
    picture = page.get_by_role("figure")
    expect(picture.get_by_text("Card payments are slow")).to_be_visible()
    expect(picture.locator("figcaption")).to_contain_text("A status page during an incident")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_picture_of_a_page_is_one_thing_to_those_who_hear_it(visitor: Visitor) -> None:
    page = visitor.open("/")
    expect(page.get_by_role("figure").get_by_role("listitem")).to_have_count(0)
    expect(page.get_by_role("link", name="See the demo page")).to_have_attribute("href", "/status/demo-org")
