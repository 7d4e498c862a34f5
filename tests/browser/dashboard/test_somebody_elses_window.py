"""Somebody else's page opens one of ours in a new window: it reads nothing, and loses it where one signs in."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Town
from tests.live.stack.whole import wait_until

GUARDED = ("/", "/sign-in", "/dashboard", "/docs", "/redoc", "/websocket-test")


@pytest.fixture
def stranger(town: Town) -> Page:
    """A page of another origin, which opened our status page in a new window, `theirs`."""
    stranger = town.visitor().open(f"http://localhost:{urlsplit(town.stack.url).port}/status/demo-org")
    with stranger.expect_popup() as opened:
        stranger.evaluate("(url) => { window.theirs = open(url); }", f"{town.stack.url}/status/demo-org")
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    return stranger


def test_it_can_read_nothing(stranger: Page) -> None:
    assert not stranger.evaluate("theirs.closed")
    for part in ("document", "localStorage", "location.href"):
        found = stranger.evaluate(
            f"(() => {{ try {{ return theirs.{part}; }} catch (error) {{ return error.name; }} }})()"
        )
        assert found == "SecurityError", part


@pytest.mark.parametrize("path", GUARDED)
def test_its_hold_ends_where_somebody_may_be_signed_in(town: Town, stranger: Page, path: str) -> None:
    stranger.evaluate("(url) => { theirs.location = url; }", f"{town.stack.url}{path}")
    wait_until(lambda: stranger.evaluate("theirs.closed"))
