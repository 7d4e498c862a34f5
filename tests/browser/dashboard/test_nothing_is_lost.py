"""Reloads, expired sessions, lost networks and colleagues: no words disappear, and none are overwritten unseen."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.dashboard.conftest import PASSWORD, Person, Town

Handler = Callable[[Route], None]


def an_incident(owner: Person, title: str = "Slow API") -> str:
    incident = owner.call("POST", "/api/incidents", {"title": title, "description": "We look."})
    return str(incident["id"])


def without_session(page: Page) -> None:
    """As when the token has expired and the refresh cookie, too."""
    page.context.clear_cookies()
    page.route("**/api/incidents/**", refused_once())


def refused_once() -> Handler:
    refused: list[str] = []

    def handle(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route.request.url)
        problem = {"title": "Unauthorized", "status": 401, "detail": "The token has expired."}
        route.fulfill(status=401, content_type="application/problem+json", body=json.dumps(problem))

    return handle


def test_an_update_being_written_survives_a_reload(town: Town) -> None:
    owner, _ = town.owner()
    page = owner.open_dashboard(f"/dashboard/incidents/{an_incident(owner)}")
    page.get_by_label("Message").fill("We have found")
    page.get_by_role("radio", name="Identified").check()
    page.reload()
    expect(page.get_by_label("Message")).to_have_value("We have found")
    expect(page.get_by_role("radio", name="Identified")).to_be_checked()
    page.get_by_role("button", name="Post update and mark identified").click()
    expect(page.get_by_role("region", name="Updates")).to_contain_text("We have found")
    expect(page.get_by_label("Message")).to_have_value("")  # it is on the page before its answer is here
    page.reload()
    expect(page.get_by_label("Message")).to_have_value("")


def test_an_incident_being_opened_survives_a_reload(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("Card payments")
    page.get_by_role("checkbox", name="API").check()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Card payments")
    expect(page.get_by_role("checkbox", name="API")).to_be_checked()


def test_an_expired_session_asks_in_place_and_then_goes_on(town: Town, losing_network: None) -> None:
    owner, _ = town.owner()
    page = owner.open_dashboard(f"/dashboard/incidents/{an_incident(owner)}")
    page.get_by_label("Message").fill("Still here.")
    without_session(page)
    page.get_by_role("button", name="Post update").click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Email address")).to_have_value(owner.email)
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("region", name="Updates")).to_contain_text("Still here.")
    expect(page.get_by_role("listitem").filter(has_text="Still here.")).to_have_count(1)


def test_without_a_session_the_dashboard_leads_to_signing_in_and_back(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = town.visitor().open("/dashboard/maintenance")
    expect(page).to_have_url(re.compile(r"/sign-in\?return=%2Fdashboard%2Fmaintenance"))
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Maintenance", exact=True)).to_be_visible()


def test_signing_out_in_one_tab_is_noticed_in_the_other(town: Town, losing_network: None) -> None:
    """What the other asks at that moment is refused."""
    owner, _ = town.owner("Ada", "API")
    first, second = owner.open_dashboard(), owner.open_dashboard("/dashboard/incidents")
    first.get_by_text("You: Ada").locator("..").click()
    first.get_by_role("button", name="Sign out").click()
    expect(first.get_by_role("link", name="Create a status page")).to_be_visible()
    expect(second.get_by_role("dialog", name="Sign in again")).to_be_visible()


def test_two_tabs_that_start_at_once_are_both_signed_in(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    pages = [owner.context.new_page() for _ in range(3)]
    for page in pages:
        page.goto("/dashboard/services", wait_until="commit")
    for page in pages:
        expect(page.get_by_role("group", name="Status of API")).to_be_visible()


def test_what_both_edited_is_shown_and_chosen(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "member")
    incident = an_incident(owner, "Slow")
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Slow in Europe")
    grace.call("PUT", f"/api/incidents/{incident}", {"title": "Slow in Asia", "impact": "major"})
    dialog.get_by_role("button", name="See what changed").click()
    changed = dialog.get_by_role("group", name="What somebody else changed")
    expect(changed).to_contain_text("Theirs: Slow in Asia")
    expect(changed).to_contain_text("Yours: Slow in Europe")
    expect(dialog.get_by_label("Impact")).to_have_value("major")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="Slow in Europe")).to_be_visible()
    assert owner.call("GET", f"/api/incidents/{incident}")["impact"] == "major"


def test_a_stale_save_is_refused_and_then_merged(town: Town, losing_network: None) -> None:
    owner, _ = town.owner("Ada", "API")
    service = owner.call("GET", "/api/services")["items"][0]
    page = owner.open_dashboard()
    page.get_by_role("button", name="Edit API").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Description").fill("Ours.")
    page.route("**/api/services/**", overtaken(owner, service["id"]))
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else changed this meanwhile")
    expect(dialog.get_by_label("Name")).to_have_value("Renamed")
    expect(dialog.get_by_label("Description")).to_have_value("Ours.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("group", name="Status of Renamed")).to_be_visible()
    assert owner.call("GET", f"/api/services/{service['id']}")["description"] == "Ours."


def overtaken(other: Person, service_id: str) -> Handler:
    """A colleague's change that arrives just before this one."""
    done: list[bool] = []

    def handle(route: Route) -> None:
        if not done and route.request.method == "PUT":
            done.append(True)
            other.call("PUT", f"/api/services/{service_id}", {"name": "Renamed"})
        route.continue_()

    return handle


def test_an_update_that_crosses_anothers_is_posted_only_knowingly(town: Town, losing_network: None) -> None:
    owner, _ = town.owner()
    grace = town.colleague(owner, "member")
    incident = an_incident(owner)
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_label("Message").fill("My words.")
    grace.call("POST", f"/api/incidents/{incident}/updates", {"text": "Her words."})
    expect(page.get_by_role("region", name="Updates")).to_contain_text("Her words.")
    page.get_by_role("button", name="Post update").click()
    dialog = page.get_by_role("dialog", name="Somebody else has posted an update")
    expect(dialog).to_contain_text("Her words.")
    dialog.get_by_role("button", name="Post mine as well").click()
    expect(page.get_by_role("region", name="Updates")).to_contain_text("My words.")


def test_a_lost_network_keeps_the_words_and_sending_again_posts_once(town: Town, losing_network: None) -> None:
    owner, _ = town.owner()
    incident = an_incident(owner)
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    page.get_by_label("Message").fill("Once.")
    page.route("**/api/incidents/*/updates", answer_lost_once())
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_text("Allclear cannot be reached. Nothing was lost")).to_be_visible()
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_label("Message")).to_have_value("")
    texts = [update["text"] for update in owner.call("GET", f"/api/incidents/{incident}")["updates"]]
    assert texts.count("Once.") == 1


def answer_lost_once() -> Handler:
    """The server does it, and its answer gets lost on the way."""
    lost: list[bool] = []

    def handle(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(True)
        route.fetch()
        route.abort()

    return handle
