"""Signing in by an outside provider: a real OpenID Connect server, in a real browser, under production's policy."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import EASY_GOING, PASSWORD, Person
from tests.browser.dashboard.provider import GRACE, Provider, provider
from tests.live.stack.whole import Admin, Whole

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the real server's own
WAYS = {
    "Example login": {"OIDC_ISSUER": "{issuer}", "OIDC_CLIENT_ID": "allclear", "OIDC_NAME": "Example login"},
    "Clerk": {"CLERK_ISSUER": "{issuer}", "CLERK_CLIENT_ID": "allclear"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Provider]:
    """A provider who knows Grace."""
    with provider() as running:
        yield running


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the stack is told of the provider."""
    return str(request.param)


@pytest.fixture(scope="module")
def trusting(
    way: str, issuer: Provider, after_a_first_start: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Whole]:
    """A stack that trusts that provider."""
    data = tmp_path_factory.mktemp("sso") / "data"
    shutil.copytree(after_a_first_start, data)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in WAYS[way].items():
            environment.setenv(name, value.format(issuer=issuer.issuer))
        stack = Whole(data, module=EASY_GOING).start()
    yield stack
    stack.stop()


@pytest.fixture
def grace(browser: Browser, trusting: Whole, console: Console) -> Iterator[Person]:
    """Somebody with an account there, and none here."""
    context = browser.new_context(base_url=trusting.url)
    context.route(re.compile(r"^https:"), without_third_parties)
    yield Person(context, console)
    context.close()


def without_third_parties(route: Route) -> None:
    """The provider's own pages ask for a style sheet of somebody else's."""
    route.fulfill(body="")


def authorize(page: Page) -> None:
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    page.get_by_role("button", name="grace").first.click()


def is_live(page: Page) -> None:
    expect(page.get_by_role("banner").get_by_text("Live", exact=True)).to_be_visible()


def test_somebody_signs_in_by_a_provider_and_makes_an_organization(grace: Person, way: str) -> None:
    page = grace.open("/sign-up")
    page.get_by_role("button", name=f"Continue with {way}").click()
    authorize(page)
    page.get_by_label("Name of your organization").fill(f"Sso {way}")
    expect(page.get_by_text("is free")).to_be_visible()
    page.get_by_role("button", name="Create status page").click()
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    expect(page.get_by_text("You: Grace Hopper")).to_be_attached()
    is_live(page)

    page.goto("/dashboard/services")
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    page.get_by_role("button", name=f"Continue with {way}").click()
    authorize(page)
    expect(page).to_have_url(re.compile("/dashboard/services$"))
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()

    is_live(page)
    page.goto("/")
    expect(page.get_by_role("link", name="Dashboard")).to_be_visible()


def test_somebody_invited_joins_by_a_provider(grace: Person, trusting: Whole, way: str) -> None:
    ada = {"email": f"ada@{way[:5].lower()}.example", "name": "Ada", "password": PASSWORD}
    owner = Admin(trusting, trusting.send("POST", "/api/auth/sign-up", ada).json()["access_token"])
    trusting.send("POST", "/api/auth/verify-email", {"token": trusting.mailed(ada["email"], "verify-email")})
    assert owner.send("POST", "/api/organizations", {"name": f"Invites {way}"}).status == 201
    link = owner.send("POST", "/api/team/invite", {"email": GRACE["email"], "role": "viewer"}).json()["token"]

    page = grace.open(f"/accept-invitation#token={link}")
    page.get_by_role("button", name=f"Continue with {way}").click()
    authorize(page)
    page.get_by_role("button", name=f"Join Invites {way}").click()
    expect(page.get_by_role("heading", name="Services")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(f"Invites {way}")
    expect(page.get_by_text("changing them needs the role member")).to_be_visible()
    is_live(page)


@pytest.mark.parametrize("wanted", ["/%09/elsewhere.example/", "%2F%2Felsewhere.example"])
def test_a_provider_leads_back_to_this_site(grace: Person, trusting: Whole, way: str, wanted: str) -> None:
    page = grace.open(f"/sign-in?return={wanted}")
    page.get_by_role("button", name=f"Continue with {way}").click()
    authorize(page)
    page.wait_for_url(lambda url: url.startswith(trusting.url) and "code=" not in url)
    assert page.url.startswith(f"{trusting.url}/")


def test_a_provider_that_says_no_is_told_and_can_be_tried_again(grace: Person, way: str) -> None:
    page = grace.open("/sign-in")
    page.get_by_role("button", name=f"Continue with {way}").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("You were not signed in")
    expect(page.get_by_role("button", name=f"Continue with {way}")).to_be_visible()


def test_only_the_pages_that_sign_in_may_talk_to_the_provider(trusting: Whole, issuer: Provider) -> None:
    policies = {
        path: trusting.send("GET", path).headers["Content-Security-Policy"] for path in ("/", "/status/demo-org")
    }
    assert not [path for path, policy in policies.items() if "localhost" in policy or str(issuer.port) in policy]
    for path in ("/sign-in", "/sign-up", "/accept-invitation", "/dashboard", "/dashboard/services"):
        policy = trusting.send("GET", path).headers["Content-Security-Policy"]
        connect = re.search(r"connect-src ([^;]*)", policy)
        assert connect is not None
        assert connect[1].split()[2:] == [issuer.issuer, f"http://127.0.0.1:{issuer.port}"], path
