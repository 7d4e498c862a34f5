"""Mails can be read by everybody: what axe knows of the rules holds for each kind of them, in light and in the dark."""

from collections.abc import Mapping
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.domain.appearance import Tone
from chalicelib.domain.branding import Sender
from chalicelib.mail import subscription_letters
from chalicelib.notifications import letter_html
from tests.browser.test_page_quality import AXE
from tests.notifications import messages

LINKS = (
    "https://status.example.com/subscription?token=a",
    "https://status.example.com/subscription?token=a&unsubscribe=1",
)
LOGO = {"logo_url": "https://acme.example/logo.png", "postal_address": "1 Main Street\nSpringfield"}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}, "resultTypes": ["violations"]}


def _letters() -> Mapping[str, str]:
    text = "We **look** into it: [more](https://example.com/more) of `it`.\n\n> said\n\n- one\n- two"
    incident = messages.told(text, "It *began*.")
    page = subscription_letters.Page("Acme", "https://status.example.com/status/acme", Sender(postal_address="1 Road"))
    return {
        "incident": letter_html.html(messages.rendered(incident, color="#7a1f5c", **LOGO), "Europe/Berlin", LINKS),
        "pale colour": letter_html.html(messages.rendered(incident, color="#ffd54a"), "UTC", LINKS),
        "maintenance": letter_html.html(messages.rendered(messages.maintenance()), "UTC", None),
        "confirm": subscription_letters.confirm("ada@example.com", page, ["API"], LINKS[0]).html,
    }


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("(rules) => axe.run(rules).then(({ violations }) => violations)", RULES)
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mails_can_be_read_by_everybody(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for name, html in _letters().items():
        page.set_content(html)
        found[name] = _violations(page)
        assert page.locator("html").get_attribute("lang") == "en"
    for tone in Tone:
        monkeypatch.setattr(letter_html, "tone", lambda _, tone=tone: tone)
        page.set_content(letter_html.html(messages.rendered(messages.told("Text.")), "UTC", LINKS))
        found[tone.value] = _violations(page)
    page.close()
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
