"""No parameter of an address leads people away from this site, however it is written."""

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import PASSWORD, Town

ELSEWHERE = (
    "//elsewhere.example/",
    "/\t/elsewhere.example/",
    "/\n/elsewhere.example/",
    "/\r/elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    " //elsewhere.example/",
    "/.//elsewhere.example/",
    "https://elsewhere.example/",
    "https:/\\elsewhere.example/",
    "javascript:document.title='taken over'",
    "java\nscript:document.title='taken over'",
    "data:text/html,taken over",
)


def stayed(page: Page, own: str) -> None:
    """The page is still one of ours, and asked nobody else for anything."""
    assert page.url.startswith(f"{own}/"), page.url
    assert page.title() != "taken over"


@pytest.mark.parametrize("page_of_ours", ["sign-in", "sign-up"])
def test_who_is_signed_in_already_stays_on_this_site(town: Town, page_of_ours: str) -> None:
    owner, _ = town.owner("Ada")
    left: list[str] = []
    for wanted in ELSEWHERE:
        page = owner.context.new_page()
        page.on("request", lambda request: left.append(request.url) if "elsewhere.example" in request.url else None)
        page.goto(f"/{page_of_ours}?return={quote(wanted, safe='')}")
        page.wait_for_url(lambda url: f"/{page_of_ours}" not in url)
        stayed(page, town.stack.url)
        page.close()
    assert [url for url in left if not url.startswith(town.stack.url)] == []


@pytest.mark.parametrize("wanted", ["/%09/elsewhere.example/", "/%0A/elsewhere.example/", "/%0D/elsewhere.example/"])
def test_signing_in_leads_to_the_dashboard_instead(town: Town, wanted: str) -> None:
    owner, _ = town.owner("Ada", "API")
    visitor = town.visitor()
    page = visitor.open(f"/sign-in?return={wanted}")
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{town.stack.url}/dashboard")


def test_the_way_to_the_other_form_keeps_where_to_go_and_nothing_else(town: Town) -> None:
    page = town.visitor().open("/sign-in?return=%2Fdashboard%2Fteam")
    page.get_by_role("link", name="Create an account").click()
    expect(page).to_have_url(f"{town.stack.url}/sign-up?return=%2Fdashboard%2Fteam")


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_what_a_sign_in_by_a_provider_remembers_leads_nowhere_else(town: Town, console: Console, wanted: str) -> None:
    console.expected = "issuer.example"  # no such provider is configured, and the policy lets nobody ask it
    page = town.visitor().open("/sign-in")
    begun = json.dumps({"issuer": "https://issuer.example", "back": wanted})
    page.evaluate("(begun) => sessionStorage.setItem('allclear.oidc', begun)", begun)
    page.goto("/dashboard?error=access_denied&state=x")
    expect(page.get_by_role("alert")).to_contain_text("You were not signed in")
    stayed(page, town.stack.url)
    page.goto("about:blank")


@pytest.mark.parametrize("path", ["accept-invitation", "reset-password", "verify-email"])
@pytest.mark.parametrize("token", ["..", ".", "../../../auth/me/xxxxxxxxxxxxxxx", "//elsewhere.example/xxxxxxxxx", "x"])
def test_a_token_that_is_none_asks_for_nothing(town: Town, path: str, token: str) -> None:
    page = town.visitor().context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    page.goto(f"/{path}#token={quote(token, safe='')}")
    expect(page.get_by_role("heading", name="This link is not complete")).to_be_visible()
    assert [url for url in asked if "/api/auth/config" not in url] == []
