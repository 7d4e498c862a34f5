"""What visitors read without signing in: the page, its parts and its past."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.use_cases import organizations
from tests.conftest import Clock
from tests.edges import Api, Stream
from tests.engine import Engine
from tests.factories import COVERED, DOWN, NOW, SLOW
from tests.tenancy import Tenant


def titles(found: Any) -> list[str]:
    """Of incidents, or of maintenance."""
    return [item["title"] for item in found]


def follow(api: Api, target: str) -> list[Any]:
    """Every page of a list, by its `Link` headers."""
    pages = []
    while target:
        answer = api.get(target)
        assert answer.status == 200
        pages.append(answer.json())
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(pages[-1]["next_cursor"])
        target = link[1 : link.index(">")] if link else ""
    return pages


def test_the_page_is_all_a_visitor_needs(api: Api, tenant: Tenant, stream: Stream) -> None:
    service = tenant.service()
    tenant.opens(service, service_status="major_outage")
    stream.flow()
    page = api.get(f"/api/status/{tenant.slug}").json()
    assert list(page) == [
        "organization",
        "status",
        "services",
        "active_incidents",
        "recent_incidents",
        "maintenance",
        "version",
        "updated_at",
    ]
    assert {"id": tenant.org_id, "name": "Northwind", "slug": tenant.slug}.items() <= page["organization"].items()
    assert page["status"] == {"indicator": "critical", "description": "Major outage"}
    assert page["version"] == 3
    assert page["updated_at"] == "2026-01-05T12:00:00.000Z"


def test_services_and_incidents_have_the_shapes_that_integrators_know(api: Api, tenant: Tenant, stream: Stream) -> None:
    tenant.opens(tenant.service())
    tenant.schedules()
    stream.flow()
    page = api.get(f"/api/status/{tenant.slug}").json()
    [service], [incident], [maintenance] = page["services"], page["active_incidents"], page["maintenance"]
    common = {"id", "created_at", "updated_at", "version", "description", "status"}
    assert set(service) == common | {"name", "category", "position"}
    assert set(incident) == common | {"title", "impact", "services", "updates", "started_at", "resolved_at"}
    times = {"scheduled_start", "scheduled_end", "actual_start", "actual_end"}
    assert set(maintenance) == common | times | {"title", "services", "updates"}
    assert set(incident["services"][0]) == {"id", "name", "status"}
    assert set(incident["updates"][0]) == {"id", "status", "text", "created_at"}


def test_a_page_that_was_never_published_is_made_on_the_fly(api: Api, tenant: Tenant, clock: Clock) -> None:
    tenant.sets(tenant.service(), SLOW)
    page = api.get(f"/api/status/{tenant.slug}").json()
    assert page["version"] == 0
    assert page["status"]["indicator"] == "minor"


def test_a_page_made_on_the_fly_is_never_called_unchanged(api: Api, tenant: Tenant, clock: Clock) -> None:
    first = api.get(f"/api/status/{tenant.slug}")
    tenant.service()
    again = api.get(f"/api/status/{tenant.slug}", If_None_Match=first.headers.get("ETag", '"0"'))
    assert again.status == 200
    assert len(again.json()["services"]) == 1


def test_a_published_page_is_unchanged_for_whoever_has_its_version(api: Api, tenant: Tenant, stream: Stream) -> None:
    stream.flow()
    first = api.get(f"/api/status/{tenant.slug}")
    for known in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"7", {first.headers["ETag"]}', '"7","1"'):
        answer = api.get(f"/api/status/{tenant.slug}", If_None_Match=known)
        assert (answer.status, answer.body) == (304, ""), known
    tenant.service()
    stream.flow()
    assert api.get(f"/api/status/{tenant.slug}", If_None_Match=first.headers["ETag"]).status == 200


@pytest.mark.parametrize("part", ["", "/services", "/incidents", "/maintenance", "/timeline"])
def test_a_cache_may_keep_what_visitors_read_and_serve_it_while_we_are_away(
    api: Api, tenant: Tenant, clock: Clock, part: str
) -> None:
    answer = api.get(f"/api/status/{tenant.slug}{part}")
    assert answer.status == 200
    assert "public" in answer.headers["Cache-Control"]
    assert "stale-if-error" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("part", ["", "/services", "/incidents", "/maintenance", "/timeline", "/incidents/01kg"])
def test_an_unknown_page_is_not_found(api: Api, part: str) -> None:
    answer = api.get(f"/api/status/no-such-page{part}")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_is_found_at_its_new_address_and_no_more_at_the_old(api: Api, tenant: Tenant, clock: Clock) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(slug="new-home"), tenant.actor, NOW)
    assert api.get("/api/status/new-home").status == 200
    assert api.get(f"/api/status/{tenant.slug}").status == 404


def test_the_address_may_be_percent_encoded(api: Api, found_tenant: Any, clock: Clock) -> None:
    found_tenant("Fly by Night", slug="fly-by-night")
    assert api.get("/api/status/fly%2Dby%2Dnight").json()["organization"]["name"] == "Fly by Night"


def test_an_address_is_decoded_only_once(api: Api, found_tenant: Any) -> None:
    found_tenant("Fly by Night", slug="fly-by-night")
    assert api.get("/api/status/fly%252Dby%252Dnight").status == 404


def test_services_come_with_how_the_page_stands(api: Api, tenant: Tenant, stream: Stream) -> None:
    tenant.service("Second", position=20)
    tenant.sets(tenant.service("First", position=10), DOWN)
    stream.flow()
    found = api.get(f"/api/status/{tenant.slug}/services").json()
    assert [service["name"] for service in found["services"]] == ["First", "Second"]
    assert found["status"]["indicator"] == "critical"
    assert found["version"] == 4


def test_maintenance_is_listed_running_then_coming_then_over(api: Api, tenant: Tenant, stream: Stream) -> None:
    later = tenant.schedules(title="Later", starts_in=5)
    sooner = tenant.schedules(title="Sooner", starts_in=2)
    for title, steps in (("Running", ["in_progress"]), ("Over", ["in_progress", "completed"])):
        item = tenant.schedules(title=title)
        for step in steps:
            tenant.moves(item, step)
    stream.flow()
    found = api.get(f"/api/status/{tenant.slug}/maintenance").json()
    assert titles(found["maintenance"]) == ["Running", "Sooner", "Later", "Over"]
    assert {sooner.id, later.id} <= {item["id"] for item in found["maintenance"]}


def test_one_incident_and_one_maintenance_have_pages_of_their_own(api: Api, tenant: Tenant, clock: Clock) -> None:
    incident, item = tenant.opens(), tenant.schedules()
    found = api.get(f"/api/status/{tenant.slug}/incidents/{incident.id}").json()
    assert (found["organization"]["slug"], found["incident"]["id"]) == (tenant.slug, incident.id)
    found = api.get(f"/api/status/{tenant.slug}/maintenance/{item.id}").json()
    assert (found["organization"]["slug"], found["maintenance"]["id"]) == (tenant.slug, item.id)


def test_what_is_another_organization_s_is_not_found_on_this_page(
    api: Api, tenant: Tenant, found_tenant: Any, clock: Clock
) -> None:
    other = found_tenant("Other Corp")
    incident, item = other.opens(), other.schedules()
    assert api.get(f"/api/status/{tenant.slug}/incidents/{incident.id}").status == 404
    assert api.get(f"/api/status/{tenant.slug}/maintenance/{item.id}").status == 404


def test_history_by_limit_holds_every_incident_once_newest_first(api: Api, tenant: Tenant) -> None:
    for number in range(5):
        tenant.resolves(tenant.opens(title=str(number), now=NOW + timedelta(days=20 * number)))
    pages = follow(api, f"/api/status/{tenant.slug}/incidents?limit=2")
    assert [titles(page["incidents"]) for page in pages] == [["4", "3"], ["2", "1"], ["0"]]


def test_history_by_month_holds_every_incident_once_newest_first(api: Api, tenant: Tenant) -> None:
    for number in range(5):
        tenant.resolves(tenant.opens(title=str(number), now=NOW + timedelta(days=20 * number)))
    pages = follow(api, f"/api/status/{tenant.slug}/incidents")
    assert [page["month"] for page in pages] == ["2026-03", "2026-02", "2026-01"]
    assert [title for page in pages for title in titles(page["incidents"])] == ["4", "3", "2", "1", "0"]


def test_a_month_in_which_nothing_happened_is_empty_and_leads_on(api: Api, tenant: Tenant) -> None:
    tenant.opens()
    page = api.get(f"/api/status/{tenant.slug}/incidents?cursor=2026-07").json()
    assert (page["incidents"], page["next_cursor"]) == ([], "2026-01")


ODD = [
    "1969-12",
    "1970-01",
    "1900-01",
    "0000-00",
    "2026-13",
    "2026-1",
    "2026-01%0A",
    "%D9%A2026-01",
    "x",
    "-",
    "%00",
]


@pytest.mark.parametrize("cursor", ODD)
@pytest.mark.parametrize("part", ["incidents", "timeline"])
def test_a_cursor_that_no_list_gave_out_is_refused(
    api: Api, tenant: Tenant, tables: Engine, part: str, cursor: str
) -> None:
    if part == "incidents":
        tenant.opens()
    answer = api.get(f"/api/status/{tenant.slug}/{part}?cursor={cursor}")
    assert answer.status == 422


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1.5", "1e9", ""])
@pytest.mark.parametrize("part", ["incidents", "timeline"])
def test_a_limit_that_makes_no_sense_is_refused(api: Api, tenant: Tenant, part: str, limit: str) -> None:
    answer = api.get(f"/api/status/{tenant.slug}/{part}?limit={limit}")
    assert answer.status == 422
    assert answer.json()["errors"][0]["loc"] == ["query", "limit"]


def test_a_parameter_that_gets_around_a_cache_is_ignored(api: Api, tenant: Tenant, clock: Clock) -> None:
    for part in ("", "/incidents", "/timeline", "/services"):
        assert api.get(f"/api/status/{tenant.slug}{part}?version=7&_=1").status == 200


def test_the_timeline_tells_what_happened_newest_first_and_never_who_did_it(
    api: Api, tenant: Tenant, clock: Clock
) -> None:
    service = tenant.service(now=NOW + timedelta(seconds=1))
    tenant.sets(service, COVERED, now=NOW + timedelta(seconds=2))
    answer = api.get(f"/api/status/{tenant.slug}/timeline")
    entries = answer.json()["timeline"]
    summaries = ["Checkout is under maintenance", "Checkout was added", "The page was created"]
    assert [entry["summary"] for entry in entries] == summaries
    assert set(entries[0]) == {"id", "type", "occurred_at", "resource_id", "summary"}
    assert entries[0]["resource_id"] == service.id
    assert tenant.owner.name not in answer.body
    assert tenant.owner.id not in answer.body


def test_the_pages_of_the_timeline_hold_everything_once(api: Api, tenant: Tenant) -> None:
    for number in range(6):
        tenant.service(f"{number}", now=NOW + timedelta(seconds=number + 1))
    pages = follow(api, f"/api/status/{tenant.slug}/timeline?limit=3")
    summaries = [entry["summary"] for page in pages for entry in page["timeline"]]
    assert summaries == [*(f"{number} was added" for number in (5, 4, 3, 2, 1, 0)), "The page was created"]


def test_reading_a_page_costs_the_same_however_long_its_past_is(
    api: Api, tenant: Tenant, stream: Stream, tables: Engine
) -> None:
    stream.flow()

    def cost() -> int:
        tables.requests.clear()
        api.get(f"/api/status/{tenant.slug}")
        return len(tables.requests)

    cost()
    before = cost()
    for number in range(8):
        tenant.resolves(tenant.opens(title=str(number)))
    stream.flow()
    assert cost() == before


def test_the_root_says_where_to_go_from_here(api: Api) -> None:
    answer = api.get("/api")
    assert answer.status == 200
    assert set(answer.json()) == {"message", "version", "links"}


def test_health_says_that_the_database_answers(api: Api, clock: Clock) -> None:
    answer = api.get("/health")
    health = answer.json()
    assert answer.status == 200
    assert health["status"] == "ok"
    assert health["database"]["reachable"] is True
    assert (health["region"], health["time"]) == ("us-east-1", "2026-01-05T12:00:00.000Z")


def test_health_says_that_the_database_does_not_answer(api: Api, tables: Engine) -> None:
    tables.fails("GetItem", "ProvisionedThroughputExceededException")
    answer = api.get("/health")
    assert answer.status == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["database"]["reachable"] is False
