"""Templates: prepared in peace, picked when there is no time, and never in the way of what somebody has written."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town

TEXTS = {"investigating": "Cards are refused. We are looking.", "resolved": "Cards are taken again."}


def a_template(owner: Person, name: str = "Card payments", **fields: Any) -> Any:
    return owner.call("POST", "/api/templates", {"kind": "incident", "name": name, "texts": TEXTS, **fields})


def picked(page: Page, name: str) -> None:
    page.get_by_role("button", name="Use a template").click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def test_a_template_is_made_edited_duplicated_and_deleted(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/templates")
    expect(page.get_by_role("heading", name="No templates yet")).to_be_visible()
    page.get_by_role("link", name="New template").click()
    page.get_by_role("button", name="Create template").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what the team finds it by")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Card payments")
    page.get_by_label("Title (optional)").fill("Card payments fail")
    page.get_by_label("Investigating").fill(TEXTS["investigating"])
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("combobox", name="Status of API").select_option("major_outage")
    page.get_by_role("button", name="Create template").click()
    page.get_by_role("link", name="Card payments", exact=True).click()
    page.get_by_label("Impact").select_option("critical")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Duplicate Card payments").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Card payments (copy)")
    expect(page.get_by_label("Investigating")).to_have_value(TEXTS["investigating"])
    page.get_by_role("button", name="Create template").click()
    rows = page.get_by_role("list", name="Templates for incident").get_by_role("listitem")
    expect(rows).to_have_count(2)
    made = owner.call("GET", "/api/templates")["items"]
    assert [each["impact"] for each in made] == ["critical", "critical"]
    assert list(made[0]["service_status"].values()) == ["major_outage"]
    page.get_by_role("button", name="Delete Card payments (copy)").click()
    page.get_by_role("button", name="Delete template").click()
    expect(rows).to_have_count(1)


def test_a_template_fills_the_form_of_a_new_incident(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    service = owner.call("GET", "/api/services")["items"][0]["id"]
    a_template(owner, title="Card payments fail", service_ids=[service], service_status="partial_outage")
    page = owner.open_dashboard("/dashboard/incidents/new")
    picked(page, "Card payments")
    expect(page.get_by_label("Title")).to_have_value("Card payments fail")
    expect(page.get_by_label("First update (optional)")).to_have_value(TEXTS["investigating"])
    expect(page.get_by_role("combobox", name="Status of API")).to_have_value("partial_outage")
    page.get_by_role("button", name="Open incident").click()
    visitor = town.visitor().open(f"/status/{slug}")
    expect(visitor.get_by_role("region", name="Open incidents")).to_contain_text(TEXTS["investigating"])


def test_what_somebody_has_typed_is_not_overwritten_unasked(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    a_template(owner, title="Card payments fail")
    page = owner.open_dashboard("/dashboard/incidents/new")
    page.get_by_label("Title").fill("My own words")
    picked(page, "Card payments")
    expect(page.get_by_role("dialog", name="Replace what is written?")).to_contain_text("Title")
    page.get_by_role("button", name="Fill only empty fields").click()
    expect(page.get_by_label("Title")).to_have_value("My own words")
    expect(page.get_by_label("First update (optional)")).to_have_value(TEXTS["investigating"])


def test_an_update_takes_the_text_of_the_chosen_state_and_follows_it(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    a_template(owner)
    incident = owner.call("POST", "/api/incidents", {"title": "Cards"})["id"]
    page = owner.open_dashboard(f"/dashboard/incidents/{incident}")
    message = page.get_by_label("Message")
    picked(page, "Card payments")
    expect(message).to_have_value(TEXTS["investigating"])
    page.get_by_role("radio", name="Resolved").check()
    expect(message).to_have_value(TEXTS["resolved"])
    message.fill("In my words")
    page.get_by_role("radio", name="Investigating").check()
    expect(message).to_have_value("In my words")


def test_a_template_for_maintenance_fills_its_form_and_its_length(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    a_template(
        owner, "Disks", kind="maintenance", texts={}, title="New disks", description="Pauses.", duration_minutes=45
    )
    page = owner.open_dashboard("/dashboard/maintenance/new")
    page.get_by_label("Start", exact=True).fill("2031-05-06T12:00")
    picked(page, "Disks")
    expect(page.get_by_label("Title")).to_have_value("New disks")
    expect(page.get_by_label("Description (optional)")).to_have_value("Pauses.")
    expect(page.get_by_label("End", exact=True)).to_have_value("2031-05-06T12:45")


def test_viewers_look_at_templates_and_are_offered_nothing_more(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    a_template(owner)
    page = town.colleague(owner, "viewer").open_dashboard("/dashboard/templates")
    expect(page.get_by_text("Card payments")).to_be_visible()
    expect(page.get_by_role("button", name="Delete Card payments")).to_have_count(0)
    expect(page.get_by_role("link", name="New template")).to_have_count(0)
