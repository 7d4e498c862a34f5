"""What an organization says of its categories, where it says how the page looks."""

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town


def test_a_category_is_described_and_starts_folded_for_visitors(town: Town) -> None:
    owner, slug = town.owner("Ada", "Zurich", "Website")
    ids = {each["name"]: each["id"] for each in owner.call("GET", "/api/services")["items"]}
    owner.call("PUT", f"/api/services/{ids['Zurich']}", {"category": "Regions"})
    page = owner.open_dashboard("/dashboard/organization/branding")
    page.get_by_role("textbox", name="Description of Regions").fill("Where your data is kept.")
    page.get_by_role("checkbox", name="Starts folded: Regions").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    told = owner.call("GET", "/api/organizations/current")["category_details"]
    assert told == [{"name": "Regions", "description": "Where your data is kept.", "folded": True}]
    visitor = owner.open(f"/status/{slug}")
    expect(visitor.get_by_text("Live", exact=True)).to_be_visible()
    expect(visitor.get_by_text("Website", exact=True)).to_be_visible()
    expect(visitor.locator("details.group")).not_to_have_attribute("open", "")
    visitor.get_by_role("heading", name="Regions").click()
    expect(visitor.get_by_text("Where your data is kept.")).to_be_visible()
