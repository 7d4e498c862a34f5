"""What the documents of uptime say of a page's services."""

import re
from datetime import timedelta

import pytest

from chalicelib.domain.events import EventType, happened
from chalicelib.domain.history import Span
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.store.changes import Change
from chalicelib.use_cases import maintenance, organizations
from tests.conftest import Clock
from tests.edges import Api
from tests.factories import DOWN, PARTLY_DOWN, SLOW, UP
from tests.history.conftest import Counter
from tests.tenancy import Tenant

H = timedelta(hours=1)


def test_a_day_tells_the_seconds_in_each_status_and_what_they_cost(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api
) -> None:
    service = tenant.service(now=clock.now - 48 * H)
    start = clock.now.replace(hour=0)
    for hour, status in ((1, DOWN), (2, PARTLY_DOWN), (4, SLOW), (5, UP)):
        tenant.sets(service, status, start + hour * H)
    counter.tell()
    day = counter.day(tenant, "2026-01-05")
    assert day["seconds"] == {
        "operational": 8 * 3600,
        "major_outage": 3600,
        "partial_outage": 7200,
        "degraded_performance": 3600,
    }
    assert day["uptime"] == round(100 * (1 - (1 + 0.3 * 2) / 12), 4)
    assert counter.day(tenant, "2026-01-04") == {
        "date": "2026-01-04",
        "uptime": 100.0,
        "seconds": {"operational": 86400},
        "incidents": [],
        "maintenance": [],
    }
    assert counter.day(tenant, "2026-01-02")["uptime"] is None
    for name in ("uptime", "uptime/2026-01", "uptime/bars"):
        assert api.get(f"/api/status/{tenant.slug}/{name}").json() == counter.document(tenant, name)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", "2026-02", "9999-12", "1969-12", ""])
def test_a_month_that_is_none_or_to_come_is_refused(tenant: Tenant, counter: Counter, api: Api, month: str) -> None:
    counter.tell()
    answer = api.get(f"/api/status/{tenant.slug}/uptime?month={month}")
    assert answer.status == 422
    assert answer.json()["errors"][0]["loc"] == ["query", "month"]


def test_a_month_before_anything_was_there_has_no_data(tenant: Tenant, counter: Counter, api: Api) -> None:
    tenant.service()
    counter.tell()
    found = api.get(f"/api/status/{tenant.slug}/uptime?month=2025-02&version=3").json()
    assert (found["days"], found["from"], found["to"], found["services"]) == (28, "2025-02-01", "2025-02-28", [])


def test_a_page_that_is_not_there_has_no_uptime(api: Api) -> None:
    for name in ("uptime", "uptime/bars", "uptime/2026-01", "uptime?month=2026-01"):
        assert api.get(f"/api/status/nobody/{name}").status == 404


def test_categories_come_in_the_page_s_order_with_the_mean_of_their_services(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(categories=("Shop", "Platform")), tenant.actor, clock.now)
    start = clock.now - 48 * H
    for name, category in (("A", "Other"), ("B", "Platform"), ("C", "Shop"), ("D", "Shop"), ("E", "")):
        service = tenant.service(name, category=category, now=start)
        if name == "D":
            tenant.sets(service, DOWN, start + 24 * H)
    counter.tell()
    categories = counter.document(tenant)["categories"]
    assert categories == [
        {"name": "Shop", "uptime": 75.0},
        {"name": "Platform", "uptime": 100.0},
        {"name": "Other", "uptime": 100.0},
    ]


def test_maintenance_that_the_clock_starts_and_ends_is_in_the_day(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    service = tenant.service()
    item = tenant.schedules(service, starts_in=1, lasts=2)
    maintenance.advance(tenant.org_id, item.id, clock.passes(hours=1))
    counter.tell()
    assert counter.document(tenant, "uptime/bars")["services"][0]["status"] == "under_maintenance"
    maintenance.advance(tenant.org_id, item.id, clock.passes(hours=2))
    clock.passes(hours=1)
    counter.tell()
    day = counter.day(tenant, "2026-01-05")
    assert day["seconds"] == {"operational": 2 * 3600, "under_maintenance": 2 * 3600}
    assert (day["uptime"], day["maintenance"]) == (100.0, [item.id])


def test_an_event_may_tell_what_services_were_before(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    """As one of an incident that is told of afterwards does."""
    service = tenant.service(now=clock.now - 48 * H)
    incident = tenant.opens(service)
    span = Span(service_id=service.id, status=DOWN, start=clock.now - 30 * H, end=clock.now - 29 * H)
    event = happened(
        EventType.INCIDENT_UPDATED,
        incident,
        tenant.actor,
        clock.now,
        org_id=tenant.org_id,
        summary="It was told of",
        history=[span],
    )
    Change(event, saved=[incident.revised(clock.now)]).commit()
    counter.tell()
    assert counter.day(tenant, "2026-01-04")["seconds"] == {"operational": 82800, "major_outage": 3600}


def test_before_anything_was_counted_a_page_is_told_so_and_meets_no_error(
    tenant: Tenant, clock: Clock, api: Api
) -> None:
    tenant.service(now=clock.now - 2 * H)
    for name in ("uptime", "uptime/2026-01", "uptime/bars"):
        answer = api.get(f"/api/status/{tenant.slug}/{name}")
        assert answer.status == 200
        assert answer.json()["services"] == []
        assert answer.json()["to"] == "2026-01-05"


def test_who_runs_no_scripts_reads_a_table_of_services_and_months(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    service = tenant.service("A & <B>", category="Core", now=clock.now - 20 * 24 * H)
    tenant.sets(service, DOWN, clock.now - 3 * H)
    tenant.sets(service, UP, clock.now - 2 * H)
    counter.tell()
    html = (counter.folder / f"status/{tenant.slug}/uptime.html").read_text()
    assert "<title>Uptime - " in html
    assert re.search(f'<link rel="canonical" href="https?://[^"]+/status/{tenant.slug}/uptime">', html)
    assert '<th scope="col">90 days</th><th scope="col">Jan 2026</th><th scope="col">Dec 2025</th>' in html
    assert '<th scope="row" dir="auto">A &amp; &lt;B&gt;</th><td>99.79%</td><td>99.07%</td><td>100%</td>' in html
    assert '<th scope="rowgroup" colspan="4" dir="auto">Core</th>' in html


def test_the_page_of_uptime_goes_when_it_is_hidden_and_comes_back(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    tenant.service()
    counter.tell()
    file = counter.folder / f"status/{tenant.slug}/uptime.html"
    assert file.exists()
    organizations.edit(tenant.org_id, OrganizationEdit(show_uptime=False), tenant.actor, clock.now)
    counter.tell()
    assert not file.exists()
    organizations.edit(tenant.org_id, OrganizationEdit(show_uptime=True), tenant.actor, clock.now)
    counter.tell()
    assert file.exists()
