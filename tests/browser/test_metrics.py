"""Lines of metrics below the services, and at an address of their own: what they show, and how they are reached."""

import math
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import northwind
from tests.browser.conftest import Visitor, across
from tests.browser.pages import NOW, Document, a_frame, a_page, an_organization
from tests.browser.site import Site
from tests.browser.test_page_quality import violations
from tests.browser.uptime import wire

PAGE = "/status/northwind"
DOCUMENT = f"/api{PAGE}/metrics"
MAX_METRICS, MAX_METRICS_REQUESTS = 7 * 1024, 5
_SHAPES = {"day": (288, 300), "week": (168, 3600), "month": (120, 21600), "quarter": (90, 86400)}
_ID = "01kat0000000000000000000{}m"


def a_metric(name: str, values: list[float | None], **fields: Any) -> Document:
    """One line of a document."""
    known = [each for each in values if each is not None]
    return {
        "id": _ID.format(sum(map(ord, name)) % 9),
        "name": name,
        "unit": "ms",
        "decimals": 0,
        "aggregation": "mean",
        "latest": {"at": wire(NOW), "value": known[-1]} if known else None,
        "mean": round(sum(known) / len(known)) if known else None,
        "p95": sorted(known)[len(known) * 95 // 100] if known else None,
        "least": min(known, default=None),
        "most": max(known, default=None),
        "values": values,
        **fields,
    }


def a_document(*metrics: Document, name: str = "day", as_of: Any = NOW) -> Document:
    """The document of a range."""
    count, step = _SHAPES[name]
    newest = int(as_of.timestamp()) // step * step
    start = as_of.fromtimestamp(newest - (count - 1) * step, as_of.tzinfo)
    return {
        "range": name,
        "start": wire(start),
        "step": step,
        "first_day": start.date().isoformat() if name == "quarter" else None,
        "time_zone": "UTC",
        "as_of": wire(as_of),
        "metrics": list(metrics),
    }


def waves(count: int = 288, base: float = 180, *, gap: bool = True) -> list[float | None]:
    """A day of response times, with an hour in which nothing was measured."""
    found = [round(base + 60 * math.sin(place / 20) + 25 * math.sin(place * 1.7)) for place in range(count)]
    return [None if gap and count // 2 <= place < count // 2 + 12 else each for place, each in enumerate(found)]


def publish(site: Site, *metrics: Document, page: Document | None = None) -> None:
    """A page that shows these, in every range."""
    shown = page or northwind.operational()
    organization = {**shown["organization"], "shows_metrics": True}
    site.publish({**shown, "organization": organization})
    for name in _SHAPES:
        below = "" if name == "day" else f"/{name}"
        count = _SHAPES[name][0]
        cut = [{**each, "values": each["values"][-count:]} for each in metrics]
        site.documents[f"/api/status/{organization['slug']}/metrics{below}"] = a_document(*cut, name=name)


def line(page: Page, name: str = "Response time") -> Locator:
    """What is turned to for its values."""
    return page.get_by_role("slider", name=f"{name}, ")


def test_lines_are_read_by_pointer_keyboard_and_touch_and_as_a_table(visitor: Visitor, site: Site) -> None:
    values = waves()
    publish(site, a_metric("Response time", values), a_metric("Checkout rate", [99.5] * 288, unit="%", decimals=1))
    page = visitor.open(PAGE, viewport={"width": 1280, "height": 2400}, has_touch=True)
    metric = page.get_by_role("article", name="Response time")
    expect(metric).to_contain_text("Mean")
    expect(metric).to_contain_text(f"{values[-1]:.0f}\u202fms")
    expect(page.get_by_role("article", name="Checkout rate")).to_contain_text("99.5%")
    of_two_pieces = re.compile("^M[^M]*M[^M]*$")
    expect(metric.locator("path.values"), "an hour without points is a gap").to_have_attribute("d", of_two_pieces)

    line(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(line(page)).to_have_attribute("aria-valuenow", "286")
    expect(line(page)).to_have_attribute("aria-valuetext", f"23 Nov, 15:00 CET: {values[286]:.0f}\u202fms")
    page.keyboard.press("Home")
    expect(metric.get_by_text(re.compile(r"^22 Nov, 15:10 CET: "))).to_be_visible()
    line(page).hover(position=across(line(page), 0.52, 40))
    expect(metric.get_by_text("No data")).to_be_visible()
    line(page).tap(position={"x": 1, "y": 40})
    expect(metric.get_by_text(f"{values[0]:.0f}\u202fms").first).to_be_visible()

    metric.get_by_text("Values as a table").click()
    expect(metric.get_by_role("row")).to_have_count(289)
    expect(metric.get_by_role("cell", name="No data").first).to_be_attached()


def test_other_ranges_are_fetched_when_asked_for_and_the_shown_one_goes_on(
    visitor: Visitor, site: Site, losing_network: None
) -> None:
    publish(site, a_metric("Response time", waves()))
    page = visitor.open(PAGE)
    expect(line(page)).to_be_attached()
    assert site.requests[f"{DOCUMENT}/week"] == 0
    page.get_by_role("radio", name="Week").check(force=True)
    expect(page.get_by_role("slider", name="Response time, 7 days")).to_be_attached()
    page.get_by_role("radio", name="90 days").check(force=True)
    expect(page.get_by_role("slider", name="Response time, 90 days")).to_be_attached()
    page.get_by_role("radio", name="Day", exact=True).check(force=True)
    later = NOW + timedelta(minutes=5)
    site.documents[DOCUMENT] = a_document(a_metric("Response time", [*waves(287), 777]), as_of=later)
    page.clock.run_for(90_000)
    expect(page.get_by_role("article", name="Response time")).to_contain_text("777\u202fms")


def test_what_cannot_be_loaded_is_said_and_tried_again(visitor: Visitor, site: Site, losing_network: None) -> None:
    publish(site, a_metric("Response time", waves()))
    site.failing.add(DOCUMENT)
    page = visitor.open(PAGE)
    expect(page.get_by_text("Metrics cannot be loaded right now.")).to_be_visible()
    site.failing.clear()
    page.clock.run_for(90_000)
    expect(line(page)).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_lines_at_any_width(visitor: Visitor, site: Site, scheme: str) -> None:
    publish(site, a_metric("Response time", waves()), a_metric("Orders", [None] * 288, unit=""))
    page = visitor.open(PAGE, color_scheme=scheme, bypass_csp=True, viewport={"width": 360, "height": 900})
    expect(line(page)).to_be_attached()
    expect(page.get_by_text("No data in this range")).to_be_attached()
    page.get_by_text("Values as a table").first.click()
    expect(page.get_by_role("row").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_figures_and_tables_are_at_an_address_of_their_own(visitor: Visitor, site: Site) -> None:
    publish(site, a_metric("Response time", waves()))
    page = visitor.open(PAGE, java_script_enabled=False)
    page.get_by_role("link", name="Metrics of the last 24 hours").click()
    expect(page.get_by_role("heading", name="Response time")).to_be_visible()
    expect(page.get_by_text("p95")).to_be_visible()
    page.get_by_text("Values as a table").click()
    expect(page.get_by_role("row")).to_have_count(25)
    with_scripts = visitor.open(f"{PAGE}/metrics", bypass_csp=True)
    expect(line(with_scripts)).to_be_visible()
    assert violations(with_scripts) == []


def test_lines_have_a_budget_of_their_own_and_cost_pages_without_them_nothing(visitor: Visitor, site: Site) -> None:
    site.publish(a_page(organization=an_organization(slug="northwind")))
    page = visitor.open(PAGE)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert not any("metrics" in path for path in site.requests)
    publish(site, a_metric("Response time", waves()))
    page = visitor.open(PAGE)
    expect(line(page)).to_be_attached()
    requests = {path: count for path, count in site.requests.items() if "metrics" in path}
    sizes = {path: size for path, size in site.bytes_by_path.items() if "metrics" in path}
    assert sum(requests.values()) <= MAX_METRICS_REQUESTS, requests
    assert sum(sizes.values()) <= MAX_METRICS, sizes


def test_a_page_that_was_open_before_the_first_metric_shows_its_line(visitor: Visitor, site: Site) -> None:
    publish(site, a_metric("Response time", waves()))
    document = northwind.operational()
    site.publish(document)
    page = visitor.open(PAGE)
    site.wait_for_subscriber()
    assert not any("metrics" in path for path in site.requests)
    shows = {**document["organization"], "shows_metrics": True}
    site.push(a_frame(document, "status_update", organization=shows))
    expect(line(page)).to_be_attached()
