"""What is typed into any form of the dashboard is kept, or asked about, whichever way somebody leaves it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.waiting import wait_until

WORDS = "Typed, and not sent"
Go = Callable[[Page, dict[str, str]], None]


def at(path: str) -> Go:
    return lambda page, ids: void(page.goto(f"/dashboard/{path.format(**ids)}"))


def by(path: str, button: str) -> Go:
    def go(page: Page, ids: dict[str, str]) -> None:
        page.goto(f"/dashboard/{path.format(**ids)}")
        page.get_by_role("button", name=button, exact=True).click()

    return go


def void(_: object) -> None:
    """For what is only done."""


FORMS: dict[str, tuple[Go, str]] = {
    "opening an incident": (at("incidents/new"), "Title"),
    "editing an incident": (by("incidents/{incident}", "Edit"), "Title"),
    "an update": (at("incidents/{incident}"), "Message"),
    "scheduling maintenance": (at("maintenance/new"), "Title"),
    "editing maintenance": (at("maintenance/{maintenance}/edit"), "Title"),
    "adding a service": (by("services", "Add service"), "Name"),
    "editing a service": (by("services", "Edit API"), "Name"),
    "the organization": (at("organization"), "Name"),
    "branding": (at("organization/branding"), "Footer"),
    "an API key": (by("organization/keys", "New key"), "Name"),
    "an invitation": (by("team", "Invite"), "Email address"),
    "one's own name": (at("profile"), "Name"),
    "another organization": (at("new-organization"), "Name of your organization"),
}
DIALOGS = ("editing an incident", "adding a service", "editing a service", "an API key", "an invitation")


def a_world(town: Town) -> tuple[Person, dict[str, str]]:
    owner, _ = town.owner("Ada", "API")
    incident = owner.call("POST", "/api/incidents", {"title": "Slow API"})
    times = {"scheduled_start": "2031-05-06T12:00:00Z", "scheduled_end": "2031-05-06T14:00:00Z"}
    maintenance = owner.call("POST", "/api/maintenance", {"title": "Upgrade", **times})
    return owner, {"incident": incident["id"], "maintenance": maintenance["id"]}


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label).first


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_outlives_a_reload_and_another_section(town: Town, losing_network: None, form: str) -> None:
    go, label = FORMS[form]
    owner, ids = a_world(town)
    page = owner.open_dashboard()
    go(page, ids)
    field(page, label).fill(WORDS)
    go(page, ids)
    expect(field(page, label)).to_have_value(WORDS)
    expect(page.get_by_text("This is your draft")).to_be_visible()
    if form in DIALOGS:
        page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Dashboard").get_by_role("link", name="Templates").click()
    expect(page.get_by_role("status").filter(has_text="is kept as a draft").first).to_be_visible()
    go(page, ids)
    expect(field(page, label)).to_have_value(WORDS)
    page.get_by_role("button", name="Discard draft").click()
    expect(field(page, label)).not_to_have_value(WORDS)
    go(page, ids)
    expect(field(page, label)).not_to_have_value(WORDS)


def test_what_was_sent_is_no_draft_any_more(town: Town) -> None:
    owner, _ = a_world(town)
    page = owner.open_dashboard("/dashboard/organization/branding")
    field(page, "Footer").fill(WORDS)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.reload()
    expect(field(page, "Footer")).to_have_value(WORDS)
    expect(page.get_by_text("This is your draft")).to_have_count(0)


def test_cancel_throws_away_and_can_be_undone(town: Town) -> None:
    owner, _ = a_world(town)
    page = owner.open_dashboard()
    page.get_by_role("button", name="Edit API").click()
    field(page, "Name").fill(WORDS)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Edit API").click()
    expect(field(page, "Name")).to_have_value(WORDS)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Edit API").click()
    expect(field(page, "Name")).to_have_value("API")


def test_a_draft_of_an_edit_meets_what_others_did_meanwhile(town: Town) -> None:
    owner, ids = a_world(town)
    page = owner.open_dashboard(f"/dashboard/incidents/{ids['incident']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    field(page, "Title").fill("Slow in Europe")
    page.keyboard.press("Escape")
    owner.call("PUT", f"/api/incidents/{ids['incident']}", {"title": "Slow in Asia", "impact": "major"})
    page.reload()
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="See what changed").click()
    changed = dialog.get_by_role("group", name="What somebody else changed")
    expect(changed).to_contain_text("Theirs: Slow in Asia")
    expect(changed).to_contain_text("Yours: Slow in Europe")
    expect(dialog.get_by_label("Impact")).to_have_value("major")


def test_drafts_are_of_one_organization(town: Town) -> None:
    owner, _ = a_world(town)
    second = owner.call("POST", "/api/organizations", {"name": "Second", "slug": f"second-{owner.email[3:-12]}-drafts"})
    page = owner.open_dashboard("/dashboard/incidents/new")
    field(page, "Title").fill(WORDS)
    page.goto(f"/dashboard/incidents/new?organization={second['id']}")
    expect(page.get_by_role("banner")).to_contain_text("Second")
    expect(field(page, "Title")).to_have_value("")


def sign_out(page: Page) -> None:
    page.locator("summary").filter(has_text="You: Ada").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_asks_and_then_takes_drafts_along(town: Town, losing_network: None) -> None:
    """What is being asked at that moment is refused."""
    owner, _ = a_world(town)
    page = owner.open_dashboard("/dashboard/incidents/new")
    field(page, "Title").fill(WORDS)
    sign_out(page)
    dialog = page.get_by_role("dialog", name="Sign out without sending?")
    dialog.get_by_role("button", name="Stay here").click()
    expect(field(page, "Title")).to_have_value(WORDS)
    sign_out(page)
    dialog.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Create a status page")).to_be_visible()
    assert page.evaluate("JSON.stringify(localStorage)").find(WORDS) == -1


def half_a_password(town: Town) -> Page:
    owner, _ = a_world(town)
    page = owner.open_dashboard("/dashboard/incidents")
    page.locator("summary").filter(has_text="You: Ada").click()
    page.get_by_role("link", name="Profile and sessions").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("New password", exact=True).fill("a new one for me")
    return page


def test_a_password_is_never_kept_and_leaving_it_asks(town: Town) -> None:
    page = half_a_password(town)
    assert page.evaluate("JSON.stringify(localStorage)").find("a new one for me") == -1
    page.get_by_role("link", name="Team").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Stay here").click()
    expect(page.get_by_label("New password", exact=True)).to_have_value("a new one for me")
    page.go_back()
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()


def test_a_reload_asks_where_nothing_is_kept(town: Town) -> None:
    page = half_a_password(town)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.reload()
    wait_until(lambda: asked == ["beforeunload"])


def test_a_device_that_keeps_nothing_asks_instead(town: Town) -> None:
    owner, _ = a_world(town)
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })")
    field(page, "Title").fill(WORDS)
    page.get_by_role("link", name="Team").click()
    page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Stay here").click()
    expect(field(page, "Title")).to_have_value(WORDS)


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_enter_with_ctrl_or_cmd_sends(town: Town, key: str) -> None:
    owner, ids = a_world(town)
    page = owner.open_dashboard(f"/dashboard/incidents/{ids['incident']}")
    field(page, "Message").fill("A cold cache.")
    page.keyboard.press(key)
    expect(page.get_by_role("region", name="Updates")).to_contain_text("A cold cache.")
    page.goto("/dashboard/organization/branding")
    field(page, "Footer").fill("Ask us.")
    page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_enter_in_a_title_publishes_nothing(town: Town) -> None:
    owner, ids = a_world(town)
    page = owner.open_dashboard("/dashboard/incidents/new")
    field(page, "Title").fill("Half a tit")
    page.keyboard.press("Enter")
    page.goto("/dashboard/maintenance/new")
    field(page, "Title").fill("Half a tit")
    page.keyboard.press("Enter")
    page.goto(f"/dashboard/incidents/{ids['incident']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    field(page, "Title").fill("Half a tit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert [each["title"] for each in owner.call("GET", "/api/incidents")["items"]] == ["Slow API"]
    assert [each["title"] for each in owner.call("GET", "/api/maintenance")["items"]] == ["Upgrade"]
