"""What holds in every state of every page: weight, access, and a layout that stands still."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import northwind
from tests.browser.conftest import Visitor, drawn
from tests.browser.pages import Document
from tests.browser.site import Site

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGE = "/status/northwind"
STATES: dict[str, Callable[[], Document]] = {
    "operational": northwind.operational,
    "incident": northwind.incident,
    "maintenance": northwind.maintenance,
    "empty": northwind.empty,
}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that axe looks at by itself of its category `cat.color`."""
MAX_SCRIPT, MAX_STYLE, MAX_ALL, MAX_REQUESTS = 20 * 1024, 6 * 1024, 32 * 1024, 13
MAX_UPTIME, MAX_UPTIME_REQUESTS = 6 * 1024, 5
LAYOUT_SHIFTS = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) total += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(total)));
})"""


def violations(page: Page, *, of_colours: bool = False) -> list[str]:
    """What axe finds, as rule: element; of colours alone, where the same page was looked at in the other scheme."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    options = {"resultTypes": ["violations"], **({"runOnly": OF_COLOURS} if of_colours else {})}
    found: list[Any] = page.evaluate("(options) => axe.run(options).then(({ violations }) => violations)", options)
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


CONTRAST = """(element) => {
  const luminance = (colour) => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colours = [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor];
  const [a, b] = colours.map(luminance);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


COUNTS_ANIMATIONS = """
window.animated = 0;
const { animate } = Element.prototype;
Element.prototype.animate = function (...given) { animated += 1; return animate.apply(this, given); };
"""
"""They last for seconds, which a busy machine may take to look at them."""


def loaded(visitor: Visitor, path: str = PAGE, **settings: Any) -> Page:
    page = visitor.open(path, **settings)
    if path.startswith(PAGE):
        return drawn(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Loading")).to_have_count(0)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_on_the_status_page(visitor: Visitor, site: Site, state: str, scheme: str) -> None:
    site.publish(STATES[state]())
    page = loaded(visitor, color_scheme=scheme, bypass_csp=True)
    for folded in page.get_by_text("earlier update").all():
        folded.click()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_below_the_status_page(
    visitor: Visitor, site: Site, losing_network: None, scheme: str
) -> None:
    document = northwind.incident()
    site.publish(document)
    incident, maintenance = document["active_incidents"][0]["id"], document["maintenance"][0]["id"]
    paths = [
        f"{PAGE}/history",
        f"{PAGE}/incidents/{incident}",
        f"{PAGE}/maintenance/{maintenance}",
        "/status/nobody",
        "/",
        "/nowhere",
    ]
    for path in paths:
        page = loaded(visitor, path, color_scheme=scheme, bypass_csp=True)
        assert violations(page) == [], path


def of_uptime(path: str) -> bool:
    """Whether it is for the bars, which come once the page is live."""
    return "uptime" in path


def test_the_first_load_stays_within_its_budget(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.incident())
    page = loaded(visitor)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    requests = {path: count for path, count in site.requests.items() if path != "/live" and not of_uptime(path)}
    sizes = {path: size for path, size in site.bytes_by_path.items() if not of_uptime(path)}
    assert sum(requests.values()) <= MAX_REQUESTS, requests
    assert sum(size for path, size in sizes.items() if path.endswith(".js")) <= MAX_SCRIPT, sizes
    assert sum(size for path, size in sizes.items() if path.endswith(".css")) <= MAX_STYLE, sizes
    assert sum(sizes.values()) <= MAX_ALL, sizes


def test_bars_of_uptime_stay_within_a_budget_of_their_own(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.incident())
    page = loaded(visitor)
    page.get_by_role("heading", name="Services").scroll_into_view_if_needed()
    expect(page.get_by_role("slider").first).to_be_visible()
    requests = {path: count for path, count in site.requests.items() if of_uptime(path)}
    sizes = {path: size for path, size in site.bytes_by_path.items() if of_uptime(path)}
    assert sum(requests.values()) <= MAX_UPTIME_REQUESTS, requests
    assert sum(sizes.values()) <= MAX_UPTIME, sizes
    assert sum(site.bytes_by_path.values()) <= MAX_ALL + MAX_UPTIME, site.bytes_by_path


def test_bars_are_asked_for_only_once_the_page_is_live(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.operational())
    site.mute = True
    page = loaded(visitor)
    assert not any(map(of_uptime, site.requests))
    page.clock.run_for(3000)
    expect(page.get_by_role("slider").first).to_be_visible()


def test_what_a_visitor_does_not_ask_for_is_not_loaded(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.incident())
    later = {"/js/page/history.js", "/js/page/permalink.js"}
    page = loaded(visitor)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert not later & site.requests.keys()
    page.get_by_role("link", name="Full history").click()
    expect(page.get_by_text("Times are in your time zone")).to_be_visible()
    site.wait_for_subscriber()
    assert later & site.requests.keys() == {"/js/page/history.js"}


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_shifts_while_the_page_loads(visitor: Visitor, site: Site, width: int) -> None:
    site.publish(northwind.incident())
    page = loaded(visitor, viewport={"width": width, "height": 800})
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert page.evaluate(LAYOUT_SHIFTS) == 0


@pytest.mark.parametrize("width", [320, 360, 1280, 2560])
def test_the_page_never_scrolls_sideways(visitor: Visitor, site: Site, width: int) -> None:
    site.publish(northwind.incident())
    for path in (PAGE, f"{PAGE}/history"):
        page = loaded(visitor, path, viewport={"width": width, "height": 256})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_words_and_long_names_break(visitor: Visitor, site: Site) -> None:
    document = northwind.incident()
    long = "W" * 100
    document["organization"] = document["organization"] | {"name": long}
    document["services"][0] |= {"name": long, "category": long, "description": long}
    document["active_incidents"][0] |= {"title": long * 2}
    site.publish(document)
    page = loaded(visitor, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_control_is_reached_by_the_keyboard_and_shows_its_focus(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.operational())
    page = loaded(visitor, viewport={"width": 1280, "height": 4000})
    expect(page.get_by_role("slider")).to_have_count(9)
    reached = []
    for _ in range(page.locator("a[href]:not([tabindex='-1']), summary, button, [role=slider]").count()):
        page.keyboard.press("Tab")
        focused = page.locator(":focus-visible")
        assert focused.evaluate("(element) => getComputedStyle(element).outlineStyle") == "solid"
        reached.append(focused.inner_text())
    assert {"Full history", "Payments", "Allclear"} <= {text.split("\n")[0] for text in reached}


def test_a_changed_row_is_not_animated_for_who_asked_for_less_motion(visitor: Visitor, site: Site) -> None:
    document = northwind.operational()
    site.publish(document)
    counts = {}
    for motion in ("reduce", "no-preference"):
        page = loaded(visitor, script=COUNTS_ANIMATIONS, reduced_motion=motion)
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        counts[motion] = page
    changed = document["services"][0] | {"status": "major_outage", "version": 2}
    site.push(
        {
            "event": "service_update",
            "tenant_id": document["organization"]["id"],
            "version": 11,
            "occurred_at": document["updated_at"],
            "data": {"service": changed, "status": document["status"]},
        }
    )
    for page in counts.values():
        expect(page.get_by_role("listitem").filter(has_text="Authorization and capture")).to_contain_text(
            "Major outage"
        )
    assert {motion: page.evaluate("animated") for motion, page in counts.items()} == {"reduce": 0, "no-preference": 1}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_organizations_colour_is_made_readable(visitor: Visitor, site: Site, scheme: str) -> None:
    document = northwind.empty()
    for colour in (
        "#ffff00",
        "#00ff00",
        "#00ffff",
        "#0000ff",
        "#ff00ff",
        "#ff0000",
        "#000000",
        "#ffffff",
        "#5b3fd1",
        "#ffee88",
    ):
        document["organization"]["accent_color"] = colour
        site.publish(document)
        page = loaded(visitor, color_scheme=scheme)
        assert page.get_by_role("link", name="Allclear").evaluate(CONTRAST) >= 4.5, colour
        page.context.close()
