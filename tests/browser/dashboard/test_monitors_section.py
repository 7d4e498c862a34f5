"""Monitors: what is looked at, what was found, and what follows from it."""

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town


def test_a_monitor_is_made_looked_at_edited_paused_and_deleted(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/monitors")
    expect(page.get_by_role("heading", name="No monitors yet")).to_be_visible()
    page.get_by_role("link", name="New monitor").click()
    page.get_by_role("button", name="Create monitor").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what the team finds it by")
    page.get_by_label("Name", exact=True).fill("Our own health")
    page.get_by_label("Address", exact=True).fill(f"{town.stack.url}/health")
    page.get_by_text("Request", exact=True).click()
    page.get_by_label("Headers (optional)").fill("X-Key: hush")
    page.get_by_label("When it is down").select_option("set_status")
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("button", name="Create monitor").click()
    expect(page.get_by_role("heading", level=1, name="Our own health")).to_be_visible()
    page.get_by_role("button", name="Check now").click()
    checks = page.get_by_role("list", name="Checks").get_by_role("listitem")
    expect(checks.first).to_contain_text("Fine")
    expect(page.get_by_text("Up", exact=True)).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_text("Request", exact=True).click()
    expect(page.get_by_label("Headers (optional)")).to_have_value("X-Key: •••")
    page.get_by_label("Text it must contain (optional)").fill("never there")
    page.get_by_label("Failed checks in a row until it is down").fill("1")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Down", exact=True)).to_be_visible()
    page.get_by_label("Only those that failed").check()
    expect(checks.first).to_contain_text("The answer does not hold the expected text.")
    (made,) = owner.call("GET", "/api/monitors")["items"]
    assert (made["headers"], made["expected_text"], made["rules"][0]["action"]) == (
        {"X-Key": None},
        "never there",
        "set_status",
    )
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete monitor").click()
    expect(page.get_by_role("heading", name="No monitors yet")).to_be_visible()


def test_the_address_of_a_heartbeat_is_shown_once(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/monitors/new")
    page.get_by_label("What to check").select_option("heartbeat")
    page.get_by_label("Name", exact=True).fill("Nightly backup")
    page.get_by_label("Minutes between its calls").fill("often")
    page.get_by_role("button", name="Create monitor").click()
    expect(page.get_by_role("alert")).to_contain_text("Heartbeat minutes must be a whole number from 1 to 44640")
    page.get_by_label("Minutes between its calls").fill("")
    page.get_by_role("button", name="Create monitor").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter how many minutes, or a cron expression")
    page.get_by_label("Cron expression").fill("0 3 * * *")
    page.get_by_role("button", name="Create monitor").click()
    dialog = page.get_by_role("dialog")
    address = dialog.locator("code").inner_text()
    assert owner.context.request.head(address).ok
    dialog.get_by_role("button", name="I have kept it").click()
    page.goto("/dashboard/monitors")
    row = page.get_by_role("list", name="Monitors").get_by_role("listitem")
    expect(row).to_contain_text("Up")
    expect(row).to_contain_text("0 3 * * * (UTC)")


def test_what_is_no_number_is_said_and_its_field_opened(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/monitors/new")
    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_label("Address", exact=True).fill("https://shop.example")
    page.get_by_label("Days the certificate").fill("soon")
    page.get_by_text("Request", exact=True).click()
    page.get_by_label("Redirects to follow").fill("many")
    page.get_by_text("Request", exact=True).click()
    page.get_by_role("button", name="Create monitor").click()
    expect(page.get_by_role("alert")).to_contain_text("Certificate days must be a whole number from 0 to 365")
    page.get_by_role("alert").get_by_role("link", name="Max redirects must be a whole number").click()
    expect(page.get_by_label("Redirects to follow")).to_be_focused()
