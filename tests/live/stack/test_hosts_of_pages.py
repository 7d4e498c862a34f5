"""Pages on hosts of their own, on the running stack: below the pages' domain, and at a domain that is proven in DNS."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.dns_server import NameServer, name_server
from tests.live.stack.patient import PATIENT
from tests.live.stack.test_reference_pages import BROWSERS
from tests.live.stack.whole import Admin, Reply, Whole, wait_until

OWN = "status.demo.test"


@pytest.fixture(scope="module")
def dns() -> Iterator[NameServer]:
    """The name server that the stack asks."""
    with name_server() as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """It resolves `*.localhost` by itself."""
    with sync_playwright() as playwright:
        path = next((each for each in BROWSERS if Path(each).exists()), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stack(after_a_first_start: Path, tmp_path_factory: pytest.TempPathFactory, dns: NameServer) -> Iterator[Whole]:
    """A stack whose pages have hosts below `pages.test`."""
    folder = tmp_path_factory.mktemp("hosts") / "data"
    shutil.copytree(after_a_first_start, folder)
    made = Whole(folder, module=PATIENT, DNS_SERVERS=dns.address, PAGES_DOMAIN="pages.test").start()
    yield made
    made.stop()


def _at(stack: Whole, host: str, path: str = "/") -> Reply:
    return stack.send("GET", path, Host=f"{host}:{stack.port}")


def test_a_page_on_its_host_is_live_and_its_links_stay_there(stack: Whole, chromium: Browser) -> None:
    admin = stack.admin()
    base = f"http://demo-org.localhost:{stack.port}"
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(base)
    expect(page.locator(".connection.is-live")).to_be_visible()
    incident = admin.send("POST", "/api/incidents", {"title": "Seen live", "impact": "minor"}).json()
    page.get_by_role("link", name="Seen live").first.click()
    expect(page).to_have_url(f"{base}/incidents/{incident['id']}")
    expect(page.get_by_role("heading", name="Seen live")).to_be_visible()
    admin.send("PUT", f"/api/incidents/{incident['id']}/status", {"status": "resolved", "text": "Over."})
    expect(page.get_by_text("Over.")).to_be_visible()
    page.get_by_role("link", name="Current status").click()
    expect(page).to_have_url(f"{base}/")
    expect(page.locator(".connection.is-live")).to_be_visible()
    page.get_by_role("link", name="Full history").click()
    expect(page).to_have_url(f"{base}/history")
    expect(page.get_by_role("link", name="Seen live")).to_be_visible()
    page.goto(f"{base}/uptime")
    expect(page.get_by_role("heading", name="Uptime")).to_be_visible()
    expect(page.get_by_role("link", name="Allclear")).to_have_attribute("href", f"{stack.url}/")
    page.goto(f"{base}/nothing")
    expect(page.get_by_role("link", name="To the front page")).to_have_attribute("href", "/")
    assert [each for each in wrong if "404" not in each] == []
    page.close()


def test_a_page_is_at_its_hosts_with_all_that_is_below_it_and_nothing_else(stack: Whole, dns: NameServer) -> None:
    admin = stack.admin()
    incident = admin.send("POST", "/api/incidents", {"title": "Slow", "impact": "minor"}).json()
    below = f"/incidents/{incident['id']}"
    wait_until(lambda: _at(stack, "demo-org.localhost", below).status == 200)
    found = {"/", "/history", "/uptime", "/subscribe", below, "/history.atom", "/history.rss", "/history.ics"}
    found |= {"/api/v2/summary.json", "/api/status/demo-org", "/badge.svg", "/card", "/oembed.json", "/js/status.js"}
    found |= {"/push.js", "/api/push/public-key"}
    absent = {"/dashboard", "/sign-in", "/api/services", "/api/auth/me", "/admin/init-database", "/health"}
    absent |= {"/_local/outbox", "/status/other", "/api/status/other", "/api", "/index.html", "/openapi.json"}
    for host in ("demo-org.localhost", "DEMO-ORG.Pages.Test", "demo-org.pages.test."):
        wrong = {path: status for path in found if (status := _at(stack, host, path).status) != 200}
        assert wrong == {}, host
        assert {path: _at(stack, host, path).status for path in absent} == dict.fromkeys(absent, 404), host
    for nobody in ("nobody.localhost", "www.pages.test", "pages.test", OWN, "a.b.pages.test", "evil.example"):
        assert _at(stack, nobody).status == 404, nobody
    moved = _at(stack, "demo-org.localhost", f"/status/demo-org{below}")
    assert (moved.status, moved.headers["Location"]) == (301, below)
    assert stack.send("GET", "/status/demo-org").status == 200
    for host in ("127.0.0.1", "localhost", "my-machine", "box.local", "[::1]", "192.0.2.9"):
        assert _at(stack, host, "/status/demo-org").status == 200, host
    page = _at(stack, "demo-org.pages.test", below)
    assert f'<link rel="canonical" href="http://demo-org.pages.test:{stack.port}{below}">'.encode() in page.body
    assert "Set-Cookie" not in page.headers

    claimed = admin.send("POST", "/api/hosts", {"host": OWN}).json()
    dns.texts[claimed["records"][0]["name"]] = [claimed["records"][0]["value"]]
    admin.send("POST", f"/api/hosts/{OWN}/check", {})
    wait_until(lambda: admin.send("GET", f"/api/hosts/{OWN}").json()["state"] == "live")
    address = f"http://{OWN}:{stack.port}"
    canonical = f'rel="canonical" href="{address}{below}"'.encode()
    wait_until(lambda: canonical in stack.send("GET", f"/status/demo-org{below}").body)
    wait_until(lambda: f'href="{address}{below}"'.encode() in _at(stack, OWN, "/history.atom").body)
    wait_until(lambda: _at(stack, OWN, "/api/v2/summary.json").json()["page"]["url"] == address)
    assert _at(stack, OWN, "/api/status/other").status == 404

    assert admin.send("PUT", f"/api/organizations/{_org_id(admin)}", {"slug": "renamed"}).status == 200
    wait_until(lambda: _at(stack, OWN, below).status == 200 and _at(stack, OWN, "/api/status/renamed").status == 200)
    assert admin.send("DELETE", f"/api/hosts/{OWN}").status == 204
    wait_until(lambda: _at(stack, OWN).status == 404)
    wait_until(lambda: b"renamed.pages.test" in stack.send("GET", "/status/renamed").body)


def _org_id(admin: Admin) -> str:
    return str(admin.send("GET", "/api/organizations/current").json()["id"])
