"""From a visitor who asks to be told to the admin who sees that they were: pages, mails and dashboard together."""

import email
import email.policy
import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Town
from tests.browser.test_page_quality import violations
from tests.browser.test_subscribing import BROWSER_THAT_IS_TOLD
from tests.waiting import wait_until

LINK = re.compile(r"https?://[^\s\"<>]*/subscription\?[^\s\"<>]*")


def mails(town: Town, address: str, subject: str) -> list[str]:
    """The texts of the mails to an address whose subject has these words, the oldest first."""
    found = []
    for path in sorted((town.stack.data_dir / "outbox").rglob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if address in str(message["To"]) and subject in str(message["Subject"]):
            body = message.get_body(("plain",))
            assert body is not None
            found.append(str(body.get_content()))
    return found


def link_in(town: Town, address: str, subject: str) -> str:
    """The link to the subscription's page, in a mail once it is there."""
    (text, *_) = wait_until(lambda: mails(town, address, subject))
    found = LINK.search(text)
    assert found, text
    return found[0]


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Subscribers").get_by_role("listitem").filter(has_text=name)


def is_refused(form: Page | Locator, why: str) -> None:
    """What is wrong takes the focus: what is typed before that may go nowhere."""
    expect(form.get_by_role("alert")).to_contain_text(why)
    expect(form.get_by_role("alert")).to_be_focused()


def test_a_visitor_is_told_what_the_team_posts_and_the_team_sees_it(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    address = f"grace-{slug}@example.com"
    visitor = town.visitor()
    page = visitor.open(f"/status/{slug}")
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_label("Email address").fill(address)
    page.get_by_role("radio", name="Only some services").check()
    page.get_by_role("checkbox", name="API").check()
    page.get_by_role("dialog").get_by_role("button", name="Subscribe").click()
    expect(page.get_by_text("We have sent a mail to")).to_be_visible()
    manage = link_in(town, address, "Confirm")
    reader = town.visitor(java_script_enabled=False).open(manage)
    expect(reader.get_by_role("main")).to_contain_text(address)
    reader.get_by_role("button", name="Confirm").click()
    expect(reader.get_by_role("status")).to_have_text("You are subscribed. We tell you when something changes.")

    team = owner.open_dashboard("/dashboard/incidents/new")
    team.get_by_label("Title").fill("The API is slow")
    expect(team.get_by_text("Nobody is subscribed to this yet.")).to_be_visible()
    team.get_by_role("checkbox", name="API").check()
    expect(team.get_by_text("1 person will be told.")).to_be_visible()
    team.get_by_role("button", name="Open incident").click()
    wait_until(lambda: mails(town, address, "The API is slow"))
    team.get_by_label("Message").fill("Only for the page.")
    team.get_by_role("checkbox", name="Tell subscribers").uncheck()
    expect(team.get_by_text("nobody is told")).to_be_visible()
    team.get_by_role("button", name="Post update").click()
    expect(team.get_by_role("main").get_by_text("Only for the page.")).to_be_visible()
    expect(team.get_by_role("checkbox", name="Tell subscribers")).to_be_checked()
    page.goto(f"/status/{slug}")
    expect(page.get_by_text("Only for the page.")).to_be_visible()

    team.get_by_role("link", name="Subscribers").click()
    expect(team.get_by_text("1 subscriber is told what happens.")).to_be_visible()
    team.get_by_role("link", name="Notifications").click()
    told = team.get_by_role("list", name="Notifications").get_by_role("listitem")
    expect(told.filter(has_text="Incident opened")).to_contain_text("1 sent")
    expect(told).to_have_count(1)
    told.get_by_role("link").click()
    expect(team.get_by_role("list", name="Recipients")).to_contain_text(address)
    expect(team.get_by_role("list", name="Recipients")).to_contain_text("Sent")

    reader.goto(link_in(town, address, "The API is slow"))
    reader.get_by_role("button", name="1 week").click()
    expect(reader.get_by_text("Paused until")).to_be_visible()
    reader.get_by_role("button", name="Unsubscribe").click()
    expect(reader.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    team.goto("/dashboard/subscribers")
    expect(team.get_by_role("heading", name="Nobody is subscribed yet")).to_be_visible()


def test_admins_add_find_change_try_and_remove_subscribers(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    page = owner.open_dashboard("/dashboard/subscribers")
    page.get_by_role("button", name="Add a subscriber").click()
    dialog = page.get_by_role("dialog", name="Add a subscriber")
    dialog.get_by_role("button", name="Add", exact=True).click()
    is_refused(dialog, "Enter an email address")
    dialog.get_by_label("Email address").fill(f"grace-{slug}@example.com")
    dialog.get_by_role("radio", name="They have agreed").check()
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(row(page, "grace")).to_contain_text("Email · Everything · added by Ada")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Add", exact=True).click()
    dialog.get_by_label("Channel").select_option("webhook")
    page.get_by_label("Address of the webhook").fill("https://hooks.example.com/allclear")
    dialog.get_by_role("radio", name="Only some").check()
    dialog.get_by_role("checkbox", name="Website").check()
    dialog.get_by_role("button", name="Add", exact=True).click()
    secret = page.get_by_role("dialog", name="Copy this secret now")
    expect(secret.get_by_text("whsec_")).to_be_visible()
    secret.get_by_role("button", name="I have kept it").click()
    expect(row(page, "hooks.example.com")).to_contain_text("Webhook · Website")
    page.get_by_role("combobox", name="Channel").select_option("email")
    expect(row(page, "hooks.example.com")).to_have_count(0)
    page.get_by_role("combobox", name="Channel").select_option("")
    page.get_by_role("searchbox", name="Find subscribers").fill("HOOKS")
    expect(row(page, "grace")).to_have_count(0)
    page.get_by_role("button", name="Edit https://hooks").click()
    page.get_by_role("radio", name="Everything on the page").check()
    page.get_by_role("radio", name="Only when something begins").check()
    page.get_by_role("button", name="Save").click()
    expect(row(page, "hooks.example.com")).to_contain_text("Webhook · Everything · start and end only")
    page.get_by_role("button", name="New secret for https://hooks").click()
    page.get_by_role("button", name="Make a new secret").click()
    expect(secret.get_by_text("whsec_")).to_be_visible()
    secret.get_by_role("button", name="I have kept it").click()
    page.get_by_role("searchbox", name="Find subscribers").fill("nobody at all")
    expect(page.get_by_text("Nobody is found by this.")).to_be_visible()
    page.get_by_role("searchbox", name="Find subscribers").fill("")
    page.get_by_role("button", name="Send a test to grace").click()
    page.get_by_role("link", name="See what becomes of it").click()
    expect(page.get_by_text("Test message,")).to_be_visible()
    expect(page.get_by_role("list", name="Recipients")).to_contain_text("Sent")
    page.goto("/dashboard/subscribers")
    _removes(page, "https://hooks")
    _erases(page, f"grace-{slug}@example.com")
    viewer = town.colleague(owner, "viewer", "Vic").open_dashboard("/dashboard/subscribers")
    expect(viewer.get_by_text("needs the role member")).to_be_visible()
    expect(viewer.get_by_role("list", name="Subscribers").get_by_role("button")).to_have_count(0)


def _removes(page: Page, name: str) -> None:
    """A row, whose last button takes the focus with it."""
    page.get_by_role("button", name=f"Remove {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove subscriber").click()
    expect(row(page, name)).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()


def _erases(page: Page, address: str) -> None:
    """What is kept of a subscriber, saved and then erased."""
    page.get_by_role("link", name="Data of an address").click()
    page.get_by_role("button", name="Find").click()
    is_refused(page, "Enter the address")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Find").click()
    kept = page.get_by_role("region", name=f"What is kept of {address}")
    expect(kept.get_by_text("Added by")).to_be_visible()
    with page.expect_download() as download:
        kept.get_by_role("button", name="Save as a file").click()
    assert json.loads(download.value.path().read_text())["email"] == address
    assert violations(page) == []
    kept.get_by_role("button", name="Erase everything").click()
    page.get_by_role("dialog").get_by_role("button", name="Erase everything").click()
    expect(kept).to_have_count(0)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(f"Nothing is kept of {address}.")
    page.get_by_role("link", name="Subscribers").first.click()
    expect(row(page, "grace")).to_have_count(0)


def test_a_list_is_imported_with_its_errors_by_line_and_exported_again(town: Town, tmp_path: Path) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    page = owner.open_dashboard("/dashboard/subscribers/import")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether they have agreed")
    file = tmp_path / "list.csv"
    file.write_text(f"email,services\na-{slug}@example.com,API;Website\nnobody\nb-{slug}@example.com,Nope\n")
    page.get_by_label("File (optional)").set_input_files(file)
    page.get_by_role("radio", name="They have all said so").check()
    page.get_by_role("button", name="Import 3 lines").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("3 of 3 lines: 1 added, 2 not taken.")).to_be_visible()
    wrong = page.get_by_role("region", name="Lines that were not taken")
    expect(wrong.get_by_role("rowheader")).to_have_text(["3", "4"])
    page.get_by_role("link", name="To the subscribers").click()
    expect(row(page, slug)).to_contain_text("API and Website")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
    assert saved.value.suggested_filename == f"{slug}-subscribers.csv"
    assert f"a-{slug}@example.com" in saved.value.path().read_text()


def test_members_choose_what_they_are_told_and_admins_whom_mail_is_from(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", permissions=["notifications"])
    owner.context.add_init_script(BROWSER_THAT_IS_TOLD)
    page = owner.open_dashboard("/dashboard/profile")
    told = page.get_by_role("region", name="tells you")
    told.get_by_role("checkbox", name="Maintenance has ended").uncheck()
    told.get_by_role("checkbox", name="In this browser").check()
    told.get_by_role("checkbox", name="Tell me nothing").check()
    told.get_by_label("From").fill("23:15")
    told.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    kept = owner.call("GET", "/api/notification-preferences")
    assert kept["events"] == ["incident_opened", "maintenance_soon", "endpoint_failing"]
    assert (kept["email"], kept["web_push"]) == (True, True)
    assert kept["quiet_hours"] == {"start": "23:15", "end": "07:00", "time_zone": "Europe/Berlin"}
    page.goto("/dashboard/organization/mail")
    page.get_by_role("textbox", name="Sender").fill("Northwind Status")
    page.get_by_label("Reply-to address").fill("support@")
    page.get_by_role("button", name="Save").click()
    is_refused(page, "Enter an email address")
    page.get_by_label("Reply-to address").fill("support@example.com")
    page.get_by_label("Postal address").fill("1 Main Street\nZurich")
    page.get_by_role("checkbox", name="The status of a service changes").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").get_by_text("Saved").last).to_be_visible()
    organization = owner.call("GET", "/api/organizations/current")
    sender = {"name": "Northwind Status", "reply_to": "support@example.com", "postal_address": "1 Main Street\nZurich"}
    assert organization["sender"] == sender
    assert organization["notify_service_status"] is True


def test_the_page_of_a_subscription_can_be_read_by_everybody(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", "Website")
    address = f"grace-{slug}@example.com"
    body = {"channel": "email", "email": address, "consent": "ask"}
    owner.call("POST", "/api/subscribers", body)
    manage = link_in(town, address, "Confirm")
    page = town.visitor(bypass_csp=True, viewport={"width": 320, "height": 600}).open(manage)
    found = []
    for step in ("waiting", "told"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [(step, scheme, each) for each in violations(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if step == "waiting":
            page.get_by_role("button", name="Confirm").click()
            expect(page.get_by_role("status")).to_contain_text("You are subscribed")
    assert found == []
