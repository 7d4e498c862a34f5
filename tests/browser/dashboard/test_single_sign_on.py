"""Signing in by an outside provider: a real OpenID Connect server, in a real browser."""

import re
import warnings
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import Person
from tests.live.stack.whole import Whole

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock  # type: ignore[import-untyped] # ships no types

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the real server's own
GRACE = {"email": "grace@sso.example", "email_verified": True, "name": "Grace Hopper"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider who knows Grace."""
    grace = oidc_provider_mock.User(sub="grace", claims=GRACE)
    with oidc_provider_mock.run_server_in_thread(user_claims=[grace]) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def trusting(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A stack that trusts that provider."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OIDC_ISSUER", issuer)
        environment.setenv("OIDC_CLIENT_ID", "allclear")
        environment.setenv("OIDC_NAME", "Example login")
        stack = Whole(tmp_path_factory.mktemp("sso") / "data").start()
    yield stack
    stack.stop()


@pytest.fixture
def grace(browser: Browser, trusting: Whole, issuer: str, console: Console) -> Iterator[Person]:
    """Somebody with an account there, and none here."""
    context = browser.new_context(base_url=trusting.url, bypass_csp=True)
    context.route("**/*", only_ours)
    context.route(f"{issuer}/**", open_to_browsers)
    yield Person(context, console)
    context.close()


def only_ours(route: Route) -> None:
    """The provider's own pages ask for a style sheet of a third party."""
    route.continue_() if "localhost" in route.request.url or "127.0.0.1" in route.request.url else route.fulfill(
        body=""
    )


def open_to_browsers(route: Route) -> None:
    """A provider for browser applications sends CORS headers and knows clients without a secret; this needs help."""
    if route.request.resource_type != "fetch":
        route.continue_()
        return
    body = route.request.post_data
    answer = route.fetch(post_data=f"{body}&client_secret=any") if body else route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "Access-Control-Allow-Origin": "*"})


def authorize(page: Page) -> None:
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    page.get_by_role("button", name="grace").first.click()


def test_somebody_signs_in_by_a_provider_and_makes_an_organization(grace: Person) -> None:
    page = grace.open("/sign-up")
    page.get_by_role("button", name="Continue with Example login").click()
    authorize(page)
    page.get_by_label("Name of your organization").fill("Sso Org")
    page.get_by_role("button", name="Create status page").click()
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    expect(page.get_by_text("You: Grace Hopper")).to_be_attached()

    page.goto("/dashboard/services")
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    page.get_by_role("button", name="Continue with Example login").click()
    authorize(page)
    expect(page).to_have_url(re.compile("/dashboard/services$"))
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()


def test_a_provider_that_says_no_is_told_and_can_be_tried_again(grace: Person) -> None:
    page = grace.open("/sign-in")
    page.get_by_role("button", name="Continue with Example login").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("You were not signed in")
    expect(page.get_by_role("button", name="Continue with Example login")).to_be_visible()
