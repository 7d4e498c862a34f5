"""Who joins by an invitation is in at once; an address that was verified is known to open sessions."""

import re

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import PASSWORD, Person, Town


def an_invitation(town: Town, address: str) -> tuple[Person, str]:
    owner, _ = town.owner("Ada", "API")
    invited = owner.call("POST", "/api/team/invite", {"email": address, "role": "member"})
    return owner, town.invitation_link(address) or invited["token"]


def test_a_new_account_is_in_the_organization_without_another_click(town: Town) -> None:
    owner, token = an_invitation(town, "new@joining.example")
    page = town.visitor().open(f"/accept-invitation#token={token}")
    page.get_by_label("Your name").fill("Grace")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(re.compile("/dashboard/services$"))
    expect(page.get_by_role("banner")).to_contain_text("Org of Ada")
    assert len(owner.call("GET", "/api/team/members")["items"]) == 2
    page.goto("/dashboard/profile")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page.get_by_text("is not verified yet")).to_have_count(0)


def test_who_has_an_account_signs_in_and_is_in(town: Town) -> None:
    grace = town.member("Grace")
    _, token = an_invitation(town, grace.email)
    page = town.visitor().open(f"/accept-invitation#token={token}")
    page.get_by_role("button", name="Sign in instead").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("banner")).to_contain_text("Org of Ada")


def test_nobody_joins_with_an_account_of_another_address(town: Town) -> None:
    owner, token = an_invitation(town, "meant@joining.example")
    page = town.visitor().open(f"/accept-invitation#token={token}")
    page.get_by_label("Your name").fill("Eve")
    page.get_by_label("Email address").fill("eve@joining.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("The invitation is for meant@joining.example")).to_be_visible()
    assert len(owner.call("GET", "/api/team/members")["items"]) == 1


def test_an_open_profile_learns_that_the_address_was_verified_in_another_tab(town: Town) -> None:
    grace, _ = town.newcomer("Grace")
    link = town.invitation_link(grace.email)
    page = grace.open_dashboard("/dashboard/profile")
    expect(page.get_by_text("is not verified yet")).to_be_visible()
    other = grace.open(f"/verify-email#token={link}")
    expect(other.get_by_role("heading", name="Your email address is verified")).to_be_visible()
    page.bring_to_front()
    expect(page.get_by_text("is not verified yet")).to_have_count(0)


def test_who_is_not_verified_is_told_what_to_do_before_they_invite(town: Town) -> None:
    grace, _ = town.newcomer("Grace")
    page = grace.open_dashboard("/dashboard/team")
    expect(page.get_by_text("then you can invite others")).to_be_visible()
    expect(page.get_by_role("button", name="Invite")).to_have_count(0)
    first = town.invitation_link(grace.email)
    page.get_by_role("button", name="Send the mail again").click()
    expect(page.get_by_text(f"A mail to {grace.email} is on its way")).to_be_visible()
    link = town.invitation_link(grace.email)
    assert link != first
    other = grace.open(f"/verify-email#token={link}")
    expect(other.get_by_role("heading", name="Your email address is verified")).to_be_visible()
    page.bring_to_front()
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Email address").fill(f"guest-of-{grace.email}")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("is invited")).to_be_visible()


def test_a_session_from_before_the_address_was_verified_accepts_an_invitation(town: Town) -> None:
    grace = town.member("Grace")
    verify = town.invitation_link(grace.email)
    owner, _ = town.owner("Ada")
    token = owner.call("POST", "/api/team/invite", {"email": grace.email, "role": "member"})["token"]
    page = grace.open(f"/accept-invitation#token={token}")
    expect(page.get_by_role("button", name="Join Org of Ada")).to_be_visible()
    elsewhere = town.visitor().open(f"/verify-email#token={verify}")
    expect(elsewhere.get_by_role("heading", name="Your email address is verified")).to_be_visible()
    page.get_by_role("button", name="Join Org of Ada").click()
    expect(page.get_by_role("banner")).to_contain_text("Org of Ada")
