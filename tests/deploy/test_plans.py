"""The cost model and the fan-out simulation behave as the world does."""

from dataclasses import replace
from pathlib import Path

from bench import simulate_fanout
from bench.simulate_fanout import Plan, simulate
from infra import alarms, cost, policies
from infra.cost import Use, price

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def test_operations_say_what_the_cost_model_prints() -> None:
    assert cost.table(cost.usual()) in OPERATIONS


def test_operations_say_what_the_simulation_prints() -> None:
    assert simulate_fanout.table(simulate_fanout.VIEWERS) in OPERATIONS


def test_the_cost_model_counts_the_alarms_there_are() -> None:
    assert len(alarms.alarms(policies.TABLES)) == cost.ALARMS


def test_a_hundred_thousand_tenants_cost_less_each_than_one() -> None:
    one, many = Use(tenants=1), Use(tenants=100_000)
    assert sum(price(many).values()) / 100_000 < sum(price(one).values())


def test_nothing_used_costs_only_the_alarms() -> None:
    idle = Use(tenants=0)
    costs = {service: cost for service, cost in price(idle).items() if cost > 0.05}
    assert set(costs) == {"CloudWatch"}


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
