"""Pages as on a busy machine, so that a test which reads them too early fails at once and not once in many runs."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

LATENCY = 100
"""Milliseconds for each request."""


def slow_down(times: float) -> None:
    """Every page that opens from now on has so much less of its processor."""
    new_page = BrowserContext.new_page

    def new_slow_page(context: BrowserContext, *given: Any) -> Page:
        page = new_page(context, *given)
        inspector = context.new_cdp_session(page)
        inspector.send("Emulation.setCPUThrottlingRate", {"rate": times})
        network = {"offline": False, "latency": LATENCY, "downloadThroughput": -1, "uploadThroughput": -1}
        inspector.send("Network.enable")
        inspector.send("Network.emulateNetworkConditions", network)
        return page

    BrowserContext.new_page = new_slow_page  # type: ignore[assignment,method-assign] # the one way to every page
