"""What shows a page elsewhere, as the dashboard hands it out, and as the running stack serves it."""

import re

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town
from tests.browser.test_page_quality import violations
from tests.waiting import wait_until


def test_snippets_of_a_page_and_of_a_service_are_copied_and_what_they_name_is_there(town: Town) -> None:
    owner, slug = town.owner("Ada", "API", bypass_csp=True, permissions=["clipboard-read", "clipboard-write"])
    (service,) = owner.call("GET", "/api/services")["items"]
    for root in (f"/status/{slug}", f"/status/{slug}/services/{service['id']}"):
        wait_until(lambda root=root: owner.context.request.get(f"{root}/badge.svg").ok)  # type: ignore[misc]
    page = owner.open_dashboard("/dashboard/organization/share")
    expect(page.get_by_role("img", name=re.compile("as a badge"))).to_be_visible()
    page.get_by_role("button", name="Copy: Badge in HTML").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    (badge,) = re.findall('src="([^"]+)"', copied)
    assert badge.endswith(f"/status/{slug}/badge.svg")
    assert violations(page) == []
    addresses = [badge, *page.get_by_role("code").all_inner_texts()]
    page.get_by_label("What to show").select_option("API")
    expect(page.get_by_role("heading", name="On your own site")).to_have_count(0)
    addresses += page.get_by_role("code").all_inner_texts()
    named = {each for text in addresses for each in re.findall(rf"https?://[^\s\"()]+/{slug}[^\s\"()]*", text)}
    assert len(named) > 10
    for address in named:
        wait_until(lambda address=address: page.request.get(address).status == 200)  # type: ignore[misc]
    frame = town.visitor().context.new_page()
    frame.set_content(f'<iframe src="{town.stack.url}/status/{slug}/card" title="Card"></iframe>')
    expect(frame.frame_locator("iframe").get_by_text("All systems operational")).to_be_visible()
