"""Words that people write stand in their own direction, whatever the script, and never turn the words around them."""

from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import Person, Town
from tests.browser.dashboard.test_dashboard_quality import DASHBOARD, shown
from tests.waiting import wait_until

ASTRAY = """() => {
  const rtl = /[\\u0590-\\u08ff]/;
  const isOwn = (element) => element.closest("[dir], bdi");
  const told = (each) => `${each.tagName}.${each.className}: ${(each.textContent || each.value).slice(0, 60)}`;
  const found = [];
  const root = document.getElementById("dashboard");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (rtl.test(data) && !isOwn(parentElement)) found.push(told(parentElement));
  }
  for (const field of document.querySelectorAll("input, textarea"))
    if (rtl.test(field.value) && field.dir !== "auto") found.push(told(field));
  return [...new Set(found)];
}"""
"""What stands in letters from right to left without an element that says in which direction it runs."""


def a_world(town: Town) -> tuple[Person, dict[str, str]]:
    owner = town.member("Ada")
    owner.call("PUT", "/api/auth/me", {"name": "עדה"})
    made = owner.call("POST", "/api/organizations", {"name": "חברה", "slug": f"rtl-{owner.email.partition('@')[0]}"})
    words = {"description": "תיאור (API v2)."}
    service = owner.call("POST", "/api/services", {"name": "שירות", "category": "קטגוריה", **words})
    incident = {"title": "תקלה (v2)", "service_ids": [service["id"]], "service_status": "partial_outage", **words}
    opened = owner.call("POST", "/api/incidents", incident)
    times = {"scheduled_start": "2031-05-06T12:00:00Z", "scheduled_end": "2031-05-06T14:00:00Z"}
    planned = owner.call(
        "POST", "/api/maintenance", {"title": "תחזוקה", "service_ids": [service["id"]], **times, **words}
    )
    own = {"footer_text": "כותרת", "intro_text": "הקדמה", "links": [{"label": "עזרה", "url": "https://example.com"}]}
    owner.call("PUT", f"/api/organizations/{made['id']}", own | {"status_words": {"operational": "פועל"}})
    owner.call("POST", "/api/api-keys", {"name": "מפתח", "scope": "read"})
    told: list[dict[str, str]] = wait_until(lambda: owner.call("GET", "/api/notifications")["items"])
    source = owner.call("POST", "/api/sources", {"name": "מקור", "kind": "generic"})
    monitor = owner.call("POST", "/api/monitors", {"kind": "tcp", "name": "חנות", "host": "example.com", "port": 443})
    metric = owner.call("POST", "/api/metrics", {"name": "זמן", "unit": "ms"})
    ids = {"incident": opened, "maintenance": planned, "notification": told[0]}
    ids |= {"source": source, "monitor": monitor, "metric": metric}
    return owner, {name: each["id"] for name, each in ids.items()}


def test_every_word_of_a_person_finds_its_own_direction(town: Town) -> None:
    owner, ids = a_world(town)
    page = owner.open_dashboard()
    astray = {path: found for path in DASHBOARD if (found := astray_on(page, path, ids))}
    assert astray == {}


def astray_on(page: Page, path: str, ids: dict[str, str]) -> list[str]:
    shown(page, path, ids)
    found: list[str] = page.evaluate(ASTRAY)
    return found


def test_dialogs_and_toasts_do_so_too(town: Town) -> None:
    owner, _ = a_world(town)
    page = owner.open_dashboard()
    page.get_by_role("button", name="Edit שירות").click()
    expect(page.get_by_label("Name")).to_have_attribute("dir", "auto")
    expect(page.get_by_label("Description")).to_have_attribute("dir", "auto")
    expect(page.get_by_role("dialog").locator("h2 bdi")).to_have_text("שירות")
    page.get_by_label("Name").fill("שירות אחר")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast bdi")).to_have_text("שירות אחר")
