"""/docs and /redoc: they work under the strictest policy, without a third party, and with one's own session."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.reference import SLOWLY
from tests.live.stack.whole import EMAIL, Whole

BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, the system's if there is one."""
    with sync_playwright() as playwright:
        path = next((each for each in BROWSERS if Path(each).exists()), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, shared: Whole) -> Iterator[Page]:
    """A page that says nothing to the console and asks nobody else."""
    page = browser.new_page(base_url=shared.url)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith((shared.url, "data:", "blob:"))] == []


def test_redoc_shows_every_section(page: Page) -> None:
    page.goto("/redoc")
    for name in ("Services", "Incidents", "Maintenance", "Signing in"):
        heading = page.locator("h2").filter(has_text=re.compile(f"^{name}$"))
        expect(heading).to_have_count(1, timeout=SLOWLY)


def test_swagger_ui_tries_a_call_out_in_ones_own_session(page: Page, shared: Whole) -> None:
    page.goto("/docs")
    credentials = {"email": EMAIL, "password": shared.password}
    assert page.request.post("/api/auth/sign-in", data=credentials).ok
    page.get_by_role("button", name="Use my session").click()
    expect(page.get_by_role("status").first).to_contain_text(EMAIL)
    operation = page.locator("#operations-Organizations-get_current_organization")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_policy_allows_nothing_inline_and_nobody_else(shared: Whole, path: str) -> None:
    policy = shared.send("GET", path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
