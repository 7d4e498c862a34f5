"""A real browser, a site to look at, and a rule: whatever a page says on the console fails its test."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Position,
    expect,
    sync_playwright,
)

from tests.browser.pages import NOW
from tests.browser.site import Site
from tests.browser.slowed import slow_down

CHROMIUM = Path("/usr/bin/chromium")
WITHOUT_A_SCREEN = Path("/usr/bin/chromium-headless-shell")
"""The same browser built without windows, which takes half the CPU."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds, for a machine that has other things to do
NETWORK_LOSS = r"Failed to load resource|WebSocket connection to"
expect.set_options(timeout=PATIENCE)
if slowness := os.environ.get("SLOW"):
    slow_down(float(slowness))


@dataclass
class Console:
    """What pages said, but for what a test expects them to say."""

    said: list[str] = field(default_factory=list)
    expected: str = r"(?!)"

    def listen_to(self, page: Page) -> None:
        """Takes down messages and uncaught errors."""
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _message(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text}")

    def unexpected(self) -> list[str]:
        """What no test asked for."""
        return [each for each in self.said if not re.search(self.expected, each)]


def drawn(page: Page) -> Page:
    """A page of an organization whose scripts have put their own in place of the server's HTML."""
    expect(page.get_by_text("Times are in your time zone")).to_be_visible()
    return page


def across(shown: Locator, share: float, y: float) -> Position:
    """A place within what is shown: a share of its width, and pixels from its top."""
    box = shown.bounding_box()
    assert box
    return {"x": box["width"] * share, "y": y}


@dataclass
class Visitor:
    """Somebody with a browser: opens pages in a fresh window whose clock the test holds."""

    browser: Browser
    site: Site
    console: Console
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "/status/demo-org", script: str = "", **settings: Any) -> Page:
        """The page at `path`, after a `script` of the test's own; settings are the browser context's."""
        given = {"timezone_id": "Europe/Berlin", "locale": "en-GB", **settings}
        context = self.browser.new_context(base_url=self.site.url, **given)
        self.contexts.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        self.console.listen_to(page)
        if given.get("java_script_enabled", True):
            page.clock.install(time=NOW)
        page.goto(path)
        return page


class _Kept:
    """One browser for all tests of this folder, since starting one takes as long as a short test."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def get(self) -> Browser:
        """The browser; it is started anew if it has died."""
        if self._browser is None or not self._browser.is_connected():
            self.close()
            self._playwright = sync_playwright().start()
            executable = next((each for each in (WITHOUT_A_SCREEN, CHROMIUM) if each.exists()), None)
            self._browser = self._playwright.chromium.launch(executable_path=executable, args=FLAGS)
        return self._browser

    def close(self) -> None:
        """Ends it, and Playwright's event loop, which would be in the way of asynchronous tests elsewhere."""
        if self._browser:
            self._browser.close()
        if self._playwright:
            self._playwright.stop()
        self._browser = self._playwright = None


_kept = _Kept()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After the last test of this folder the browser ends."""
    yield
    if nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent):
        _kept.close()


@pytest.fixture
def browser() -> Browser:
    """Without any window of the test before."""
    return _kept.get()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that publishes nothing yet."""
    with Site() as site:
        yield site


@pytest.fixture
def console() -> Iterator[Console]:
    """Empty at the end, or the test fails."""
    console = Console()
    yield console
    assert console.unexpected() == []


@pytest.fixture
def losing_network(console: Console) -> None:
    """For tests that take the server away: the browser itself then reports what it could not reach."""
    console.expected = NETWORK_LOSS


@pytest.fixture
def visitor(browser: Browser, site: Site, console: Console) -> Iterator[Visitor]:
    """Leaves all windows closed."""
    visitor = Visitor(browser, site, console)
    yield visitor
    for context in visitor.contexts:
        context.close()
