"""What a visitor reads on a public page, and how it changes while they read."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, drawn
from tests.browser.pages import (
    a_frame,
    a_maintenance,
    a_page,
    a_service,
    affected,
    ago,
    an_incident,
    an_organization,
    an_update,
)
from tests.browser.site import Site


def service_row(page: Page, name: str) -> object:
    return page.get_by_role("listitem").filter(has_text=name)


def is_live(page: Page) -> None:
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_a_page_where_all_is_well_says_so(visitor: Visitor, site: Site) -> None:
    site.publish(a_page(services=[a_service("API", description="Our REST API"), a_service("Web", position=200)]))
    page = visitor.open()
    expect(page.get_by_role("region", name="Current status")).to_have_text("All systems operational")
    row = page.get_by_role("region", name="Services").get_by_role("listitem").first
    expect(row).to_contain_text(re.compile(r"API.*Our REST API.*Operational"))
    expect(page).to_have_title("Operational - Demo")
    expect(page.get_by_text("No incidents reported")).to_have_count(1)


def test_services_are_grouped_by_category_in_their_order(visitor: Visitor, site: Site) -> None:
    categories = (("API", "Developers"), ("Shop", "Customers"), ("Webhooks", "Developers"))
    site.publish(a_page(services=[a_service(name, category=category) for name, category in categories]))
    page = visitor.open()
    services = page.get_by_role("region", name="Services")
    expect(services.get_by_role("heading", level=3)).to_have_text(["Developers", "Customers"])
    expect(services.get_by_role("list").first.get_by_role("listitem")).to_contain_text(["API", "Webhooks"])


def test_an_open_incident_shows_its_updates_impact_and_services(visitor: Visitor, site: Site) -> None:
    api = a_service("API", "major_outage")
    updates = [
        an_update("identified", "A bad deployment.", minutes=5),
        an_update("investigating", "We look.", minutes=30),
    ]
    site.publish(
        a_page(
            "critical",
            services=[api],
            active_incidents=[an_incident("API is down", updates, affected(api), "critical")],
        )
    )
    page = visitor.open()
    incident = page.get_by_role("article").filter(has=page.get_by_role("heading", name="API is down", level=3))
    expect(incident).to_contain_text("Critical impact")
    expect(incident.get_by_role("list", name="Affected services")).to_contain_text("API: Major outage")
    expect(incident.get_by_role("paragraph")).to_contain_text(
        ["Identified", "A bad deployment.", "Investigating", "We look."]
    )
    expect(page).to_have_title("Major outage - Demo")


def test_times_are_in_the_viewers_zone_which_is_named(visitor: Visitor, site: Site) -> None:
    site.publish(a_page("minor", active_incidents=[an_incident(updates=[an_update(hours=2)])]))
    page = visitor.open(timezone_id="America/New_York", locale="en-US")
    time = page.get_by_role("article").get_by_role("time").first
    expect(time).to_have_text("Nov 23, 07:05 EST")
    expect(time).to_have_attribute("datetime", ago(hours=2))
    expect(time).to_have_attribute("title", re.compile(r"Monday, November 23, 2026 at 07:05:00"))
    expect(page.get_by_role("contentinfo")).to_contain_text("America/New York")


def test_what_an_organization_writes_is_text_with_its_lines_and_links(visitor: Visitor, site: Site) -> None:
    text = "<img src=x onerror=alert(1)>\nMore at https://example.com/a?b=1, or (http://example.com/x)."
    site.publish(a_page("minor", active_incidents=[an_incident("<b>Bold</b>", [an_update(text=text, minutes=1)])]))
    page = drawn(visitor.open())
    incident = page.get_by_role("article").first
    expect(incident.get_by_role("heading")).to_have_text("<b>Bold</b>")
    assert text in incident.inner_text()
    links = incident.locator("p").get_by_role("link")
    expect(links).to_have_text(["https://example.com/a?b=1", "http://example.com/x"])
    expect(links.first).to_have_attribute("rel", "noopener nofollow")


def test_maintenance_is_announced_with_its_time_and_length(visitor: Visitor, site: Site) -> None:
    site.publish(a_page(services=[a_service("API")], maintenance=[a_maintenance("Upgrade")]))
    upcoming = visitor.open().get_by_role("region", name="Upcoming maintenance")
    expect(upcoming).to_contain_text("24 Nov, 15:05\u201317:05 CET (2 hours, starts in 24 hours)")
    expect(upcoming).to_contain_text("Scheduled")


def test_the_past_is_listed_by_day(visitor: Visitor, site: Site) -> None:
    updates = [
        an_update("resolved", "All good.", days=1, hours=1),
        an_update("investigating", "We look.", days=1, hours=3),
    ]
    done = a_maintenance("Upgrade", "completed", actual_start=ago(days=4, hours=2), actual_end=ago(days=4))
    site.publish(a_page(recent_incidents=[an_incident("Slow API", updates)], maintenance=[done]))
    page = visitor.open()
    past = page.get_by_role("region", name="Past 14 days")
    expect(past.get_by_role("heading", level=3)).to_have_text(
        ["Mon 23 Nov", "Sun 22 Nov", "20 \u2013 21 Nov", "Thu 19 Nov", "10 \u2013 18 Nov"]
    )
    incident = past.get_by_role("article").filter(has_text="Slow API")
    expect(incident).to_contain_text(re.compile("Minor impact, lasted 2 hours.*All good", re.DOTALL))
    expect(incident.get_by_text("We look.")).to_be_hidden()
    incident.get_by_text("1 earlier update").click()
    expect(incident.get_by_text("We look.")).to_be_visible()
    expect(past.get_by_role("article").filter(has_text="Upgrade")).to_contain_text(
        "Maintenance completed, took 2 hours"
    )
    expect(past.get_by_text("No incidents reported")).to_have_count(3)


def test_a_service_changes_without_any_request(visitor: Visitor, site: Site) -> None:
    api = a_service("API")
    document = a_page(services=[api])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    expect(page.get_by_role("slider")).to_be_visible()
    before = site.requests.copy()
    down = api | {"status": "major_outage", "version": 2}
    site.push(a_frame(document, "service_update", indicator="critical", service=down))
    expect(page.get_by_role("region", name="Services")).to_contain_text("Major outage")
    expect(page.get_by_role("region", name="Current status")).to_have_text("Major outage")
    expect(page).to_have_title("Major outage - Demo")
    assert site.requests == before


def test_an_incident_comes_moves_on_and_goes_to_the_past(visitor: Visitor, site: Site) -> None:
    document = a_page(services=[a_service("API")])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    incident = an_incident("API errors")
    site.push(a_frame(document, "incident_created", indicator="minor", version=11, incident=incident, services=[]))
    opened = page.get_by_role("region", name="Open incidents")
    expect(opened).to_contain_text("API errors")
    updates = [an_update("resolved", "Fixed."), *incident["updates"]]
    resolved = incident | {"status": "resolved", "resolved_at": ago(), "updates": updates, "version": 2}
    site.push(a_frame(document, "incident_update", version=12, incident=resolved, services=[]))
    expect(opened).to_have_count(0)
    expect(page.get_by_role("region", name="Past 14 days")).to_contain_text("Fixed.")


def test_only_a_change_of_the_overall_state_is_announced(visitor: Visitor, site: Site) -> None:
    api = a_service("API")
    document = a_page(services=[api])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    expect(page.get_by_role("status")).to_have_count(1)
    site.push(a_frame(document, "service_update", version=11, service=api | {"description": "New"}))
    expect(page.get_by_text("New", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")
    site.push(
        a_frame(document, "service_update", indicator="major", version=12, service=api | {"status": "partial_outage"})
    )
    expect(page.get_by_role("status")).to_have_text("Partial outage")


def test_what_is_new_under_the_same_banner_is_announced_once(
    visitor: Visitor, site: Site, losing_network: None
) -> None:
    first = an_incident("API errors")
    document = a_page("minor", active_incidents=[first])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    page.evaluate("""() => {
      window.announced = [];
      const region = document.getElementById('announcement');
      new MutationObserver(() => announced.push(region.textContent)).observe(region, { childList: true });
    }""")
    second = an_incident("Slow shop")
    opened = a_frame(document, "incident_created", indicator="minor", version=11, incident=second)
    moved = second | {"status": "identified", "version": 2, "updates": [an_update("identified"), *second["updates"]]}
    site.push(opened, opened, a_frame(document, "incident_update", indicator="minor", version=12, incident=moved))
    expect(page.get_by_role("status")).to_have_text("Update: Slow shop, identified")
    page.clock.run_for(120_000)
    assert page.evaluate("announced") == ["New: Slow shop, investigating", "Update: Slow shop, identified"]
    expect(page.get_by_role("status")).to_have_count(1)


def test_a_late_frame_puts_no_older_state_over_a_newer_one(visitor: Visitor, site: Site) -> None:
    api = a_service("API", version=5)
    document = a_page(services=[api])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    late = api | {"status": "major_outage", "version": 4}
    site.push(
        a_frame(document, "service_update", version=11, service=late),
        a_frame(document, "service_update", version=12, service=a_service("Web")),
    )
    services = page.get_by_role("region", name="Services")
    expect(services.get_by_role("listitem")).to_have_count(2)
    expect(services).not_to_contain_text("Major outage")


def test_a_state_that_these_scripts_do_not_know_is_shown_by_its_name(visitor: Visitor, site: Site) -> None:
    document = a_page(services=[a_service("API")])
    site.publish(document)
    page = visitor.open()
    is_live(page)
    newer = a_service("Web", "slightly_singed")
    status = {"indicator": "smouldering", "description": "Smouldering"}
    frame = a_frame(document, "service_update", service=newer)
    site.push(frame | {"data": {"service": newer, "status": status}})
    expect(page.get_by_role("region", name="Services")).to_contain_text("Slightly singed")
    expect(page.get_by_role("region", name="Current status")).to_have_text("Smouldering")


def test_what_a_reader_opened_or_focused_stays_so(visitor: Visitor, site: Site) -> None:
    services = [a_service(name, category=name) for name in ("API", "Shop")]
    document = a_page(
        services=services,
        recent_incidents=[an_incident(updates=[an_update("resolved", minutes=1), an_update(minutes=9)])],
    )
    site.publish(document)
    page = visitor.open()
    is_live(page)
    page.get_by_text("1 earlier update").click()
    groups = page.get_by_role("region", name="Services").locator("summary")
    groups.nth(1).focus()
    page.keyboard.press("Enter")
    site.push(
        a_frame(document, "service_update", indicator="minor", service=services[0] | {"status": "degraded_performance"})
    )
    expect(page.get_by_role("region", name="Current status")).to_have_text("Degraded performance")
    expect(page.get_by_text("We are looking into it.").last).to_be_visible()
    expect(groups.nth(1)).to_be_focused()
    assert page.get_by_role("group").nth(1).get_attribute("open") is None


def test_an_organization_is_told_by_its_name_words_and_colour(visitor: Visitor, site: Site) -> None:
    organization = an_organization(
        accent_color="#ffee88", website_url="https://demo.example/x", description="We make demos."
    )
    site.publish(a_page(organization=organization))
    page = visitor.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo status")
    expect(page.get_by_role("link", name="demo.example")).to_have_attribute("href", "https://demo.example/x")
    expect(page.get_by_text("We make demos.")).to_be_visible()
    expect(page.locator("body")).to_have_css("border-top-color", "rgb(255, 238, 136)")


def test_an_organization_has_its_own_words_links_texts_and_order(visitor: Visitor, site: Site) -> None:
    own = an_organization() | {
        "status_words": {"operational": "Up"},
        "categories": ["Shops", "Engine room"],
        "links": [{"label": "Support", "url": "https://northwind.example/help"}],
        "intro_text": "Numbers are for the euro area.",
        "footer_text": "Northwind Pay is a bank.",
    }
    services = [a_service("Ledger", category="Engine room"), a_service("Tills", category="Shops")]
    site.publish(a_page(organization=own, services=services))
    page = visitor.open()
    expect(page.get_by_role("listitem").filter(has_text="Tills").get_by_text("Up", exact=True)).to_be_visible()
    expect(page.locator("summary h3")).to_have_text(["Shops", "Engine room"])
    expect(page.get_by_role("link", name="Support")).to_have_attribute("href", "https://northwind.example/help")
    expect(page.get_by_text("Numbers are for the euro area.")).to_be_visible()
    expect(page.get_by_text("Northwind Pay is a bank.")).to_be_visible()
