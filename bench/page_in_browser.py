"""The public page in Chromium with a phone's CPU (4 times slower), over loopback, with an empty cache."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Figure, middle, ms, report
from bench.running import running_stack
from tests.browser.conftest import CHROMIUM, FLAGS

ROUNDS, SLOWDOWN = 9, 4
PHONE = {"width": 360, "height": 740}
MOST_BYTES, CONTENT_SECONDS = 25 * 1024, 0.3
OTHERS = {"cState": 8.6, "Kener": 47.0, "the original": 147.0, "Gatus": 181.0, "Uptime Kuma": 662.0}
"""Kilobytes of a page of theirs, as they were weighed; cState's is its HTML alone."""
_WATCH = """
const shown = "boolean(//main//text()[contains(., 'Checkout')][not(ancestor::noscript)])";
new MutationObserver((_, observer) => {
  if (document.evaluate(shown, document, null, XPathResult.BOOLEAN_TYPE).booleanValue) {
    window.contentAt = performance.now();
    observer.disconnect();
  }
}).observe(document, {childList: true, subtree: true, characterData: true});
"""
"""Reads no layout, which would be the slowest thing on the page."""


def load(browser: Browser, url: str, name: str) -> tuple[float, float, float]:
    """Seconds to the first contentful paint and to the first service, and the bytes that came over the wire."""
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    page = context.new_page()
    received = _counting(page)
    page.add_init_script(_WATCH.replace("Checkout", name))
    page.goto(url)
    page.get_by_text(name).first.wait_for()
    page.wait_for_load_state("networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    content = page.evaluate("window.contentAt")
    context.close()
    return paint / 1000, content / 1000, sum(received)


def _counting(page: Page) -> list[float]:
    """Grows with every answer; slows the page's CPU down, too."""
    received: list[float] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    return received


def figures() -> list[Figure]:
    """The medians of visits that each begin with an empty cache."""
    executable = str(CHROMIUM) if Path(CHROMIUM).exists() else None
    with running_stack() as stack, sync_playwright() as playwright:
        name = stack.page()["services"][0]["name"]
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        visits = [load(browser, f"{stack.url}/status/demo-org", name) for _ in range(ROUNDS)]
        browser.close()
    paint, content, weight = (middle([visit[part] for visit in visits]) for part in range(3))
    beside = ", ".join(f"{name} {kilobytes:g} KB" for name, kilobytes in OTHERS.items())
    return [
        Figure("public page, first contentful paint / 300 ms", ms(paint), paint / CONTENT_SECONDS),
        Figure("public page, time to content / 300 ms", ms(content), content / CONTENT_SECONDS, 1),
        Figure("public page, all bytes / 25 KB", f"{weight / 1024:.1f} KB ({beside})", weight / MOST_BYTES, 1),
    ]


if __name__ == "__main__":
    sys.exit(report(figures()))
