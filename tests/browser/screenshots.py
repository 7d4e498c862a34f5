"""Renews docs/screenshots: `make screenshots`. With a folder, every page goes there as well, to be looked at."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import northwind
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.every_page import VISITORS, Visit, team_pages
from tests.browser.pages import NOW, Document
from tests.browser.site import Site
from tests.live.stack.whole import EMAIL, Whole

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 900), (360, 740)
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Look:
    """How somebody sees a page."""

    size: tuple[int, int] = DESKTOP
    scheme: Scheme = "light"
    sharpness: float = 1.5


STATUS: dict[str, tuple[Callable[[], Document], str, Look]] = {
    "status-operational": (northwind.operational, "", Look()),
    "status-incident": (northwind.incident, "", Look()),
    "status-incident-dark": (northwind.incident, "", Look(scheme="dark")),
    "status-incident-phone": (northwind.incident, "", Look(PHONE)),
    "status-maintenance-phone-dark": (northwind.maintenance, "", Look(PHONE, "dark")),
    "status-history": (northwind.operational, "/history", Look()),
}
DASHBOARD = {
    "dashboard-overview": ("overview", Look()),
    "dashboard-overview-phone": ("overview", Look(PHONE)),
    "dashboard-services": ("services", Look()),
    "dashboard-incident": ("incident", Look()),
    "dashboard-incident-phone-dark": ("incident", Look(PHONE, "dark")),
    "dashboard-branding": ("branding", Look()),
}
LOOKS = [Look(size, scheme, 1) for size in (PHONE, DESKTOP) for scheme in ("light", "dark")]


@contextmanager
def seen(browser: Browser, url: str, look: Look) -> Iterator[BrowserContext]:
    """A window of somebody who sees things so."""
    width, height = look.size
    with browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme=look.scheme,
        timezone_id="Europe/Berlin",
        locale="en-GB",
        device_scale_factor=look.sharpness,
    ) as context:
        yield context


def of_status_pages(browser: Browser) -> None:
    """From documents made for it: the same picture every time."""
    with Site() as site:
        for name, (document, path, look) in STATUS.items():
            site.publish(document())
            with seen(browser, site.url, look) as context:
                page = context.new_page()
                page.clock.install(time=NOW)
                page.goto(f"/status/northwind{path}")
                page.get_by_role("contentinfo").wait_for()
                site.wait_for_subscriber()
                page.clock.run_for(100)
                page.screenshot(path=FOLDER / f"{name}.png")


def of_the_dashboard(browser: Browser, stack: Whole) -> None:
    """As the demo's admin sees it."""
    for name, (page_name, look) in DASHBOARD.items():
        with seen(browser, stack.url, look) as context:
            page = signed_in(context, stack)
            visit = team_pages(stack)[page_name]
            shown(page, visit)
            page.screenshot(path=FOLDER / f"{name}.png")


def of_every_page(browser: Browser, stack: Whole, folder: Path) -> None:
    """At both sizes and in both schemes, from top to bottom."""
    folder.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        suffix = f"{look.size[0]}-{look.scheme}.png"
        with seen(browser, stack.url, look) as context:
            page = context.new_page()
            for name, visited in VISITORS.items():
                page.goto("about:blank")
                shown(page, visited)
                page.screenshot(path=folder / f"{name}-{suffix}", full_page=visited.full)
        with seen(browser, stack.url, look) as context:
            page = signed_in(context, stack)
            for name, visited in team_pages(stack).items():
                shown(page, visited)
                page.screenshot(path=folder / f"dashboard-{name}-{suffix}", full_page=visited.full)


def signed_in(context: BrowserContext, stack: Whole) -> Page:
    """A window of the demo's admin."""
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(stack.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("banner").get_by_text("Live", exact=True).wait_for()
    return page


def shown(page: Page, visit: Visit) -> None:
    """The page, once nothing on it is waited for any more."""
    page.goto(visit.path)
    page.wait_for_load_state("networkidle")
    page.get_by_role("heading").first.wait_for()
    for placeholder in page.locator(".placeholder").all():
        placeholder.wait_for(state="detached")
    if visit.act:
        visit.act(page)


def main() -> None:
    """The pictures of the documentation, and with a folder as argument every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as data:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if CHROMIUM.exists() else None, args=FLAGS)
        of_status_pages(browser)
        stack = Whole(Path(data) / "data").start()
        try:
            of_the_dashboard(browser, stack)
            for folder in sys.argv[1:]:
                of_every_page(browser, stack, Path(folder))
        finally:
            stack.stop()
            browser.close()


if __name__ == "__main__":
    main()
