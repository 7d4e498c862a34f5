"""The days of the past: what began, went on and ended on each of them; and what of a page is printed."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import northwind
from tests.browser.conftest import Visitor
from tests.browser.pages import Document, a_maintenance, a_page, a_service, ago, an_incident, an_update
from tests.browser.site import Site

LONG = an_incident("Long outage", [an_update("resolved", "Over.", days=2, hours=4), an_update(days=5, hours=2)])


def days(visitor: Visitor, site: Site, document: Document) -> Locator:
    """The days of the page, today's first."""
    site.publish(document)
    page = visitor.open(timezone_id="UTC")
    return page.get_by_role("region", name="Past 14 days").locator(".day")


def test_a_day_inside_a_long_incident_says_that_it_went_on(visitor: Visitor, site: Site) -> None:
    found = days(visitor, site, a_page(recent_incidents=[LONG]))
    expect(found).to_have_count(6)
    expect(found.nth(0)).to_have_text("22 \u2013 23 NovNo incidents reported")
    expect(found.nth(1)).to_contain_text("Long outage went on until 10:05 UTC")
    expect(found.nth(2)).to_contain_text("Long outage went on all day")
    expect(found.nth(3)).to_contain_text("Long outage went on all day")
    expect(found.nth(4).get_by_role("article")).to_contain_text("Minor impact, lasted 2 days 22 hours")
    expect(found.nth(5)).to_have_text("10 \u2013 17 NovNo incidents reported")
    expect(found.get_by_role("article")).to_have_count(1)
    link = found.nth(2).get_by_role("link", name="Long outage")
    expect(link).to_have_attribute("href", f"/status/demo-org/incidents/{LONG['id']}")


def test_two_quiet_weeks_are_one_row(visitor: Visitor, site: Site) -> None:
    expect(days(visitor, site, a_page())).to_have_text(["10 \u2013 23 NovNo incidents reported"])


def test_a_single_quiet_day_is_told_by_its_name(visitor: Visitor, site: Site) -> None:
    past = [an_incident(f"Short {day}", [an_update("resolved", days=day)]) for day in (0, 2)]
    found = days(visitor, site, a_page(recent_incidents=past))
    expect(found.nth(1)).to_have_text("Sun 22 NovNo incidents reported")


def test_an_incident_that_is_still_open_is_going_on_today(visitor: Visitor, site: Site) -> None:
    found = days(visitor, site, a_page("minor", active_incidents=[an_incident("Slow", [an_update(days=2)])]))
    expect(found.nth(0)).to_contain_text("Slow is still going on")
    expect(found.nth(1)).to_contain_text("Slow went on all day")
    expect(found.nth(2)).to_contain_text("Minor impact, still open")


def test_an_incident_from_before_these_days_is_on_all_of_them(visitor: Visitor, site: Site) -> None:
    found = days(visitor, site, a_page("minor", active_incidents=[an_incident("Ancient", [an_update(days=40)])]))
    expect(found.get_by_text("Ancient")).to_have_count(14)
    expect(found.get_by_text("No incidents reported")).to_have_count(0)


def test_maintenance_over_several_days_is_on_each_of_them(visitor: Visitor, site: Site) -> None:
    moved = a_maintenance("Move", "completed", actual_start=ago(days=6, hours=3), actual_end=ago(days=4))
    running = a_maintenance("Upgrade", "in_progress", actual_start=ago(days=1), scheduled_start=ago(days=1))
    dropped = a_maintenance("Dropped", "cancelled", updated_at=ago(days=9))
    found = days(visitor, site, a_page("maintenance", maintenance=[running, moved, dropped]))
    expect(found.nth(0)).to_contain_text("Upgrade is still going on")
    expect(found.nth(1)).to_contain_text("Maintenance in progress")
    expect(found.nth(2)).to_have_text("20 \u2013 21 NovNo incidents reported")
    expect(found.nth(3)).to_contain_text("Maintenance completed, took 2 days 3 hours")
    expect(found.nth(4)).to_contain_text("Move went on all day")
    expect(found.nth(5)).to_contain_text("Move began at 11:05 UTC")
    expect(found.nth(7)).to_contain_text("Maintenance cancelled")
    expect(found.get_by_text("Dropped")).to_have_count(1)


def test_a_short_incident_is_on_its_day_alone(visitor: Visitor, site: Site) -> None:
    said = [an_update("resolved", days=1, hours=1), an_update(days=1, hours=3)]
    found = days(visitor, site, a_page(recent_incidents=[an_incident("Short", said)]))
    expect(found.get_by_text("Short")).to_have_count(1)
    expect(found.get_by_text("No incidents reported")).to_have_count(2)


def folded(visitor: Visitor, site: Site, **settings: Any) -> Page:
    """A page whose groups and earlier updates are folded."""
    many = [a_service(f"Service {number}", category="All of them") for number in range(40)]
    site.publish(northwind.operational() | {"services": many})
    page = visitor.open("/status/northwind", **settings)
    expect(page.get_by_text("Service 7")).to_be_hidden()
    return page


def test_what_is_folded_is_printed(visitor: Visitor, site: Site) -> None:
    page = folded(visitor, site)
    expect(page.get_by_text("Some webhooks arrive up to 20 minutes late.")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("Service 7", exact=True)).to_be_visible()
    expect(page.get_by_text("Some webhooks arrive up to 20 minutes late.")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.get_by_text("Service 7", exact=True)).to_be_hidden()


def test_what_is_folded_is_printed_without_scripts(visitor: Visitor, site: Site) -> None:
    page = folded(visitor, site, java_script_enabled=False)
    page.emulate_media(media="print")
    expect(page.get_by_text("Service 7", exact=True)).to_be_visible()
