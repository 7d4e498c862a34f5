"""The domain of an organization's own in the dashboard: what is to be done, what became of it, and being without it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Console
from tests.browser.dashboard.conftest import Town


def test_a_domain_is_added_followed_and_removed(town: Town, console: Console) -> None:
    console.expected = "409"  # the browser itself reports the refusal
    owner, slug = town.owner("Ada", "API", permissions=["clipboard-read", "clipboard-write"])
    page = owner.open_dashboard("/dashboard/organization/domain")
    expect(page.get_by_text(f"{town.stack.url}/status/{slug}")).to_be_visible()
    page.get_by_label("Domain", exact=True).fill("https://status.acme.test/")
    page.get_by_role("button", name="Add domain").click()
    expect(page.get_by_role("link", name=re.compile("must be the name alone"))).to_be_visible()
    page.get_by_label("Domain", exact=True).fill(f"Status.{slug}.test")
    page.get_by_role("button", name="Add domain").click()
    domain = page.get_by_role("region", name=f"status.{slug}.test")
    expect(domain.get_by_text("Waiting for DNS")).to_be_visible()
    page.get_by_role("button", name="Copy: value of the TXT record").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("allclear-domain=")
    expect(domain.get_by_text("Looked at")).to_be_visible()
    page.get_by_role("button", name="Check now").click()
    told = re.compile("Its name servers do not answer|There is no TXT record")  # by whether this machine has a resolver
    expect(domain.get_by_text(told)).to_be_visible(timeout=40_000)

    other, _ = town.owner("Grace")
    theirs = other.open_dashboard("/dashboard/organization/domain")
    theirs.get_by_label("Domain", exact=True).fill(f"status.{slug}.test")
    theirs.get_by_role("button", name="Add domain").click()
    expect(theirs.get_by_text("is claimed by another page").first).to_be_visible()

    page.get_by_role("button", name="Remove domain").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove domain").click()
    expect(page.get_by_label("Domain", exact=True)).to_be_visible()
    expect(domain).to_have_count(0)
