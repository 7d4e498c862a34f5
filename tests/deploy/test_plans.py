"""The cost model and the fan-out simulation behave as the world does."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench import simulate_fanout
from bench.simulate_fanout import Plan, simulate
from chalicelib.api.registry import Budget
from infra import alarms, cost, policies, queues
from infra.cost import Use, price
from infra.prices import prices

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def test_operations_say_what_the_cost_model_prints() -> None:
    assert cost.table(cost.usual()) in OPERATIONS


def test_operations_say_what_the_simulation_prints() -> None:
    assert simulate_fanout.table(simulate_fanout.VIEWERS) in OPERATIONS


def test_the_cost_model_counts_the_alarms_there_are() -> None:
    made = alarms.resources("prod", policies.TABLES, queues.alarms()).values()
    assert len([each for each in made if each["Type"] == "AWS::CloudWatch::Alarm"]) == cost.ALARMS


def test_the_cost_model_counts_the_metrics_that_the_code_writes() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "chalicelib").rglob("*.py") if "local" not in path.parts)
    assert set(re.findall(r'"(\w+)"(?:: |\] = )log\.Metric', code)) == set(cost.METRICS)
    assert cost.METRICS["RequestLatency"] == cost.METRICS["RequestFailures"] == len(Budget)


def test_every_price_says_from_when_and_where_it_is() -> None:
    for name, each in prices().items():
        assert each.price > 0, name
        assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", each.date), name
        assert "pricing" in each.source.lower(), name
        assert each.read in {"page", "article", "memory"}, name
        assert each.unit, name


def test_every_price_is_used_and_none_is_free() -> None:
    """A price that is doubled makes the month dearer, from the first unit on."""
    for name, price_now in list(cost.PRICES.items()):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(cost.PRICES, name, price_now * 2)
            dearer = sum(price(Use(tenants=1)).values())
        assert dearer > sum(price(Use(tenants=1)).values()), name


def test_what_is_used_twice_as_much_is_paid_for_twice_from_the_first_tenant_on() -> None:
    """No allowance hides in it: what a second and a third tenant add is the same, but for what they share."""
    one, two, three = (price(Use(tenants=count)) for count in (1, 2, 3))
    for service in one:
        assert two[service] - one[service] == pytest.approx(three[service] - two[service], rel=0.05), service


def test_a_page_with_one_reader_at_a_time_is_nearly_always_fetched_from_its_bucket() -> None:
    assert cost.page_misses(Use()) > 0.9
    assert cost.page_misses(Use(pages_viewed=1_000_000_000)) < 0.05
    assert cost.file_misses(Use(tenants=100_000)) < 0.01


def test_a_viewer_who_only_stays_costs_pings_and_their_answers() -> None:
    some, more = Use(), Use(viewer_minutes=40_000, minutes_a_session=10)
    assert more.sessions == some.sessions
    messages = price(more)["API Gateway, WebSocket"] - price(some)["API Gateway, WebSocket"]
    minutes = 20_000 * cost.PRICES["WebSocket connection-minute"]
    assert messages - minutes == pytest.approx(2 * 20_000 / 4.5 * cost.PRICES["WebSocket message"])


def test_writing_the_costs_down_changes_nothing_but_the_table(tmp_path: Path) -> None:
    file = tmp_path / "operations.md"
    file.write_text(OPERATIONS.replace("| **together** |", "| **once** |"))
    cost.write(file)
    assert file.read_text() == OPERATIONS


def test_a_hundred_thousand_tenants_cost_less_each_than_one() -> None:
    one, many = Use(tenants=1), Use(tenants=100_000)
    assert sum(price(many).values()) / 100_000 < sum(price(one).values())


def test_nothing_used_costs_only_the_alarms_and_that_queues_and_schedules_are_looked_at() -> None:
    idle = Use(tenants=0)
    costs = {service: cost for service, cost in price(idle).items() if cost > 0.05}
    assert set(costs) == {"CloudWatch", "SQS", "Lambda"}
    assert costs["Lambda"] < 0.2


def test_viewers_cost_the_write_path_only_their_pushes() -> None:
    quiet, crowded = Use(watching=0), Use(watching=10_000)
    assert price(quiet)["S3"] == price(crowded)["S3"]
    assert price(replace(crowded, watching=20_000))["API Gateway, WebSocket"] > price(crowded)["API Gateway, WebSocket"]


def test_past_the_quota_only_pacing_loses_nobody() -> None:
    unpaced = simulate(Plan("", 5, 10_000, paced=False), 50_000)
    paced = simulate(Plan("", 5, 10_000, paced=True), 50_000)
    assert unpaced.lost > 0
    assert paced.lost == 0
    assert len(paced.arrived) == 50_000


def test_a_higher_quota_is_what_shortens_the_tail() -> None:
    slow = simulate(Plan("", 25, 10_000, paced=True), 50_000).at(1)
    quick = simulate(Plan("", 25, 50_000, paced=True), 50_000).at(1)
    assert quick < slow / 2
