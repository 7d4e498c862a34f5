"""From points to what a page shows: counted from what is stored, whatever order it came in, and however often."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.metrics import Metric, MetricEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.points import DAY, HOUR, SLOT, second_of, start_of
from chalicelib.domain.rollups import sketch_of, sums_of
from chalicelib.store.measured import points, rollups
from chalicelib.use_cases import metric_points, metrics, organizations
from tests.engine import Engine
from tests.metrics.conftest import Measuring
from tests.permitted import roles


def test_points_become_a_line_of_the_last_day(measuring: Measuring) -> None:
    metric = measuring.metric(unit="ms", decimals=1)
    measuring.publishes()
    now = measuring.clock.now
    measuring.push(metric, {now - timedelta(minutes=10): 10, now - timedelta(minutes=9): 20, now: 40.25})
    assert measuring.minute_passes() == 1
    (line,) = measuring.document()["metrics"]
    assert (line["name"], line["unit"], line["mean"], line["latest"]["value"]) == ("Response time", "ms", 23.4, 40.2)
    assert line["values"][-3:] == [15, None, 40.2]
    assert line["values"][:-3] == [None] * 285
    assert measuring.minute_passes() == 0


def test_the_last_points_reach_longer_lines_when_the_hour_is_over(measuring: Measuring) -> None:
    metric = measuring.metric()
    measuring.publishes()
    measuring.clock.passes(minutes=10)
    measuring.push(metric, {measuring.clock.now: 1})
    measuring.minute_passes()
    assert measuring.document("week")["metrics"][0]["values"][-1] is None, "longer lines are renewed once an hour"
    measuring.clock.passes(minutes=50)
    assert measuring.minute_passes() == 1, "although nothing else was measured"
    assert [measuring.document(name)["metrics"][0]["values"][-2:] for name in ("week", "quarter")] == [
        [1, None],
        [None, 1],
    ]
    assert measuring.minute_passes() == 0


@pytest.mark.parametrize("seed", range(2))
def test_whatever_comes_in_whatever_order_is_counted_as_if_it_had_come_at_once(measuring: Measuring, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    metric = measuring.metric()
    organization = OrganizationEdit(time_zone=chance.choice(["UTC", "Asia/Kathmandu", "Europe/Zurich"]))
    organizations.edit(measuring.tenant.org_id, organization, measuring.tenant.actor, measuring.clock.now)
    measuring.publishes()
    model: dict[int, float] = {}
    for _ in range(12):
        now = second_of(measuring.clock.now)
        back = chance.choice([HOUR, DAY, 30 * DAY])
        given = {now - chance.randrange(back): round(chance.gauss(100, 40), 3) for _ in range(chance.choice([1, 40]))}
        measuring.push(metric, given)
        model |= given
        if chance.random() < 0.3:
            measuring.push(metric, given)
        if chance.random() < 0.3:
            start = now - chance.randrange(back)
            _remove(measuring, metric, start, start + HOUR)
            model = {second: value for second, value in model.items() if not start <= second < start + HOUR}
        if chance.random() < 0.5:
            measuring.minute_passes()
    measuring.minute_passes()
    measuring.clock.passes(hours=1)
    measuring.minute_passes()
    _agrees(measuring, metric, model, str(organization.time_zone))


def _remove(measuring: Measuring, metric: Metric, start: int, end: int) -> None:
    span = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    metric_points.remove_points(measuring.tenant.org_id, metric.id, *span, measuring.clock.now)


def _agrees(measuring: Measuring, metric: Metric, model: dict[int, float], zone: str) -> None:
    org_id, now = measuring.tenant.org_id, second_of(measuring.clock.now)
    assert points.between(org_id, metric.id, 0, now + DAY) == dict(sorted(model.items()))
    hours = rollups.hours(org_id, metric.id, 0, now + DAY)
    assert hours.keys() == {start_of(second, HOUR) for second in model}
    for start, hour in hours.items():
        found = {second: value for second, value in model.items() if start <= second < start + HOUR}
        assert hour.sketch == sketch_of(found.values())
        for slot, sums in hour.slots.items():
            assert sums == sums_of({s: v for s, v in found.items() if slot <= s < slot + SLOT})
    line = measuring.document("quarter")
    by_day: dict[str, dict[int, float]] = {}
    for second, value in model.items():
        by_day.setdefault(datetime.fromtimestamp(second, ZoneInfo(zone)).date().isoformat(), {})[second] = value
    first = datetime.fromisoformat(line["first_day"])
    for place, value in enumerate(line["metrics"][0]["values"]):
        of_day = sums_of(by_day.get((first + timedelta(days=place)).date().isoformat(), {}))
        assert value == (round(of_day.mean) if of_day else None)


def test_of_two_writers_neither_loses_a_point(measuring: Measuring, tables: Engine) -> None:
    metric, now = measuring.metric(), measuring.clock.now
    measuring.push(metric, {now: 1})
    tables.before("PutItem", lambda: measuring.push(metric, {now + timedelta(seconds=1): 2}))
    measuring.push(metric, {now + timedelta(seconds=2): 3})
    found = points.between(measuring.tenant.org_id, metric.id, second_of(now), second_of(now) + 10)
    assert list(found.values()) == [1, 2, 3]


def test_points_that_come_while_others_are_counted_are_counted_in_the_next_minute(
    measuring: Measuring, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric, now = measuring.metric(), measuring.clock.now
    measuring.publishes()
    measuring.push(metric, {now: 1})
    between = points.between

    def meanwhile(*given: object) -> dict[int, float]:
        found = between(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(points, "between", between)
        with roles.aside():
            measuring.push(metric, {now + timedelta(seconds=1): 5})
        return found

    monkeypatch.setattr(points, "between", meanwhile)
    measuring.minute_passes()
    assert measuring.document()["metrics"][0]["mean"] == 1
    assert measuring.minute_passes() == 1
    assert measuring.document()["metrics"][0]["mean"] == 3


def test_a_count_that_dies_is_made_up_for(measuring: Measuring, monkeypatch: pytest.MonkeyPatch) -> None:
    metric = measuring.metric()
    measuring.publishes()
    measuring.push(metric, {measuring.clock.now: 7})
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.reactions.metrics.write_metrics", _dies)
        measuring.fails()
    assert measuring.minute_passes() == 1
    assert measuring.document()["metrics"][0]["latest"] is None, "whoever holds the claim may still be at it"
    measuring.clock.passes(minutes=6)
    measuring.minute_passes()
    assert measuring.document()["metrics"][0]["latest"]["value"] == 7


def _dies(*_: object, **__: object) -> None:
    raise RuntimeError("killed")


def test_days_are_those_of_the_page_also_when_its_zone_changes(measuring: Measuring) -> None:
    metric = measuring.metric(aggregation="sum")
    measuring.publishes()
    late = measuring.clock.now.replace(hour=23, minute=30) - timedelta(days=3)
    measuring.push(metric, {late: 1, late + timedelta(hours=1): 2})
    measuring.minute_passes()
    assert [each for each in measuring.document("quarter")["metrics"][0]["values"] if each] == [1, 2]
    edit = OrganizationEdit(time_zone="Asia/Kathmandu")
    organizations.edit(measuring.tenant.org_id, edit, measuring.tenant.actor, measuring.clock.now)
    measuring.publishes()
    assert [each for each in measuring.document("quarter")["metrics"][0]["values"] if each] == [3]
    assert measuring.document("quarter")["time_zone"] == "Asia/Kathmandu"
    around = late.replace(hour=18, minute=10) - timedelta(days=3)  # midnight there is 18:15
    measuring.push(metric, {around: 10, around + timedelta(minutes=10): 20})
    measuring.minute_passes()
    assert [each for each in measuring.document("quarter")["metrics"][0]["values"] if each] == [10, 20, 3]


def test_a_page_follows_what_is_shown_hidden_and_deleted(measuring: Measuring) -> None:
    first, second = measuring.metric("First"), measuring.metric("Second", visible=False)
    measuring.publishes()
    assert measuring.names() == ["First"]
    tenant, now = measuring.tenant, measuring.clock.now
    metrics.edit(tenant.org_id, second.id, MetricEdit(visible=True, position=0), tenant.actor, now)
    measuring.publishes()
    assert measuring.names() == ["Second", "First"]
    measuring.push(first, {now: 1})
    metrics.delete(tenant.org_id, first.id, tenant.actor, now)
    metrics.edit(tenant.org_id, second.id, MetricEdit(visible=False), tenant.actor, now)
    measuring.publishes()
    assert measuring.names() is None, "nothing is left of its documents"
    assert points.latest(tenant.org_id, first.id) is None
    page = (measuring.folder / f"status/{tenant.slug}.html").read_text()
    assert "metrics" not in page


def test_a_new_address_has_the_lines_at_once_and_the_old_one_none(measuring: Measuring) -> None:
    metric = measuring.metric()
    measuring.publishes()
    measuring.push(metric, {measuring.clock.now: 9})
    measuring.minute_passes()
    old = measuring.folder / f"api/status/{measuring.tenant.slug}/metrics.json"
    assert old.exists()
    edit = OrganizationEdit(slug="southwind")
    organizations.edit(measuring.tenant.org_id, edit, measuring.tenant.actor, measuring.clock.now)
    measuring.publishes()
    assert not old.exists()
    for below in ("metrics.json", "metrics/week.json"):
        assert '"latest":{' in (measuring.folder / f"api/status/southwind/{below}").read_text()
    assert "Response time" in (measuring.folder / "status/southwind/metrics.html").read_text()
