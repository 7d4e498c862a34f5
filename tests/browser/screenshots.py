"""Renews docs/screenshots: `python -m tests.browser.screenshots [name ...]`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import northwind
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.pages import NOW, Document
from tests.browser.site import Site

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 900), (360, 740)


@dataclass(frozen=True)
class Shot:
    """A page in a state, as one viewer sees it."""

    document: Callable[[], Document]
    path: str = ""
    scheme: str = "light"
    size: tuple[int, int] = DESKTOP


SHOTS = {
    "status-operational": Shot(northwind.operational),
    "status-incident": Shot(northwind.incident),
    "status-incident-dark": Shot(northwind.incident, scheme="dark"),
    "status-incident-phone": Shot(northwind.incident, size=PHONE),
    "status-maintenance-phone-dark": Shot(northwind.maintenance, scheme="dark", size=PHONE),
    "status-history": Shot(northwind.operational, "/history"),
}


def take(browser: Browser, site: Site, name: str, shot: Shot) -> None:
    """Writes one picture of what is on the first screen."""
    site.publish(shot.document())
    width, height = shot.size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        timezone_id="Europe/Berlin",
        locale="en-GB",
        device_scale_factor=1.5,
    ) as context:
        page = context.new_page()
        page.clock.install(time=NOW)
        page.goto(f"{site.url}/status/northwind{shot.path}")
        page.get_by_role("contentinfo").wait_for()
        site.wait_for_subscriber()
        page.clock.run_for(100)
        page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """All of them, or those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if CHROMIUM.exists() else None, args=FLAGS)
        for name in sys.argv[1:] or SHOTS:
            take(browser, site, name, SHOTS[name])
        browser.close()


if __name__ == "__main__":
    main()
