"""Having a service follow somebody else's page, and ceasing to."""

from playwright.sync_api import expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import Town
from tests.waiting import wait_until


def test_a_service_follows_a_part_of_another_page_and_ceases_to(town: Town, console: Console) -> None:
    console.expected = "422"  # the browser itself reports the refusal
    other, slug = town.owner("Bea", "Cards", "Payouts")
    cards = next(each for each in other.call("GET", "/api/services")["items"] if each["name"] == "Cards")
    other.call("PUT", f"/api/services/{cards['id']}/status", {"status": "partial_outage"})
    wait_until(lambda: b"partial_outage" in town.stack.send("GET", f"/api/status/{slug}").body)
    owner, own = town.owner("Ada", "Payments")
    page = owner.open_dashboard("/dashboard/services")

    def opens(name: str) -> None:
        page.get_by_role("button", name="Edit Payments").click()
        page.get_by_role("button", name=name).click()

    opens("Follow another page")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Look at it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Enter the address of the page")
    expect(dialog.get_by_role("alert")).to_be_focused()
    address = dialog.get_by_label("Status page of somebody else")
    address.fill(f"{town.stack.url}/docs")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("There is no status page that can be followed")
    expect(dialog.get_by_role("alert")).to_be_focused()
    address.fill(f"{town.stack.url}/status/{slug}/")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("link", name="Org of Bea")).to_be_visible()
    dialog.get_by_label("Part of it").select_option(label="Cards")
    dialog.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("Payments follows Cards")).to_be_visible()
    (made,) = owner.call("GET", "/api/services")["items"]
    assert (made["status"], made["follows"]["kind"], made["follows"]["component"]) == (
        "partial_outage",
        "allclear",
        "Cards",
    )
    visitor = owner.open(f"/status/{own}")
    expect(visitor.locator("li.service")).to_contain_text("From Org of Bea: Cards, read just now")
    visitor.close()

    opens("Follows Org of Bea")
    dialog.get_by_role("button", name="Follow nobody").click()
    expect(page.get_by_text("Payments follows nobody any more")).to_be_visible()
    (left,) = owner.call("GET", "/api/services")["items"]
    assert (left["status"], "follows" in left) == ("partial_outage", False)
