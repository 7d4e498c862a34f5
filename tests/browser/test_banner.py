"""The banner on somebody else's site, whose policy allows our host and nothing inline."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

SCRIPT = Path(__file__).parents[2] / "static_site" / "embed" / "banner.js"
OURS, PAGE = "https://status.example.com", "https://status.example.com/status/northwind"
POLICY = (
    f"default-src 'none'; script-src {OURS}; connect-src {OURS} wss://status.example.com; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
OPEN = {"title": "<b>Payments</b> fail", "state": "Investigating", "impact": "major", "url": f"{PAGE}/incidents/1"}
PLANNED = {"title": "Move", "state": "In progress", "impact": "maintenance", "url": f"{PAGE}/maintenance/1"}


class Shop:
    """A site with the banner, and what our host answers it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.sockets: list[WebSocketRoute] = []
        self.subscribed: list[Any] = []
        self.attributes = ""
        self.meanwhile: dict[str, Any] = {"version": 1}
        """What happens between the first look and the subscription."""
        self.document: dict[str, Any] = {"version": 1, "incidents": [], "maintenance": []}
        self.document["page"] = {"id": "01hzy3", "name": "Northwind", "url": PAGE}
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("https://shop.example/", self._html)
        page.route(f"{OURS}/embed/banner.js", lambda route: self._ours(route, SCRIPT.read_text(), "text/javascript"))
        page.route(
            f"{PAGE}/banner.json", lambda route: self._ours(route, json.dumps(self.document), "application/json")
        )
        page.route_web_socket("wss://status.example.com/live", self._live)

    def opened(self, attributes: str = "") -> Page:
        """The shop's page."""
        self.attributes = attributes
        self.page.goto("https://shop.example/")
        return self.page

    def tells(self, version: int, **changes: Any) -> None:
        """A frame, and the document that follows it."""
        self.document |= {"version": version, **changes}
        self.sockets[-1].send(json.dumps({"event": "incident_update", "version": version}))

    def _html(self, route: Route) -> None:
        script = f'<script async src="{OURS}/embed/banner.js" data-page="{PAGE}" {self.attributes}></script>'
        body = f"<!doctype html><title>Shop</title>{script}<h1>Shop</h1>"
        route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def _ours(self, route: Route, body: str, kind: str) -> None:
        route.fulfill(body=body, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    def _live(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(self._subscribe)

    def _subscribe(self, text: str | bytes) -> None:
        self.subscribed.append(json.loads(text))
        self.tells(**self.meanwhile)


@pytest.fixture
def shop(browser: Browser) -> Any:
    """A window of its own."""
    context = browser.new_context()
    shop = Shop(context.new_page())
    yield shop
    context.close()
    assert shop.complaints == []


def test_the_script_is_small() -> None:
    assert len(SCRIPT.read_bytes()) <= 3 * 1024


def test_open_incidents_come_and_go_by_themselves_under_a_strict_policy(shop: Shop) -> None:
    shop.meanwhile = {"version": 2, "incidents": [OPEN, OPEN], "maintenance": [PLANNED]}
    page = shop.opened()
    banner = page.get_by_role("status")
    expect(banner).to_have_text("Northwind: <b>Payments</b> fail (Investigating) and 1 more\u00d7")
    assert shop.subscribed == [{"action": "subscribe_organization", "tenant_id": "01hzy3"}]
    expect(page.get_by_role("link")).to_have_attribute("href", f"{PAGE}/incidents/1")
    page.get_by_role("button", name="Close").click()
    expect(banner).to_have_count(0)
    shop.tells(3, incidents=[{**OPEN, "state": "Monitoring"}])
    expect(banner).to_contain_text("(Monitoring)")
    shop.tells(4, incidents=[])
    expect(banner).to_have_count(0)


def test_maintenance_is_shown_where_it_is_asked_for(shop: Shop) -> None:
    shop.document["maintenance"] = [PLANNED]
    page = shop.opened('data-maintenance data-position="bottom"')
    expect(page.get_by_role("status")).to_contain_text("Northwind: Move (In progress)")
    height = page.evaluate("innerHeight")
    box = page.get_by_role("status").bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == height
