"""The team's report: uptime over any days, incidents and times to resolve by month, as JSON and as a table."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from chalicelib.domain.organizations import Role
from tests.conftest import Clock
from tests.edges import Api
from tests.factories import DOWN, UP
from tests.history.conftest import Counter
from tests.tenancy import Tenant, a_tenant, a_token

D, H = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def reported(tenant: Tenant, counter: Counter, clock: Clock) -> Tenant:
    """Two months with an incident each, one with an open one."""
    began = clock.now - 60 * D
    service = tenant.service("=cmd|' /C calc'!A0", category="+Shop", now=began)
    tenant.service("Search", now=began, show_uptime=False)
    for days_ago, hours in ((40, 2), (39, 4), (10, 3)):
        opened = tenant.opens(service, service_status=DOWN, now=clock.now - days_ago * D)
        tenant.resolves(opened, now=clock.now - days_ago * D + hours * H)
    tenant.opens(service, title="Still open", now=clock.now - 2 * H)
    counter.tell()
    return tenant


def test_months_count_incidents_and_the_mean_time_to_resolve_them(reported: Tenant, api: Api) -> None:
    answer = api.as_(reported.token).get("/api/reports/uptime?from=2025-11-01&to=2026-01-05")
    assert answer.status == 200
    found = answer.json()
    assert (found["from"], found["to"], found["time_zone"]) == ("2025-11-01", "2026-01-05", "UTC")
    months = {each["month"]: (each["incidents"], each["resolved"], each["mttr"]) for each in found["months"]}
    assert months == {"2025-11": (2, 2, 3 * 3600), "2025-12": (1, 1, 3 * 3600), "2026-01": (1, 0, None)}
    down = next(each for each in found["services"] if each["name"] != "Search")
    assert down["seconds"]["major_outage"] == 9 * 3600
    known = 60 * 24 * 3600
    assert sum(down["seconds"].values()) == known
    assert down["uptime"] == round(100 * (1 - 9 * 3600 / known), 4)
    assert found["categories"] == [{"name": "+Shop", "uptime": down["uptime"]}]
    assert {each["name"] for each in found["services"]} >= {"Search"}


@pytest.mark.parametrize(("target", "headers"), [("&format=csv", {}), ("", {"Accept": "text/csv, */*;q=0.1"})])
def test_a_table_has_no_cell_that_a_spreadsheet_calculates(
    reported: Tenant, api: Api, target: str, headers: dict[str, str]
) -> None:
    answer = api.as_(reported.token).get(f"/api/reports/uptime?from=2025-11-01&to=2026-01-05{target}", **headers)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.body)))
    assert [row["kind"] for row in rows] == ["service", "service", "category", "month", "month", "month"]
    assert all((row[cell] or "")[:1] not in set("=+-@") for row in rows for cell in row)
    assert rows[0]["name"].startswith("'=cmd")
    assert (rows[3]["month"], rows[3]["incidents"], rows[3]["mttr_seconds"]) == ("2025-11", "2", "10800.0")


def test_without_days_it_is_of_the_last_thirty(reported: Tenant, api: Api) -> None:
    found = api.as_(reported.token).get("/api/reports/uptime").json()
    assert (found["from"], found["to"]) == ("2025-12-07", "2026-01-05")


@pytest.mark.parametrize(
    "query",
    [
        *("from=2026-02-30", "from=2026-01-05&to=2026-01-04", "from=2024-01-01&to=2026-01-01", "from=0001-01-01"),
        *("to=0001-01-01", "from=1900-01-01&to=1900-01-02", "format=xml", "month=2026-01", "from=yesterday"),
    ],
)
def test_days_that_are_none_or_too_many_are_refused(reported: Tenant, api: Api, query: str) -> None:
    answer = api.as_(reported.token).get(f"/api/reports/uptime?{query}")
    assert answer.status == 422
    assert answer.json()["errors"]


def test_days_to_come_are_not_known(reported: Tenant, api: Api) -> None:
    found = api.as_(reported.token).get("/api/reports/uptime?from=2027-01-01&to=2027-01-31").json()
    assert (found["services"], found["months"]) == ([], [])


def test_a_report_is_its_own_team_s(reported: Tenant, api: Api, counter: Counter) -> None:
    assert api.get("/api/reports/uptime").status == 401
    viewer = api.as_(a_token(reported.joined_by(Role.VIEWER), email_verified=True))
    assert viewer.get("/api/reports/uptime").status == 200
    other = a_tenant("Other", slug="other-page")
    counter.tell()
    assert api.as_(other.token).get("/api/reports/uptime").json()["services"] == []


def test_the_report_reads_months_and_never_the_past_itself(
    reported: Tenant, counter: Counter, clock: Clock, api: Api
) -> None:
    service = reported.service("Flapping")
    for hour in range(30):
        reported.sets(service, DOWN if hour % 2 == 0 else UP, clock.passes(hours=1))
    counter.tell()
    requests = counter.stream.engine.requests
    requests.clear()
    api.as_(reported.token).get("/api/reports/uptime?from=2025-11-01")
    asked = [operation for operation, given in requests if given.get("TableName") == "tests-history"]
    assert asked == ["GetItem"] * 4


def test_before_anything_was_counted_nothing_is_known_and_nothing_refused(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api
) -> None:
    tenant.service("Search", category="Shop", now=clock.now - D)
    found = api.as_(tenant.token).get("/api/reports/uptime").json()
    assert [(each["name"], each["uptime"], each["seconds"]) for each in found["services"]] == [("Search", None, {})]
    assert (found["categories"], found["months"]) == ([{"name": "Shop", "uptime": None}], [])
    assert (found["from"], found["to"]) == ("2025-12-07", "2026-01-05")
    counter.tell()
    assert len(api.as_(tenant.token).get("/api/reports/uptime").json()["months"]) == 2


def test_a_change_is_in_a_service_s_history_before_it_was_counted(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api
) -> None:
    service = tenant.service(now=clock.now - H)
    counter.tell()
    tenant.sets(service, DOWN, clock.passes(minutes=10))
    tenant.sets(service, UP, clock.passes(minutes=10))
    clock.passes(minutes=10)
    answer = api.as_(tenant.token).get(f"/api/services/{service.id}/history")
    shown = [(each["status"], each["because"]["kind"]) for each in answer.json()["items"]]
    assert shown == [("operational", "created"), ("major_outage", "person"), ("operational", "person")]
    counter.tell()
    assert api.as_(tenant.token).get(f"/api/services/{service.id}/history").json()["items"] == answer.json()["items"]
