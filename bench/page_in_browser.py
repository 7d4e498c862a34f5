"""The public page in Chromium with a phone's CPU (4 times slower), over loopback, with an empty cache.

By turns with a page of the size that cState makes: one file of HTML with its style in it, and nothing else to load.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.async_api import Browser, async_playwright

from bench.devtools import Tab, tab
from bench.figures import Figure, middle, ms, report
from bench.running import running_stack
from tests.browser.conftest import CHROMIUM, FLAGS

ROUNDS, SLOWDOWN = 15, 4
WIDTH, HEIGHT = 360, 740
SETTLING = 1.0
"""Seconds in which a new window is drawn, on the same cores: a visitor's browser is open already."""
PEER_BYTES = 8_600
MOST_BYTES, CONTENT_SECONDS = 32 * 1024, 0.3
OTHERS = {"cState": 8.6, "Kener": 47.0, "the original": 147.0, "Gatus": 181.0, "Uptime Kuma": 662.0}
"""Kilobytes of a page of theirs, as they were weighed; cState's is its HTML alone."""
_TIMES = """(() => {
  const [{startTime: paint}] = performance.getEntriesByName("first-contentful-paint");
  const [{domInteractive: parsed}] = performance.getEntriesByType("navigation");
  return [paint, Math.max(paint, parsed)];
})()"""
"""The content is in the HTML: it is there once that is parsed and something is painted."""

Visit = tuple[float, float]


@asynccontextmanager
async def opened(browser: Browser, url: str, *more: str) -> AsyncIterator[Tab]:
    """The page, once something is painted; `more` of Chromium's reports are wanted."""
    async with tab(browser, WIDTH, HEIGHT) as page:
        await page.send("Page.enable")
        await page.send("Page.setLifecycleEventsEnabled", enabled=True)
        for domain in more:
            await page.send(f"{domain}.enable")
        await page.send("Emulation.setCPUThrottlingRate", rate=SLOWDOWN)
        await asyncio.sleep(SETTLING)
        await page.send("Page.navigate", url=url)
        await page.passes("firstContentfulPaint")
        yield page


async def visit(browser: Browser, url: str, last: str) -> Visit:
    """Seconds to the first contentful paint and to the content; returns once `last` shows."""
    async with opened(browser, url) as page:
        await page.becomes(_shows(last))
        paint, content = await page.value(_TIMES)
    return paint / 1000, content / 1000


async def weigh(browser: Browser, url: str, last: str) -> int:
    """Bytes until `last` shows; in a visit that is not timed, since each request is reported meanwhile."""
    async with opened(browser, url, "Network") as page:
        await page.becomes(_shows(last))
        answers = [event["params"] for event in page.events if event["method"] == "Network.loadingFinished"]
    return sum(answer["encodedDataLength"] for answer in answers)


def _shows(text: str) -> str:
    return f"document.body.innerText.includes({json.dumps(text)})"


async def visits(executable: str | None, ours: str, peer: str, name: str) -> tuple[list[tuple[Visit, Visit]], int]:
    """Of ours and of the peer's, by turns; and what ours weighs."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        weight = await weigh(browser, ours, "Live")
        found = [(await visit(browser, ours, "Live"), await visit(browser, peer, name)) for _ in range(ROUNDS)]
        await browser.close()
    return found, weight


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
    executable = str(CHROMIUM) if CHROMIUM.exists() else None
    with running_stack() as stack:
        name = stack.page()["services"][0]["name"]
        assert f">{name}<".encode() in stack.send("GET", "/status/demo-org").body.partition(b"<script")[0]
        with peer_page(name) as peer:
            pairs, weight = asyncio.run(visits(executable, f"{stack.url}/status/demo-org", peer, name))
    paint, content = (middle([ours[part] for ours, _ in pairs]) for part in range(2))
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
        Figure("public page, all bytes / 32 KB", f"{weight / 1024:.1f} KB ({beside})", weight / MOST_BYTES, 1),
    ]


if __name__ == "__main__":
    sys.exit(report(figures()))
