"""A member who is removed may own API keys: what becomes of them is asked, and nothing goes on unseen."""

from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town


def a_team_with_keys(town: Town, *names: str) -> tuple[Person, Person]:
    owner, _ = town.owner("Ada", "API")
    grace = town.colleague(owner, "admin", "Grace")
    for name in names:
        grace.call("POST", "/api/api-keys", {"name": name, "scope": "write"})
    return owner, grace


def removing_grace(owner: Person) -> Page:
    page = owner.open_dashboard("/dashboard/team")
    page.get_by_role("button", name="Remove Grace").click()
    expect(page.get_by_role("dialog", name="Remove Grace?")).to_be_visible()
    return page


def names_of_keys(owner: Person) -> dict[str, bool]:
    """Whether each has an owner, by name."""
    return {key["name"]: key["owner"] is not None for key in owner.call("GET", "/api/api-keys")["items"]}


def test_nothing_is_removed_before_it_is_said_what_becomes_of_the_keys(town: Town) -> None:
    owner, _ = a_team_with_keys(town, "Deploys", "Monitoring")
    page = removing_grace(owner)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Grace owns 2 API keys")
    expect(dialog.get_by_role("listitem")).to_contain_text(["Monitoring", "Deploys"])
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose what becomes of the API keys")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Remove Grace")).to_be_focused()
    assert len(owner.call("GET", "/api/team/members")["items"]) == 2


def test_they_are_revoked_along(town: Town) -> None:
    owner, _ = a_team_with_keys(town, "Deploys")
    page = removing_grace(owner)
    page.get_by_role("radio", name="Revoke them").check()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Grace is removed")).to_be_visible()
    assert names_of_keys(owner) == {}


def test_they_are_taken_over(town: Town) -> None:
    owner, _ = a_team_with_keys(town, "Deploys")
    page = removing_grace(owner)
    page.get_by_role("radio", name="and take them over").check()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Grace is removed")).to_be_visible()
    page.goto("/dashboard/organization/keys")
    expect(page.get_by_role("list", name="API keys")).to_contain_text("owned by Ada")
    expect(page.get_by_text("Without an owner")).to_have_count(0)


def test_they_are_listed_without_an_owner_until_somebody_takes_or_revokes_them(town: Town) -> None:
    owner, _ = a_team_with_keys(town, "Deploys", "Monitoring")
    page = removing_grace(owner)
    page.get_by_role("radio", name="without an owner for now").check()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Grace is removed")).to_be_visible()
    page.goto("/dashboard/organization/keys")
    expect(page.get_by_text("2 keys have no owner")).to_be_visible()
    page.get_by_role("button", name="Take over Deploys").click()
    expect(page.get_by_text("One key has no owner")).to_be_visible()
    page.get_by_role("button", name="Revoke Monitoring").click()
    page.get_by_role("button", name="Revoke key").click()
    expect(page.get_by_text("no owner")).to_have_count(0)
    assert names_of_keys(owner) == {"Deploys": True}


def test_who_owns_none_is_removed_without_that_question(town: Town) -> None:
    owner, _ = a_team_with_keys(town)
    page = removing_grace(owner)
    expect(page.get_by_role("dialog").get_by_role("radio")).to_have_count(0)
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Grace is removed")).to_be_visible()
