"""Every link of every letter leads to what it promises, for whoever gets the letter."""

import email
import email.policy
import inspect
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from chalicelib.mail import account_letters, letters
from chalicelib.mail.message import Message
from tests.browser.dashboard.conftest import PASSWORD, Person, Town
from tests.waiting import wait_until

LINK = re.compile(r"https?://[^\s\"<>]+")


def mail_to(reader: Person, town: Town, subject: str) -> str:
    """The text of the newest letter to them whose subject has these words, once it is there."""
    return wait_until(lambda: newest_to(reader, town, subject))


def newest_to(reader: Person, town: Town, subject: str) -> str:
    """Empty while there is none."""
    for path in sorted((town.stack.data_dir / "outbox").rglob("*.eml"), reverse=True):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if reader.email in str(message["To"]) and subject in str(message["Subject"]):
            body = message.get_body(("plain",))
            assert body is not None
            return str(body.get_content())
    return ""


def links_of(reader: Person, town: Town, subject: str) -> list[str]:
    found = [link.removeprefix(town.stack.url) for link in LINK.findall(mail_to(reader, town, subject))]
    assert found
    return found


LETTERS: dict[str, tuple[str, str]] = {
    "invitation": ("Join", "Join Org of Ada"),
    "deletion_requested": ("is to be deleted", "This organization is going to be deleted"),
    "member_joined": ("joined", "Team"),
    "api_key_created": ("New API key", "Organization"),
    "verify_email": ("Verify your email address", "Your email address is verified"),
    "reset_password": ("Reset your", "Choose a new password"),
    "password_changed": ("was changed", "Forgot your password?"),
}
"""By the function that writes it: words of the subject, and what the page it leads to says."""


def test_no_letter_is_forgotten_here() -> None:
    written = {
        name
        for module in (letters, account_letters)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and name != "letter"
        and function.__module__ == module.__name__
        and inspect.signature(function).return_annotation is Message
    }
    assert written == set(LETTERS)


def prompt(town: Town, letter: str) -> Person:
    """Makes the letter be sent, and answers who gets it, signed in where they would be."""
    if letter in {"deletion_requested", "member_joined", "api_key_created"}:
        return _as_owner(town, letter)
    if letter == "invitation":
        owner, _ = town.owner("Ada")
        guest = town.visitor()
        guest.email = f"guest-of-{owner.email}"
        owner.call("POST", "/api/team/invite", {"email": guest.email, "role": "viewer"})
        return guest
    person = town.member("Grace")
    if letter == "reset_password":
        person.call("POST", "/api/auth/forgot-password", {"email": person.email})
    if letter == "password_changed":
        person.call("POST", "/api/auth/change-password", {"current_password": PASSWORD, "new_password": PASSWORD * 2})
    return person


def _as_owner(town: Town, letter: str) -> Person:
    """The letter is about the older of two organizations, and the other one was chosen last."""
    owner, slug = town.owner("Ada")
    about = owner.call("GET", "/api/organizations/current")["id"]
    if letter == "member_joined":
        town.colleague(owner, "viewer")
    if letter == "api_key_created":
        owner.call("POST", "/api/api-keys", {"name": "Deploys", "scope": "read"})
    if letter == "deletion_requested":
        owner.call("DELETE", f"/api/organizations/{about}", {"confirm": slug})
    other = owner.call("POST", "/api/organizations", {"name": "Another one"})["id"]
    owner.context.add_init_script(f"localStorage['allclear.organization'] ??= {other!r}")
    return owner


def chosen_in(page: Page) -> Locator:
    """The name of the organization that is shown; the others stand in the list below it."""
    return page.get_by_role("banner").locator("summary").first


@pytest.mark.parametrize("letter", LETTERS)
def test_every_link_leads_to_what_the_letter_is_about(town: Town, letter: str) -> None:
    subject, heading = LETTERS[letter]
    reader = prompt(town, letter)
    for link in links_of(reader, town, subject):
        assert link.startswith("/"), "to this site"
        page = reader.open(link)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        if link.startswith("/dashboard"):
            expect(chosen_in(page)).to_contain_text("Org of Ada")


def test_who_is_not_signed_in_gets_there_after_signing_in(town: Town) -> None:
    owner = prompt(town, "member_joined")
    link = links_of(owner, town, "joined")[0]
    page = town.visitor().open(link)
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Team")).to_be_visible()
    expect(chosen_in(page)).to_contain_text("Org of Ada")


def test_nobody_enters_an_organization_by_naming_it(town: Town) -> None:
    stranger, _ = town.owner("Eve")
    owner, _ = town.owner("Ada")
    about = owner.call("GET", "/api/organizations/current")["id"]
    page = stranger.open(f"/dashboard/team?organization={about}")
    expect(chosen_in(page)).to_contain_text("Org of Eve")
