"""The bars of uptime below the services: what they show, how they are reached, and that they go on live."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import northwind, uptime
from tests.browser.conftest import Visitor, across
from tests.browser.pages import NOW, Document, a_frame, a_page, a_service, affected, ago, an_incident, an_update
from tests.browser.site import Site
from tests.browser.test_page_quality import violations

PAGE = "/status/northwind"


def opened(visitor: Visitor, site: Site, document: Document, **settings: Any) -> Page:
    """The page with its services in view."""
    site.publish(document)
    slug = document["organization"]["slug"]
    page = visitor.open(f"/status/{slug}", **{"viewport": {"width": 1280, "height": 2400}, **settings})
    expect(page.get_by_role("slider").first).to_be_visible()
    return page


def row(page: Page, name: str) -> Locator:
    """A service's line."""
    return (
        page.get_by_role("region", name="Services")
        .get_by_role("listitem")
        .filter(has=page.get_by_text(name, exact=True))
    )


def bars(page: Page, name: str) -> Locator:
    """A service's bars."""
    return page.get_by_role("slider", name=f"{name}, day by day")


def note(page: Page) -> Locator:
    """What is told of the day that is looked at."""
    return page.locator(".note:popover-open")


def turn_to(page: Page, name: str) -> None:
    """Reaches a service's bars by keyboard: today's note opens."""
    bars(page, name).focus()
    expect(note(page)).to_contain_text("23 November 2026")


def outage(**given: Any) -> tuple[Document, Document]:
    """A page whose one service was down for two hours yesterday, and the incident."""
    service = a_service("API", **{"created_at": ago(days=400), **given})
    said = [an_update("resolved", days=1, hours=1), an_update(days=1, hours=3)]
    incident = an_incident("Power cut", said, affected(service, status="major_outage"), "critical")
    return a_page(services=[service], recent_incidents=[incident]), incident


@pytest.mark.parametrize(("width", "days"), [(1280, 90), (700, 60), (360, 30)])
def test_as_many_days_as_there_is_room_for(visitor: Visitor, site: Site, width: int, days: int) -> None:
    page = opened(visitor, site, outage()[0], viewport={"width": width, "height": 1200})
    expect(bars(page, "API")).to_have_attribute("aria-valuemax", str(days))
    expect(row(page, "API")).to_contain_text(f"{days} days ago")
    expect(row(page, "API")).to_contain_text("Today")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_percentage_is_of_the_days_that_are_shown(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage()[0])
    expect(row(page, "API")).to_contain_text("99.9% uptime")
    page.set_viewport_size({"width": 360, "height": 1200})
    expect(row(page, "API")).to_contain_text("99.71% uptime")


def test_a_category_shows_the_mean_of_its_services(visitor: Visitor, site: Site) -> None:
    document, _ = outage(category="Core")
    document["services"].append(a_service("Web", category="Core", created_at=ago(days=400)))
    page = opened(visitor, site, document)
    expect(page.locator("summary").filter(has_text="Core")).to_contain_text("99.95% uptime in 90 days")


def test_how_a_day_went_is_told_by_height_and_not_by_colour_alone(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage(created_at=ago(days=20))[0])
    heights = {
        tone: bars(page, "API").locator(f".tone-{tone}").evaluate("(path) => path.getBBox().height")
        for tone in ("ok", "critical", "none")
    }
    assert heights["critical"] > heights["ok"]
    hollow = bars(page, "API").locator(".tone-none")
    assert hollow.evaluate("(path) => getComputedStyle(path).fill") == "none"


def test_a_day_before_the_service_existed_has_no_data(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage(created_at=ago(days=20))[0])
    turn_to(page, "API")
    page.keyboard.press("Home")
    expect(note(page)).to_contain_text("No data")
    expect(bars(page, "API")).to_have_attribute("aria-valuetext", re.compile("26 August 2026: No data"))


def test_bars_are_one_stop_of_the_keyboard_and_arrows_go_from_day_to_day(visitor: Visitor, site: Site) -> None:
    document, incident = outage()
    page = opened(visitor, site, document)
    page.locator("main a, main summary").first.focus()
    page.keyboard.press("Shift+Tab")
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.getAttribute('role')"))
    assert stops.count("slider") == 1
    turn_to(page, "API")
    page.keyboard.press("ArrowLeft")
    expect(bars(page, "API")).to_have_attribute("aria-valuenow", "89")
    expect(bars(page, "API")).to_have_attribute(
        "aria-valuetext", re.compile("Sunday,? 22 November 2026: 91.66% uptime, Major outage 2 hours, Power cut")
    )
    expect(note(page)).to_contain_text("Major outage 2 hours")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Power cut").and_(note(page).get_by_role("link"))
    expect(link).to_be_focused()
    expect(link).to_have_attribute("href", f"/status/demo-org/incidents/{incident['id']}")
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(bars(page, "API")).to_be_focused()


def test_tabbing_on_closes_the_note(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, northwind.operational())
    turn_to(page, "Payouts")
    page.keyboard.press("ArrowLeft")
    expect(note(page)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(note(page).filter(has_text="Sunday")).to_have_count(0)


def test_a_tap_opens_the_note_and_steps_lead_to_the_days_beside_it(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage()[0], viewport={"width": 360, "height": 1200}, has_touch=True, is_mobile=True)
    bars(page, "API").tap(position=across(bars(page, "API"), 28.5 / 30, 10))
    expect(note(page)).to_contain_text("Power cut")
    before = note(page).get_by_role("button", name="Day before")
    size = before.bounding_box()
    assert size
    assert min(size["width"], size["height"]) >= 44
    before.tap()
    expect(note(page)).to_contain_text(re.compile("Saturday,? 21 November 2026"))
    expect(note(page)).to_contain_text("Nothing went wrong")
    page.touchscreen.tap(20, 1100)
    expect(note(page)).to_have_count(0)


def test_the_pointer_opens_a_note_whose_links_it_can_reach(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage()[0])
    bars(page, "API").hover(position=across(bars(page, "API"), 88.5 / 90, 5))
    expect(note(page)).to_contain_text("Power cut")
    note(page).get_by_role("link").hover()
    expect(note(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(note(page)).to_have_count(0)


def test_a_table_tells_the_days_on_which_something_happened(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage()[0])
    rows = page.get_by_role("table", name="API: days with incidents").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(re.compile("Sunday,? 22 November 2026"))
    expect(rows.last).to_contain_text("Major outage 2 hours")
    expect(rows.last.get_by_role("link", name="Power cut")).to_have_attribute("tabindex", "-1")


def test_an_outage_counts_at_once_and_goes_on_without_fetching(visitor: Visitor, site: Site) -> None:
    document = a_page(services=[a_service("API", created_at=ago(days=400))])
    page = opened(visitor, site, document)
    site.wait_for_subscriber()
    asked = site.requests.copy()
    down = document["services"][0] | {"status": "major_outage", "version": 2}
    incident = an_incident("Fire", [an_update(minutes=0)], affected(down), "critical")
    site.push(a_frame(document, "incident_created", indicator="critical", incident=incident, services=[down]))
    expect(row(page, "API")).to_contain_text("Major outage")
    page.clock.fast_forward("02:00:00")
    turn_to(page, "API")
    expect(note(page)).to_contain_text("Major outage 2 hours")
    expect(note(page).get_by_role("link", name="Fire")).to_be_visible()
    expect(row(page, "API")).to_contain_text("99.9% uptime")
    again = {path for path, count in site.requests.items() if count > asked[path] and "/api/" in path}
    assert again == set()


def test_a_correction_changes_the_bars_before_a_visitor_s_eyes(visitor: Visitor, site: Site) -> None:
    document, incident = outage()
    page = opened(visitor, site, document)
    expect(row(page, "API")).to_contain_text("99.9% uptime")
    corrected = document | {"recent_incidents": [incident | {"services": []}]}
    site.documents["/api/status/demo-org/uptime/bars"] = uptime.bars(corrected, as_of=NOW + timedelta(seconds=2))
    frame = a_frame(document, "status_update")
    frame["data"]["uptime"] = {"from": incident["started_at"], "to": incident["resolved_at"]}
    site.push(frame)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.clock.run_for(2000)
    expect(row(page, "API")).to_contain_text("100% uptime")


def test_a_hidden_service_has_no_bars_and_a_page_without_uptime_asks_for_none(visitor: Visitor, site: Site) -> None:
    document = northwind.operational()
    document["services"][0]["show_uptime"] = False
    page = opened(visitor, site, document)
    expect(bars(page, "Bank transfers")).to_be_visible()
    expect(bars(page, "Card payments")).to_have_count(0)

    document["organization"] = document["organization"] | {"show_uptime": False}
    site.requests.clear()
    site.publish(document)
    page = visitor.open(PAGE)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Uptime by month")).to_have_count(0)
    expect(page.locator(".uptime")).to_have_count(0)
    assert not any("uptime" in path for path in site.requests)


def test_showing_uptime_brings_the_bars_to_an_open_page(visitor: Visitor, site: Site) -> None:
    document = northwind.operational()
    site.publish(document)
    site.publish(document | {"organization": document["organization"] | {"show_uptime": False}})
    page = visitor.open(PAGE, viewport={"width": 1280, "height": 2400})
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    site.push(a_frame(document, "status_update", organization=document["organization"]))
    expect(bars(page, "Card payments")).to_be_visible()


def test_a_page_reads_on_when_its_uptime_cannot_be_had(visitor: Visitor, site: Site, losing_network: None) -> None:
    document = northwind.operational()
    site.publish(document)
    site.failing.add("/api/status/northwind/uptime/bars")
    page = visitor.open(PAGE, viewport={"width": 1280, "height": 2400})
    site.wait_for_request("/api/status/northwind/uptime/bars")
    expect(page.locator(".uptime").first).to_be_hidden()
    expect(row(page, "Card payments")).to_contain_text("Operational")
    site.failing.clear()
    page.clock.run_for(2000)
    expect(bars(page, "Card payments")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_at_the_bars_and_their_note(visitor: Visitor, site: Site, scheme: str, width: int) -> None:
    page = opened(
        visitor,
        site,
        northwind.incident(),
        color_scheme=scheme,
        viewport={"width": width, "height": 4000},
        bypass_csp=True,
    )
    turn_to(page, "Webhooks")
    page.keyboard.press("ArrowLeft")
    expect(note(page)).to_contain_text("Delayed webhooks")
    assert violations(page) == []


def test_bars_need_no_colours_of_ours(visitor: Visitor, site: Site) -> None:
    page = opened(visitor, site, outage()[0], forced_colors="active")
    fills = (
        bars(page, "API").locator("path").evaluate_all("(paths) => paths.map((path) => getComputedStyle(path).fill)")
    )
    assert len(set(fills)) == 1


def test_bars_that_were_never_in_view_are_printed(visitor: Visitor, site: Site) -> None:
    services = [a_service(f"Service {number}", created_at=ago(days=400)) for number in range(25)]
    page = opened(visitor, site, a_page(services=services), viewport={"width": 1280, "height": 600})
    assert page.locator(".bars").count() < len(services)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".bars")).to_have_count(len(services))


def test_folded_services_draw_no_bars_until_they_are_opened(visitor: Visitor, site: Site) -> None:
    services = [a_service(f"S{number}", category=f"C{number % 4}", created_at=ago(days=400)) for number in range(500)]
    site.publish(a_page(services=services))
    page = visitor.open(viewport={"width": 1280, "height": 2000})
    expect(page.locator("summary").filter(has_text="C0")).to_contain_text("100%")
    assert page.locator(".bars").count() == 0
    page.locator("summary").filter(has_text="C0").click()
    expect(bars(page, "S0")).to_be_visible()
    assert page.locator(".bars").count() < 100
