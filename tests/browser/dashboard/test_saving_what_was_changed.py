"""A form sends what was changed and nothing else, under the version it began with."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.waiting import wait_until

TIMES = {"scheduled_start": "2031-10-26T01:30:17.123Z", "scheduled_end": "2031-10-26T04:00:59.999Z"}
"""In Berlin the first is the second 02:30 of that night, with seconds that no form shows."""


def a_world(town: Town) -> tuple[Person, dict[str, str]]:
    owner, slug = town.owner("Ada", "API", "Website")
    ids = [service["id"] for service in owner.call("GET", "/api/services")["items"]]
    words = "First line.\r\nSecond line."
    owner.call("PUT", f"/api/services/{ids[0]}", {"description": words, "category": "Core"})
    incident = owner.call(
        "POST", "/api/incidents", {"title": "Slow", "description": words, "service_ids": ids[::-1], "impact": "minor"}
    )
    planned = {"title": "Upgrade", "description": words, "service_ids": ids[::-1], **TIMES}
    maintenance = owner.call("POST", "/api/maintenance", planned)
    organization = owner.call("GET", "/api/organizations/current")
    settings: dict[str, object] = {
        "website_url": "https://example.com",
        "time_zone": "Asia/Kathmandu",
        "intro_text": words,
    }
    settings["links"] = [{"label": "Help", "url": "https://example.com/help"}]
    settings["status_words"] = {"operational": "Up"}
    saved = owner.call("PUT", f"/api/organizations/{organization['id']}", settings | {"accent_color": "#AA2200"})
    page = f"/api/status/{slug}"  # a form is about the version that is published
    wait_until(lambda: owner.call("GET", page)["organization"]["version"] == saved["version"])
    return owner, {
        "service": f"/api/services/{ids[0]}",
        "incident": f"/api/incidents/{incident['id']}",
        "maintenance": f"/api/maintenance/{maintenance['id']}",
        "organization": f"/api/organizations/{organization['id']}",
    }


def written(page: Page) -> list[Request]:
    """The requests that write something, as they are sent; a session that is renewed writes nothing of the form's."""
    found: list[Request] = []

    def note(request: Request) -> None:
        if request.method in {"PUT", "POST"} and not request.url.endswith("/api/auth/refresh"):
            found.append(request)

    page.on("request", note)
    return found


def to_the_service(page: Page, ids: dict[str, str]) -> None:
    page.goto("/dashboard/services")
    page.get_by_role("button", name="Edit API").click()


def to_the_incident(page: Page, ids: dict[str, str]) -> None:
    page.goto(ids["incident"].replace("/api", "/dashboard"))
    page.get_by_role("button", name="Edit", exact=True).click()


def to_the_maintenance(page: Page, ids: dict[str, str]) -> None:
    page.goto(ids["maintenance"].replace("/api", "/dashboard") + "/edit")


def to_the_profile_of_the_organization(page: Page, ids: dict[str, str]) -> None:
    page.goto("/dashboard/organization")


def to_the_branding(page: Page, ids: dict[str, str]) -> None:
    page.goto("/dashboard/organization/branding")


FORMS: dict[str, tuple[Callable[[Page, dict[str, str]], None], str, str, str]] = {
    "service": (to_the_service, "service", "Name", "name"),
    "description of a service": (to_the_service, "service", "Description", "description"),
    "incident": (to_the_incident, "incident", "Title", "title"),
    "maintenance": (to_the_maintenance, "maintenance", "Title", "title"),
    "description of maintenance": (to_the_maintenance, "maintenance", "Description", "description"),
    "organization": (to_the_profile_of_the_organization, "organization", "Name", "name"),
    "website": (to_the_profile_of_the_organization, "organization", "Website", "website_url"),
    "branding": (to_the_branding, "organization", "Footer", "footer_text"),
}
"""By what is edited: how to get there, of which resource, the label of a field and its name in the API."""
NEW = "https://example.org/new"


def without(resource: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in {*names, "version", "updated_at"}}


@pytest.mark.parametrize("form", FORMS)
def test_one_field_is_changed_and_all_else_stays_as_it_was(town: Town, form: str) -> None:
    go, what, label, name = FORMS[form]
    owner, ids = a_world(town)
    address = ids[what].replace(ids["organization"], "/api/organizations/current")
    before = owner.call("GET", address)
    page = owner.open_dashboard()
    go(page, ids)
    requests = written(page)
    page.get_by_role("textbox", name=label).first.fill(NEW)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("saved", exact=False).first).to_be_visible()
    sent = [request for request in requests if request.method == "PUT"]
    assert [request.post_data_json for request in sent] == [{name: NEW}]
    assert sent[0].headers["if-match"] == f'"{before["version"]}"'
    after = owner.call("GET", address)
    assert after[name] == NEW
    assert without(after, name) == without(before, name)


@pytest.mark.parametrize("form", ["service", "incident", "maintenance", "organization", "branding"])
def test_saving_what_was_not_touched_sends_nothing(town: Town, form: str) -> None:
    go, *_ = FORMS[form]
    owner, ids = a_world(town)
    page = owner.open_dashboard()
    go(page, ids)
    requests = written(page)
    page.get_by_role("button", name="Save", exact=True).click()
    if form in {"organization", "branding"}:
        expect(page.get_by_text("Nothing was changed")).to_be_visible()
    else:
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert [request.url for request in requests] == []


def test_a_second_save_goes_on_from_the_first(town: Town) -> None:
    owner, _ = a_world(town)
    page = owner.open_dashboard("/dashboard/organization")
    requests = written(page)
    for name in ("First", "Second"):
        page.get_by_role("textbox", name="Name").fill(name)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("banner")).to_contain_text(name)
    versions = [int(request.headers["if-match"].strip('"')) for request in requests]
    assert versions == [versions[0], versions[0] + 1]


def test_a_member_s_role_and_one_s_own_name_are_all_that_is_sent(town: Town) -> None:
    owner, _ = town.owner("Ada")
    town.colleague(owner, "viewer", "Grace")
    page = owner.open_dashboard("/dashboard/team")
    requests = written(page)
    page.get_by_label("Role of Grace").select_option("member")
    expect(page.get_by_text("Grace is now member")).to_be_visible()
    page.goto("/dashboard/profile")
    page.get_by_role("textbox", name="Name").fill("Ada Lovelace")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    sent = [request.post_data_json for request in requests if request.method == "PUT"]
    assert sent == [{"role": "member"}, {"name": "Ada Lovelace"}]


def test_ticking_a_service_and_unticking_it_is_no_change(town: Town) -> None:
    owner, ids = a_world(town)
    page = owner.open_dashboard()
    to_the_maintenance(page, ids)
    requests = written(page)
    box = page.get_by_role("checkbox", name="API")
    box.uncheck()
    box.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Upgrade", exact=True)).to_be_visible()
    assert [request.url for request in requests] == []
