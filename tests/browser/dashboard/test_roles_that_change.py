"""A role changes while the dashboard is open: no button that would be refused, and nothing written is lost."""

import pytest
from playwright.sync_api import Page, Response, Route, expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import Person, Town

REFUSED = r"status of 40[34]"


@pytest.fixture(autouse=True)
def refusals(console: Console) -> None:
    """The browser notes in its console what the API refuses."""
    console.expected = REFUSED


def a_team(town: Town, role: str) -> tuple[Person, Person]:
    owner, _ = town.owner("Ada", "API")
    return owner, town.colleague(owner, role, "Grace")


def a_team_that_is_refused(town: Town, role: str) -> tuple[Person, Person]:
    """A team whose pages learn of another role when a change is refused, and not before, by what they read."""
    owner, grace = a_team(town, role)
    refused: set[Page] = set()

    def note(response: Response) -> None:
        if response.status in {403, 404} and response.request.method != "GET":
            refused.add(response.frame.page)

    def answer(route: Route) -> None:
        if route.request.frame.page in refused:
            route.continue_()
        else:
            route.fulfill(json={"role": role})

    grace.context.on("response", note)
    grace.context.route("**/api/team/members/me", answer)
    return owner, grace


def make(owner: Person, role: str) -> None:
    members = owner.call("GET", "/api/team/members")["items"]
    grace = next(member for member in members if member["name"] == "Grace")
    owner.call("PUT", f"/api/team/members/{grace['id']}", {"role": role})


def remove(owner: Person) -> None:
    members = owner.call("GET", "/api/team/members")["items"]
    grace = next(member for member in members if member["name"] == "Grace")
    owner.call("DELETE", f"/api/team/members/{grace['id']}")


def only_looks(page: Page) -> None:
    expect(page.get_by_text("changing them needs the role member")).to_be_visible()
    expect(page.get_by_role("button", name="Add service")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit API")).to_have_count(0)
    expect(page.get_by_role("group", name="Status of API")).to_have_count(0)


def test_buttons_go_at_the_first_refusal(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "member")
    page = grace.open_dashboard()
    status = page.get_by_role("group", name="Status of API")
    expect(status).to_be_visible()
    make(owner, "viewer")
    status.get_by_role("button", name="Major outage").click()
    only_looks(page)
    expect(page.get_by_role("listitem").filter(has_text="API")).to_contain_text("Operational")


def test_buttons_go_when_something_happens_on_the_page(town: Town) -> None:
    owner, grace = a_team(town, "member")
    page = grace.open_dashboard()
    expect(page.get_by_role("button", name="Add service")).to_be_visible()
    page.clock.install()
    make(owner, "viewer")
    page.clock.fast_forward(5000)
    owner.call("POST", "/api/services", {"name": "Website"})
    expect(page.get_by_text("Website")).to_be_visible()
    only_looks(page)


def test_buttons_go_and_come_when_somebody_moves_on(town: Town) -> None:
    owner, grace = a_team(town, "viewer")
    page = grace.open_dashboard()
    only_looks(page)
    make(owner, "member")
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name="Services").click()
    expect(page.get_by_role("button", name="Add service")).to_be_visible()


def test_what_was_written_stays_when_the_role_goes(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "member")
    page = grace.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("Card payments are failing")
    page.get_by_label("First update").fill("We have found the cause.")
    make(owner, "viewer")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_text("Your role is viewer now, and this needs the role member.")).to_be_visible()
    expect(page.get_by_role("button", name="Open incident")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("Card payments are failing")
    expect(page.get_by_label("First update")).to_have_value("We have found the cause.")
    make(owner, "member")
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name="Incidents").click()
    page.get_by_role("link", name="Open incident").click()
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", name="Card payments are failing")).to_be_visible()


def test_an_update_half_written_stays_and_an_empty_box_goes(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "member")
    paths = [
        f"/dashboard/incidents/{owner.call('POST', '/api/incidents', {'title': title})['id']}"
        for title in ("Slow", "Slower")
    ]
    writing, looking = (grace.open_dashboard(path) for path in paths)
    writing.get_by_label("Message").fill("A cold cache.")
    make(owner, "viewer")
    writing.get_by_role("button", name="Post update").click()
    expect(writing.get_by_text("Your role is viewer now")).to_be_visible()
    expect(writing.get_by_role("button", name="Post update")).to_have_count(0)
    expect(writing.get_by_label("Message")).to_have_value("A cold cache.")
    looking.get_by_role("button", name="Delete").click()
    looking.get_by_role("button", name="Delete incident").click()
    expect(looking.get_by_label("Message")).to_have_count(0)
    for page in (writing, looking):
        expect(page.get_by_role("button", name="Edit")).to_have_count(0)
        expect(page.get_by_role("button", name="Delete")).to_have_count(0)


def test_an_open_dialog_keeps_its_words(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "member")
    page = grace.open_dashboard()
    page.get_by_role("button", name="Edit API").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Description").fill("Everything that programs call.")
    make(owner, "viewer")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Your role is viewer now")).to_be_visible()
    expect(dialog.get_by_role("button", name="Save")).to_have_count(0)
    expect(dialog.get_by_label("Description")).to_have_value("Everything that programs call.")
    dialog.get_by_role("button", name="Cancel").click()
    only_looks(page)


def test_settings_being_written_stay_and_their_tabs_go(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "admin")
    page = grace.open_dashboard("/dashboard/organization/branding")
    page.get_by_label("Footer").fill("Ask us anything.")
    make(owner, "member")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your role is member now, and this needs the role admin.")).to_be_visible()
    expect(page.get_by_label("Footer")).to_have_value("Ask us anything.")
    expect(page.get_by_role("link", name="API keys")).to_have_count(0)


def test_who_was_removed_is_told_and_keeps_what_they_wrote(town: Town) -> None:
    owner, grace = a_team_that_is_refused(town, "member")
    page = grace.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("Card payments are failing")
    remove(owner)
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("alert").filter(has_text="You are not a member of Org of Ada any more")).to_be_visible()
    expect(page.get_by_role("button", name="Open incident")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("Card payments are failing")
    page.get_by_role("link", name="Go to your organizations").click()
    expect(page.get_by_role("heading", name="Create your status page")).to_be_visible()
