"""Alerts: what sends them, what came and what it did, and people in charge of it."""

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town

BODY = {"state": "down", "key": "a", "title": "API is slow", "severity": "critical"}


def test_a_source_is_made_sends_is_tried_undone_paused_and_deleted(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/alerts")
    expect(page.get_by_role("heading", name="No sources of alerts yet")).to_be_visible()
    page.get_by_role("link", name="New source").click()
    page.get_by_role("button", name="Create source").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name")
    page.get_by_label("Sent by").select_option("generic")
    page.get_by_label("Name", exact=True).fill("Checks")
    page.get_by_label("Labels to match").fill("severity = crit*")
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("button", name="Create source").click()
    dialog = page.get_by_role("dialog")
    address = dialog.locator("code").inner_text()
    dialog.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_role("heading", level=1, name="Checks")).to_be_visible()
    expect(page.get_by_text("When severity is crit*: API: Major outage")).to_be_visible()

    page.get_by_role("button", name="Test").click()
    came = page.get_by_role("list", name="What came").get_by_role("listitem")
    expect(came.first).to_contain_text("Test")
    assert owner.context.request.post(address, data=BODY).status == 202
    page.reload()
    expect(came.first).to_contain_text("API is major outage")
    page.get_by_label("A message as it would come").fill('{"state": "down", "severity": "low"}')
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("No rule matches")).to_be_visible()

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Labels to match")).to_have_value("severity = crit*")
    page.get_by_label("Name", exact=True).fill("Our checks")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Our checks")).to_be_visible()

    page.goto(f"{page.url.partition('/dashboard')[0]}/dashboard/organization/log")
    row = page.get_by_role("list", name="Audit log").get_by_role("listitem").filter(has_text="API is major outage")
    expect(row).to_contain_text("Checks (by itself)")
    expect(row.get_by_role("button", name="Undo: API is major outage")).to_be_visible()
    page.get_by_role("navigation", name="Dashboard").get_by_role("link", name="Alerts").click()
    page.get_by_role("button", name="Undo: API is major outage").click()
    expect(page.get_by_text("Undone", exact=True)).to_be_focused()
    assert owner.call("GET", "/api/services")["items"][0]["status"] == "operational"
    page.get_by_role("button", name="Pause all automation").click()
    expect(page.get_by_text("Automation is paused.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Pause all automation")).to_be_visible()
    page.get_by_role("link", name="Our checks").click()
    page.get_by_role("button", name="End: API is slow").click()
    page.get_by_role("dialog").get_by_role("button", name="End alert").click()
    expect(page.get_by_text("API is slow is over")).to_be_visible()
    expect(page.get_by_text("Nothing fires.")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete source").click()
    expect(page.get_by_role("heading", name="No sources of alerts yet")).to_be_visible()


def test_on_a_phone_no_service_stands_on_another(town: Town) -> None:
    owner, _ = town.owner("Ada", *(f"Delivery of letters {number}" for number in range(9)))
    page = owner.open_dashboard("/dashboard/alerts/new")
    page.set_viewport_size({"width": 360, "height": 800})
    rows = page.get_by_role("group", name="Services").get_by_role("listitem")
    expect(rows).to_have_count(9)
    assert rows.evaluate_all(
        "rows => rows.every((row) => row.scrollHeight <= Math.ceil(row.getBoundingClientRect().height))"
    )


def test_what_is_wrong_with_a_rule_is_said_and_a_slip_does_not_lose_the_address(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/alerts/new")
    page.get_by_label("Name", exact=True).fill("Checks")
    page.get_by_label("Quiet minutes").fill("soon")
    page.get_by_role("button", name="Create source").click()
    page.get_by_role("alert").get_by_role("link", name="Quiet minutes of rule 1 must be a whole number").click()
    expect(page.get_by_label("Quiet minutes")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Choose services whose status rule 1 changes")
    page.get_by_label("Quiet minutes").fill("5")
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("button", name="Create source").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("code")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("alert")).to_have_text("Keep it first: Escape once more closes this.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
