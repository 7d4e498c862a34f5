"""Times a visitor reads: the zone that was in force, the year where it is another, and the server's clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.pages import NOW, a_frame, a_maintenance, a_page, a_service, ago, an_incident, an_update
from tests.browser.site import Site


def wire(moment: datetime) -> str:
    """As documents tell it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> str:
    """A moment in UTC, as documents tell it."""
    return wire(datetime(year, month, day, hour, minute, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (at(2026, 10, 24, 23, 30), at(2026, 10, 25, 2, 30), "25 Oct, 01:30 CEST \u2013 03:30 CET"),
        (at(2026, 10, 25, 0, 30), at(2026, 10, 25, 1, 30), "25 Oct, 02:30 CEST \u2013 02:30 CET"),
        (at(2026, 10, 24, 10), at(2026, 10, 26, 10), "24 Oct, 12:00 CEST \u2013 26 Oct, 11:00 CET"),
        (at(2026, 3, 29, 0, 30), at(2026, 3, 29, 1, 30), "29 Mar, 01:30 CET \u2013 03:30 CEST"),
        (at(2026, 11, 24, 9), at(2026, 11, 24, 11), "24 Nov, 10:00\u201312:00 CET"),
        (at(2026, 12, 31, 20), at(2027, 1, 1, 2), "31 Dec 2026, 21:00 CET \u2013 1 Jan 2027, 03:00 CET"),
        (at(2027, 1, 9, 9), at(2027, 1, 9, 11), "9 Jan 2027, 10:00\u201312:00 CET"),
        (at(2027, 3, 28, 0, 30), at(2027, 3, 28, 1, 30), "28 Mar 2027, 01:30 CET \u2013 03:30 CEST"),
    ],
)
def test_a_span_names_the_zone_of_each_end_and_another_year(
    visitor: Visitor, site: Site, start: str, end: str, shown: str
) -> None:
    site.publish(a_page(maintenance=[a_maintenance(scheduled_start=start, scheduled_end=end)]))
    page = visitor.open()
    expect(page.get_by_role("region", name="Upcoming maintenance").get_by_role("time").first).to_have_text(shown)


def test_a_moment_of_another_year_says_so(visitor: Visitor, site: Site) -> None:
    said = [an_update("identified", minutes=5), an_update(days=400)]
    site.publish(a_page("minor", active_incidents=[an_incident(updates=said)]))
    times = visitor.open().get_by_role("article").first.get_by_role("time")
    expect(times).to_have_text(["23 Nov, 15:00 CET", "19 Oct 2025, 16:05 CEST"])


def test_days_of_another_year_say_so(visitor: Visitor, site: Site) -> None:
    new_year = datetime(2027, 1, 2, 12, tzinfo=UTC)
    site.clock = lambda: new_year
    moments = [new_year, new_year - timedelta(days=1), new_year - timedelta(days=2)]
    past = [an_incident(updates=[an_update("resolved") | {"created_at": wire(moment)}]) for moment in moments]
    site.publish(a_page(recent_incidents=past, updated_at=wire(new_year)))
    days = visitor.open().get_by_role("region", name="Past 14 days").get_by_role("heading", level=3)
    expect(days.nth(1)).to_have_text("Fri 1 Jan")
    expect(days.nth(2)).to_have_text("Thu, 31 Dec 2026")
    expect(days.nth(3)).to_have_text("20 \u2013 30 Dec 2026")


def test_quiet_days_over_the_turn_of_a_year_name_both_years(visitor: Visitor, site: Site) -> None:
    new_year = datetime(2027, 1, 2, 12, tzinfo=UTC)
    site.clock = lambda: new_year
    site.publish(a_page(updated_at=wire(new_year)))
    days = visitor.open().get_by_role("region", name="Past 14 days").get_by_role("heading", level=3)
    expect(days).to_have_text(["20 Dec 2026 \u2013 2 Jan 2027"])


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "de-DE"])
def test_a_page_has_one_clock_with_scripts_and_without(visitor: Visitor, site: Site, locale: str) -> None:
    planned = a_maintenance(scheduled_start=at(2026, 11, 24, 13), scheduled_end=at(2026, 11, 24, 15, 30))
    site.publish(a_page("minor", active_incidents=[an_incident(updates=[an_update()])], maintenance=[planned]))
    drawn = visitor.open(locale=locale, timezone_id="UTC")
    expect(drawn.get_by_text("Live", exact=True)).to_be_visible()
    assert re.findall("[AP]M", drawn.locator("main").inner_text()) == []
    expect(drawn.get_by_text(re.compile("13:00.*15:30.UTC"))).to_be_visible()
    expect(drawn.get_by_title(re.compile("14:05:00"))).to_have_count(1)
    published = visitor.open(locale=locale, java_script_enabled=False)
    expect(published.get_by_text(re.compile("13:00 to 15:30 UTC"))).to_be_visible()


def test_each_end_of_a_span_over_a_change_of_clocks_names_its_own_zone_in_america_too(
    visitor: Visitor, site: Site
) -> None:
    planned = a_maintenance(scheduled_start=at(2026, 11, 1, 4, 30), scheduled_end=at(2026, 11, 1, 7, 30))
    site.publish(a_page(maintenance=[planned]))
    page = visitor.open(locale="en-US", timezone_id="America/New_York")
    shown = page.get_by_role("region", name="Upcoming maintenance").get_by_role("time").first
    expect(shown).to_have_text("Nov 1, 00:30 EDT \u2013 02:30 EST")


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(days=900), timedelta(days=-9000)])
def test_a_visitors_wrong_clock_changes_no_time(visitor: Visitor, site: Site, wrong: timedelta) -> None:
    site.clock = lambda: NOW - wrong  # as if the visitor's clock were the wrong one
    published = a_page(
        "minor",
        active_incidents=[an_incident(updates=[an_update()])],
        maintenance=[a_maintenance(scheduled_start=wire(NOW - wrong + timedelta(hours=5)))],
        updated_at=wire(NOW - wrong - timedelta(minutes=3)),
    )
    site.publish(published)
    page = visitor.open()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("3 minutes ago")).to_be_visible()
    expect(page.get_by_text("starts in 5 hours")).to_be_visible()


def test_nothing_that_was_published_is_yet_to_come(visitor: Visitor, site: Site) -> None:
    """Even where the visitor's clock is set back while the page is open."""
    document = a_page(services=[a_service()])
    site.publish(document)
    page = visitor.open()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    frame = a_frame(document, "service_update", service=a_service("New"))
    site.push(frame | {"occurred_at": ago(hours=-3)})
    expect(page.get_by_text("just now")).to_be_visible()
    expect(page.get_by_text("in 3 hours")).to_have_count(0)


def test_an_answer_out_of_a_cache_says_how_old_it_is(visitor: Visitor, site: Site) -> None:
    site.age = 3600
    site.clock = lambda: NOW + timedelta(hours=4)
    site.publish(a_page(updated_at=wire(NOW + timedelta(hours=3))))
    expect(visitor.open().get_by_text("2 hours ago")).to_be_visible()


def test_html_names_another_year_and_always_the_one_it_was_published_in(visitor: Visitor, site: Site) -> None:
    said = [an_update("identified", minutes=5), an_update(days=400)]
    planned = a_maintenance(scheduled_start=at(2026, 12, 31, 20), scheduled_end=at(2027, 1, 1, 2))
    site.publish(a_page("minor", active_incidents=[an_incident(updates=said)], maintenance=[planned]))
    page = visitor.open(java_script_enabled=False)
    times = page.get_by_role("article").first.get_by_role("time")
    expect(times).to_have_text(["23 Nov, 14:00 UTC", "19 Oct 2025, 14:05 UTC"])
    expect(page.get_by_text("Last updated 23 Nov 2026, 14:02 UTC")).to_be_visible()
    expect(page.get_by_text("31 Dec 2026, 20:00 to 1 Jan 2027, 02:00 UTC")).to_be_visible()
