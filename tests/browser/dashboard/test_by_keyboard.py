"""The dashboard without a mouse."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard.conftest import Town

MANY = 80


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(MANY):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_from_a_service_to_a_resolved_incident_by_keyboard_alone(town: Town) -> None:
    owner, _ = town.owner()
    page = owner.open_dashboard()
    press(page, page.get_by_role("button", name="Add your first service"))
    dialog = page.get_by_role("dialog")
    tab_to(page, dialog.get_by_label("Name"))
    page.keyboard.type("API")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    press(page, page.get_by_role("group", name="Status of API").get_by_role("button", name="Major outage"), "Space")
    expect(page.get_by_role("link", name="Major outage")).to_be_visible()

    press(page, page.get_by_role("navigation").get_by_role("link", name="Incidents"))
    expect(page.get_by_role("heading", name="Incidents", exact=True)).to_be_focused()
    press(page, page.get_by_role("link", name="Open incident"))
    expect(page.get_by_role("heading", name="Open an incident")).to_be_focused()
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("API is down")
    press(page, page.get_by_role("checkbox", name="API"), "Space")
    press(page, page.get_by_role("button", name="Open incident"))
    expect(page.get_by_role("heading", name="API is down")).to_be_focused()

    tab_to(page, page.get_by_role("radio", name="Investigating"))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Resolved")).to_be_checked()
    press(page, page.get_by_role("button", name="Resolve incident"))
    expect(page.get_by_role("link", name="All systems operational")).to_be_visible()


def test_services_are_moved_by_keyboard_and_focus_stays(town: Town) -> None:
    owner, _ = town.owner("Ada", "API", "Website", "Payments")
    page = owner.open_dashboard()
    rows = page.get_by_role("list", name="Services without a category").get_by_role("listitem")
    up = page.get_by_role("button", name="Move Payments up")
    press(page, up)
    expect(rows).to_contain_text(["API", "Payments", "Website"])
    expect(up).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Payments is now 2 of 3")).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows).to_contain_text(["Payments", "API", "Website"])
    expect(up).to_be_focused()


def test_a_dialog_keeps_the_focus_and_gives_it_back(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard()
    edit = page.get_by_role("button", name="Edit API")
    press(page, edit)
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(edit).to_be_focused()


def test_what_is_wrong_gets_the_focus_and_leads_to_the_field(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/incidents/new")
    press(page, page.get_by_role("button", name="Open incident"))
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    press(page, summary.get_by_role("link", name="Enter what is wrong"))
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")


def test_menus_open_and_close_by_keyboard(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard()
    menu = page.locator("summary").filter(has_text="You: Ada")
    press(page, menu)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_content_is_reached_by_skipping_the_navigation(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard()
    press(page, page.get_by_role("link", name="Skip to the content"))
    expect(page.get_by_role("main")).to_be_focused()


def test_maintenance_is_scheduled_started_and_completed_by_keyboard(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/maintenance")
    press(page, page.get_by_role("link", name="Schedule maintenance"))
    expect(page.get_by_role("heading", name="Schedule maintenance")).to_be_focused()
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("Database upgrade")
    press(page, page.get_by_role("checkbox", name="API"), "Space")
    press(page, page.get_by_role("button", name="Schedule maintenance"))
    expect(page.get_by_role("heading", name="Database upgrade")).to_be_focused()
    press(page, page.get_by_role("button", name="Start now"))
    expect(page.get_by_role("link", name="Maintenance in progress")).to_be_visible()
    press(page, page.get_by_role("button", name="Extend by 1 hour"))
    expect(page.get_by_role("status").filter(has_text="It now ends")).to_be_visible()
    press(page, page.get_by_role("button", name="Complete now"))
    expect(page.get_by_role("link", name="All systems operational")).to_be_visible()


def test_somebody_is_invited_and_the_invitation_taken_back_by_keyboard(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/team")
    press(page, page.get_by_role("button", name="Invite"))
    expect(page.get_by_role("dialog").get_by_label("Email address")).to_be_focused()
    page.keyboard.type("linus@keyboard.example")
    tab_to(page, page.get_by_role("radio", name="member"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="viewer")).to_be_checked()
    press(page, page.get_by_role("button", name="Send invitation"))
    press(page, page.get_by_role("button", name="Done"))
    invited = page.get_by_role("list", name="Invitations")
    expect(invited).to_contain_text("as viewer")
    press(page, page.get_by_role("button", name="Take back the invitation of linus@keyboard.example"))
    expect(page.get_by_text("No invitation is open.")).to_be_visible()


def test_settings_and_a_key_are_made_by_keyboard(town: Town) -> None:
    owner, _ = town.owner("Ada", "API")
    page = owner.open_dashboard("/dashboard/organization")
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("By Keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("By Keyboard")
    press(page, page.get_by_role("link", name="API keys"))
    expect(page.get_by_role("heading", name="Organization", exact=True)).to_be_focused()
    press(page, page.get_by_role("button", name="New key"))
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    page.keyboard.type("Deploys")
    press(page, page.get_by_role("button", name="Create key"))
    expect(page.get_by_role("dialog", name="Copy this key now")).to_be_visible()
    press(page, page.get_by_role("button", name="I have kept it"))
    expect(page.get_by_role("list", name="API keys")).to_contain_text("Deploys")


def test_an_organization_is_chosen_and_a_service_deleted_by_keyboard(town: Town) -> None:
    owner, slug = town.owner("Ada", "API")
    owner.call("POST", "/api/organizations", {"name": "Second", "slug": f"{slug}-two"})
    page = owner.open_dashboard()
    press(page, page.locator("summary").filter(has_text="Organization:"))
    press(page, page.get_by_role("button", name="Second"))
    expect(page.get_by_role("heading", name="What do your visitors depend on?")).to_be_visible()
    expect(page.get_by_role("heading", name="Services", exact=True)).to_be_focused()
    press(page, page.locator("summary").filter(has_text="Organization:"))
    press(page, page.get_by_role("button", name="Org of Ada"))
    expect(page.get_by_role("button", name="Delete API")).to_be_visible()
    expect(page.get_by_role("heading", name="Services", exact=True)).to_be_focused()
    press(page, page.get_by_role("button", name="Delete API"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Delete service"))
    expect(page.get_by_role("group", name="Status of API")).to_have_count(0)
