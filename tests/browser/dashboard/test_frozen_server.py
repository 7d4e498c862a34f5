"""The server's process is stopped: connections stay open, and nothing is answered any more."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.dashboard.conftest import Town
from tests.waiting import wait_until


@pytest.fixture
def thawing(town: Town) -> Iterator[None]:
    """Whatever happens, the server goes on at the end: other tests use it, too."""
    yield
    town.stack.thaw()
    wait_until(lambda: town.stack.send("GET", "/health").status == 200)


def runs(page: Page, seconds: int, until: str) -> None:
    """Lets the page's clock run for so many seconds; what the browser itself has to do may take a moment longer.

    tests/browser/test_live_connection.py holds the bound to the second.
    """
    for _ in range(4 * seconds):
        page.clock.run_for(250)
        if page.get_by_text(until).count():
            return
    expect(page.get_by_text(until).first).to_be_visible()


def is_live_again(page: Page) -> None:
    """After no more than a minute of the page's clock, beside the time that the server takes for each try."""
    live, tries = page.get_by_text("Live", exact=True), list[WebSocket]()

    def tried(socket: WebSocket) -> None:
        tries.append(socket)

    page.on("websocket", tried)
    for _ in range(120):
        page.clock.run_for(500)
        page.evaluate("async () => void await (await fetch('/js/live.js', { cache: 'no-store' })).text()")
        if tries:
            wait_until(lambda: live.count() or tries[-1].is_closed())
        if live.count():
            return
    pytest.fail("it is not live again")


def test_live_turns_to_offline_within_20_seconds_of_a_frozen_server(
    town: Town, losing_network: None, thawing: None
) -> None:
    owner, slug = town.owner("Ada", "API")
    public, dashboard = owner.context.new_page(), owner.context.new_page()
    for page, path in ((public, f"/status/{slug}"), (dashboard, "/dashboard/services")):
        page.clock.install()
        page.goto(path)
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
    town.stack.freeze()
    runs(public, 20, "Offline since")
    runs(dashboard, 20, "Offline")
    town.stack.thaw()
    for page in (public, dashboard):
        is_live_again(page)
