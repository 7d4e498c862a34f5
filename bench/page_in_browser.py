"""The public page in Chromium with a phone's CPU (4 times slower), over loopback, with an empty cache.

By turns with a page of the size that cState makes: one file of HTML with its style in it, and nothing else to load.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Figure, middle, ms, report
from bench.running import running_stack
from tests.browser.conftest import CHROMIUM, FLAGS

ROUNDS, SLOWDOWN = 9, 4
PHONE = {"width": 360, "height": 740}
PEER_BYTES = 8_600
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


def load(browser: Browser, url: str, name: str, last: str) -> tuple[float, float, float]:
    """Seconds to the first contentful paint and to the one that shows a service, and the bytes until `last` shows."""
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    page = context.new_page()
    received = _counting(page)
    page.add_init_script(_WATCH.replace("Checkout", name))
    page.goto(url)
    page.get_by_text(last, exact=True).first.wait_for()
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    content = page.evaluate("window.contentAt")
    context.close()
    return paint / 1000, max(paint, content) / 1000, sum(received)


def _counting(page: Page) -> list[float]:
    """Grows with every answer; slows the page's CPU down, too."""
    received: list[float] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    return received


class _Static(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def peer_page(name: str) -> Iterator[str]:
    """The address of a page like cState's: its size, its number of services."""
    row = f'<div class="row"><b>{name}</b><span>Operational</span></div>'
    style = "body{font:16px sans-serif;max-width:50rem;margin:auto}.row{display:flex;padding:1rem}"
    html = f"<!doctype html><title>Status</title><style>{style}</style><main><h1>Status</h1>{row * 9}</main>"
    html += f"<!-- {'x' * (PEER_BYTES - len(html))} -->"
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        Path(folder, "index.html").write_text(html)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Static, directory=folder))
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()


def figures() -> list[Figure]:
    """The medians of visits that each begin with an empty cache."""
    executable = str(CHROMIUM) if Path(CHROMIUM).exists() else None
    with running_stack() as stack, sync_playwright() as playwright:
        name = stack.page()["services"][0]["name"]
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        with peer_page(name) as peer:
            pairs = [
                (load(browser, f"{stack.url}/status/demo-org", name, "Live"), load(browser, peer, name, name))
                for _ in range(ROUNDS)
            ]
        browser.close()
    paint, content, weight = (middle([ours[part] for ours, _ in pairs]) for part in range(3))
    quiet, theirs = (min(visit[side][1] for visit in pairs) for side in range(2))
    peer_content = middle([theirs[1] for _, theirs in pairs])
    beside = ", ".join(f"{name} {kilobytes:g} KB" for name, kilobytes in OTHERS.items())
    return [
        Figure("public page, first contentful paint / 300 ms", ms(paint), paint / CONTENT_SECONDS),
        Figure("public page, time to content / 300 ms", ms(content), content / CONTENT_SECONDS, 1),
        Figure("the same, best of all visits", ms(quiet), quiet / CONTENT_SECONDS),
        Figure(
            "time to content / of a page like cState's", f"{ms(content)} / {ms(peer_content)}", content / peer_content
        ),
        Figure("the same, best of all visits", f"{ms(quiet)} / {ms(theirs)}", quiet / theirs),
        Figure("public page, all bytes / 25 KB", f"{weight / 1024:.1f} KB ({beside})", weight / MOST_BYTES, 1),
    ]


if __name__ == "__main__":
    sys.exit(report(figures()))
