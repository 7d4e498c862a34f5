"""/api/metrics: what an organization measures, and the points of it."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.metrics import MAX_METRICS, MAX_SHOWN
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import to_wire
from chalicelib.store import organizations
from chalicelib.use_cases import metrics
from tests.conftest import Clock
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant, a_token


def made(owner: Api, name: str = "Response time", **fields: Any) -> Any:
    answer = owner.post("/api/metrics", {"name": name, **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def pushed(owner: Api, metric: Any, *points: tuple[str, object]) -> Any:
    body = {"points": [{"at": at, "value": value} for at, value in points]}
    return owner.post(f"/api/metrics/{metric['id']}/points", body)


def measured(owner: Api, metric: Any, query: str = "") -> Any:
    return owner.get(f"/api/metrics/{metric['id']}/points{query}").json()


@pytest.fixture(autouse=True)
def _now(clock: Clock) -> None:
    """All of it happens at one moment."""


def test_a_metric_is_made_read_edited_and_deleted(owner: Api, tenant: Tenant) -> None:
    metric = made(owner, unit="ms", decimals=1, aggregation="max")
    assert (metric["unit"], metric["decimals"], metric["aggregation"], metric["visible"]) == ("ms", 1, "max", True)
    assert owner.get(f"/api/metrics/{metric['id']}").json() == {**metric, "latest": None}
    second = made(owner, "Orders", position=0)
    assert [each["name"] for each in owner.get("/api/metrics").json()["items"]] == ["Orders", "Response time"]
    page = owner.get("/api/metrics?limit=1").json()
    rest = owner.get(f"/api/metrics?limit=1&cursor={page['next_cursor']}").json()
    assert [each["name"] for each in (*page["items"], *rest["items"])] == ["Orders", "Response time"]
    assert rest["next_cursor"] is None
    edited = owner.put(f"/api/metrics/{second['id']}", {"aggregation": "sum", "unit": ""})
    assert (edited.json()["aggregation"], edited.json()["version"]) == ("sum", 2)
    assert organizations.get(tenant.org_id).shows_metrics
    for each in (metric, second):
        assert owner.delete(f"/api/metrics/{each['id']}").status == 204
    assert owner.get("/api/metrics").json()["items"] == []
    assert not organizations.get(tenant.org_id).shows_metrics
    log = [each["type"] for each in owner.get("/api/events").json()["items"]]
    made_of_it = ["metric.created"] * 2 + ["metric.deleted"] * 2 + ["metric.updated"]
    assert sorted(each for each in log if each.startswith("metric.")) == made_of_it


def test_points_replace_those_of_the_same_second_and_sums_stay_right(owner: Api) -> None:
    metric = made(owner)
    answer = pushed(
        owner, metric, ("2026-01-05T11:00:00Z", 10), ("2026-01-05T11:00:30Z", 20), ("2026-01-05T11:00:00.4Z", 4)
    )
    assert (answer.status, answer.json()) == (202, {"accepted": 2})
    for _ in range(2):
        pushed(owner, metric, ("2026-01-05T11:00:30Z", 8), ("2026-01-05T12:00:30+01:00", 6))
    found = measured(owner, metric, "?step=1m")
    assert (found["count"], found["sum"], found["mean"], found["least"], found["most"]) == (2, 10, 5, 4, 6)
    assert found["points"] == [
        {
            "at": "2026-01-05T11:00:00.000Z",
            "value": 5,
            "count": 2,
            "mean": 5,
            "least": 4,
            "most": 6,
            "sum": 10,
            "last": 6,
        }
    ]
    assert owner.get(f"/api/metrics/{metric['id']}").json()["latest"] == {"at": "2026-01-05T11:00:30.000Z", "value": 6}


def test_three_thousand_points_of_a_month_are_one_call(owner: Api, clock: Clock) -> None:
    metric = made(owner)
    times = [clock.now - timedelta(minutes=14 * place) for place in range(3000)]
    assert pushed(owner, metric, *((to_wire(at), 1.5) for at in times)).json() == {"accepted": 3000}
    assert pushed(owner, metric, *((to_wire(at), 1.5) for at in [*times, times[0]])).status == 422
    found = measured(owner, metric, f"?step=5m&from={to_wire(times[480])}")
    assert (found["count"], found["p95"]) == (480, 1.5)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("2026-01-05T12:05:01Z", 1),
        ("2025-12-05T12:00:00Z", 1),
        ("2026-01-05T12:00:00", 1),
        (1767614400, 1),
        ("yesterday", 1),
        ("2026-01-05T12:00:00Z", 1e16),
        ("2026-01-05T12:00:00Z", "12"),
        ("2026-01-05T12:00:00Z", True),
        ("2026-01-05T12:00:00Z", None),
        ("2026-01-05T12:00:00Z", float("nan")),
        ("2026-01-05T12:00:00Z", float("inf")),
    ],
)
def test_a_point_that_is_wrong_is_named_and_none_is_stored(owner: Api, tables: Engine, at: Any, value: object) -> None:
    metric = made(owner)
    before = tables.contents()
    answer = pushed(owner, metric, ("2026-01-05T12:00:00Z", 1), (at, value))
    assert answer.status in {400, 422}
    if answer.status == 422:
        assert answer.json()["errors"][0]["loc"][:2] == ["points", 1]
    assert tables.contents() == before


def test_a_clock_that_is_a_little_ahead_or_counts_exactly_thirty_days_is_not_refused(owner: Api) -> None:
    metric = made(owner)
    answer = pushed(owner, metric, ("2026-01-05T12:05:00Z", 1), ("2025-12-06T12:00:00Z", 2))
    assert answer.json() == {"accepted": 2}


def test_points_of_a_stretch_are_removed(owner: Api) -> None:
    metric = made(owner)
    pushed(owner, metric, *((f"2026-01-05T11:{minute:02}:00Z", minute) for minute in range(60)))
    path = f"/api/metrics/{metric['id']}/points"
    assert owner.delete(f"{path}?from=2026-01-05T11:02:00Z&to=2026-01-05T11:58:00Z").status == 204
    assert [each["last"] for each in measured(owner, metric, "?step=1m")["points"]] == [0, 1, 58, 59]
    assert owner.delete(f"{path}?from=2026-01-05T11:00:00Z").status == 204
    assert measured(owner, metric)["points"] == []
    pushed(owner, metric, ("2025-12-07T11:00:00Z", 1), ("2026-01-05T12:04:00Z", 2))
    assert owner.delete(path).status == 204
    assert owner.get(f"/api/metrics/{metric['id']}").json()["latest"] is None
    pushed(owner, metric, ("2026-01-05T12:05:00Z", 2))
    assert owner.delete(f"{path}?from=2026-01-06T11:00:00Z&to=9998-01-05T11:00:00Z").status == 204
    assert owner.delete(f"{path}?from=2026-01-05T11:00:00.2Z&to=2026-01-05T11:00:00.7Z").status == 204
    assert owner.get(f"/api/metrics/{metric['id']}").json()["latest"] is not None
    assert owner.delete(f"{path}?to=9998-01-05T11:00:00Z").status == 204  # at once, however far that is
    assert owner.get(f"/api/metrics/{metric['id']}").json()["latest"] is None
    assert owner.delete(f"{path}?from=2025-01-05T11:00:00Z").status == 422
    assert owner.delete(f"{path}?from=2026-01-05T11:00:00Z&to=2026-01-05T11:00:00Z").status == 422


@pytest.mark.parametrize(
    "query",
    [
        "?step=2m",
        "?from=2026-01-05T12:00:00Z&to=2026-01-05T11:00:00Z",
        "?step=1m&from=2025-12-05T11:00:00Z",
        "?step=1h&from=2025-01-05T11:00:00Z",
        "?nothing=1",
    ],
)
def test_what_cannot_be_read_is_said(owner: Api, query: str) -> None:
    assert owner.get(f"/api/metrics/{made(owner)['id']}/points{query}").status in {400, 422}


def test_there_is_room_for_so_many_and_a_page_shows_fewer(owner: Api, tenant: Tenant) -> None:
    for number in range(MAX_SHOWN):
        tenant.metric(f"Shown {number}")
    hidden = made(owner, "Hidden", visible=False)
    answer = owner.post("/api/metrics", {"name": "One more"})
    assert (answer.status, "A page can show 20" in answer.json()["detail"]) == (409, True)
    assert owner.put(f"/api/metrics/{hidden['id']}", {"visible": True}).status == 409
    for number in range(MAX_METRICS - MAX_SHOWN - 1):
        tenant.metric(f"Hidden {number}", visible=False)
    answer = owner.post("/api/metrics", {"name": "One more", "visible": False})
    assert (answer.status, "100 metrics" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    "fields",
    [{"decimals": 7}, {"decimals": -1}, {"unit": "x" * 21}, {"aggregation": "median"}, {"position": -1}, {"name": " "}],
)
def test_what_makes_no_metric_is_refused(owner: Api, fields: Any) -> None:
    assert owner.post("/api/metrics", {"name": "X", **fields}).status == 422


def test_what_a_monitor_measures_is_its_own(owner: Api, tenant: Tenant, clock: Clock) -> None:
    monitor = tenant.service().id  # any id
    metric = metrics.begin_monitor(tenant.org_id, monitor, "API", clock.now)
    assert metrics.begin_monitor(tenant.org_id, monitor, "API", clock.now) == metric
    assert (metric.id, metric.visible, metric.unit) == (monitor, False, "ms")
    metrics.record(tenant.org_id, monitor, [(clock.now, 120.5)], clock.now)
    assert owner.get(f"/api/metrics/{monitor}").json()["latest"]["value"] == 120.5
    assert pushed(owner, {"id": monitor}, ("2026-01-05T12:00:00Z", 1)).status == 409
    assert owner.delete(f"/api/metrics/{monitor}").status == 409
    assert owner.put(f"/api/metrics/{monitor}", {"visible": True}).status == 200
    metrics.end_monitor(tenant.org_id, monitor, clock.now)
    metrics.end_monitor(tenant.org_id, monitor, clock.now)
    assert owner.get(f"/api/metrics/{monitor}").status == 404


def test_viewers_read_and_strangers_find_nothing(owner: Api, api: Api, tenant: Tenant, found_tenant: Any) -> None:
    metric = made(owner)
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)))
    assert viewer.get("/api/metrics").json()["items"][0]["id"] == metric["id"]
    assert pushed(viewer, metric, ("2026-01-05T12:00:00Z", 1)).status == 403
    stranger = api.as_(found_tenant("elsewhere").token)
    assert pushed(stranger, metric, ("2026-01-05T12:00:00Z", 1)).status == 404
    assert stranger.get(f"/api/metrics/{metric['id']}/points").status == 404


def test_a_page_without_metrics_has_an_empty_list_and_no_other_ranges(api: Api, tenant: Tenant, owner: Api) -> None:
    path = f"/api/status/{tenant.slug}/metrics"
    assert api.get(path).json()["metrics"] == []
    made(owner)
    assert [each["name"] for each in api.get(path).json()["metrics"]] == ["Response time"]
    shapes = {
        each: len(api.get(f"{path}/{each}").json()["metrics"][0]["values"]) for each in ("week", "month", "quarter")
    }
    assert shapes == {"week": 168, "month": 120, "quarter": 90}
    assert [api.get(f"{path}/{each}").status for each in ("day", "year")] == [404, 404]
    assert api.get("/api/status/nobody/metrics").status == 404
