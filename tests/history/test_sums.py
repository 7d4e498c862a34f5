"""Counted days are what a naive reading of the same history adds up to, however it came."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import Because, Facts, Told, Turn, seconds
from chalicelib.domain.ids import new_id
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.timeline import timeline
from chalicelib.history.counting import count, count_all
from chalicelib.publish import uptime
from chalicelib.store.history import facts
from chalicelib.use_cases import organizations
from tests.engine import Engine
from tests.history import naive
from tests.tenancy import Tenant, a_tenant

ZONES = ("UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu")
BEGAN = datetime(2025, 10, 20, 7, 31, 5, tzinfo=UTC)
"""Zones of both hemispheres change their clocks in the weeks after."""
SPAN = int(timedelta(days=80).total_seconds())
BY = Because("person", by="Ada")
STATUSES = [status.value for status in ServiceStatus]

offsets = st.integers(0, SPAN)
turn = st.tuples(offsets, st.sampled_from(STATUSES))
told = st.tuples(offsets, st.integers(1, 6 * 86400), st.sampled_from(STATUSES))


def a_history(turns: list[tuple[int, str]], tellings: list[tuple[int, int, str]]) -> tuple[list[Turn], list[Told]]:
    """Of one service: its turns, whose versions count up and whose clocks may differ, and what was told later."""
    start = seconds(BEGAN)
    service_id = new_id(BEGAN)
    made = [Turn(service_id, start, 1, "operational", BY)]
    made += [Turn(service_id, start + at, place + 2, status, BY) for place, (at, status) in enumerate(turns)]
    lies = [
        Told(service_id, start + at, min(start + at + long, start + SPAN), status, BY, new_id(BEGAN + timedelta(n)))
        for n, (at, long, status) in enumerate(tellings)
        if at < SPAN
    ]
    return made, lies


@settings(max_examples=80, deadline=None)
@given(st.lists(turn, max_size=12), st.lists(told, max_size=6), st.sampled_from(ZONES))
def test_a_timeline_adds_up_to_what_each_second_says(
    turns: list[tuple[int, str]], tellings: list[tuple[int, int, str]], zone: str
) -> None:
    made, lies = a_history(turns, tellings)
    until = seconds(BEGAN) + SPAN
    expected = naive.days_of(made, lies, until, zone)
    found = rules.sums(timeline(made, lies), 0, until, zone)
    operational = ServiceStatus.OPERATIONAL.value
    assert {day: {s: n for s, n in each.items() if s != operational} for day, each in expected.items()} == {
        day: found.get(day, {}) for day in expected
    }
    for day, each in expected.items():
        assert sum(each.values()) <= rules.end_of(day, zone) - rules.start_of(day, zone)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(turn, max_size=8), st.lists(told, max_size=4)), min_size=1, max_size=2),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=2),
    st.integers(0, 10**6),
)
def test_documents_have_what_each_second_says_in_whatever_order_it_was_told(
    tables: Engine, histories: list[Any], zones: list[str], chance: int
) -> None:
    tenant = a_tenant(now=BEGAN)
    until = seconds(BEGAN) + SPAN
    expected = {}
    deliveries: list[Facts] = []
    for number, (turns, tellings) in enumerate(histories):
        service = tenant.service(f"Service {number}", now=BEGAN)
        made, lies = a_history(sorted(turns), tellings)
        mine = [Turn(service.id, each.at, each.version, each.status, BY) for each in made]
        told_of_it = [Told(service.id, each.start, each.end, each.status, BY, each.event_id) for each in lies]
        expected[service.id] = (mine, told_of_it)
        deliveries += [Facts([each]) for each in mine] + [Facts((), [each]) for each in told_of_it]
    zone = zones[0]
    _ready(tenant, zone, seconds(BEGAN))
    shuffled = random.Random(chance)  # noqa: S311 - the same at each run
    twice = deliveries * 2
    shuffled.shuffle(twice)
    for each in twice:
        facts.keep(tenant.org_id, each)
        count(tenant.org_id, each, until)
    for zone in zones[1:]:
        count_all(tenant.org_id, zone, until)
    found = uptime.load(tenant.org_id)
    assert found
    recent = json.loads(found.recent())
    for service in recent["services"]:
        _assert_days(service, naive.days_of(*expected[service["id"]], until, zone))


def _ready(tenant: Tenant, zone: str, now: int) -> None:
    if zone != "UTC":
        organizations.edit(tenant.org_id, OrganizationEdit(time_zone=zone), tenant.actor, BEGAN)
    count_all(tenant.org_id, zone, now)


def _assert_days(service: Any, expected: dict[date, dict[str, int]]) -> None:
    for day in service["days"]:
        said = expected.get(date.fromisoformat(day["date"]), {})
        assert day["seconds"] == said
        known = sum(said.values())
        assert day["uptime"] == rules.percent(known - said.get("unknown", 0), rules.down(said))
    known = sum(length for each in expected.values() for status, length in each.items() if status != "unknown")
    tenths = sum(rules.down(each) for each in expected.values())
    assert service["uptime"] == rules.percent(known, tenths)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Zurich", date(2026, 3, 29), 23),
        ("Europe/Zurich", date(2026, 10, 25), 25),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("UTC", date(2026, 3, 29), 24),
    ],
)
def test_a_day_is_as_long_as_clocks_make_it(zone: str, day: date, hours: float) -> None:
    assert rules.end_of(day, zone) - rules.start_of(day, zone) == hours * 3600


@pytest.mark.parametrize(
    ("known", "down", "per_cent"),
    [
        (86400, {}, 100.0),
        (86400, {"major_outage": 864}, 99.0),
        (86400, {"partial_outage": 864}, 99.7),
        (86400, {"major_outage": 432, "unknown": 43200}, 99.0),
        (86400, {"unknown": 86400}, None),
        (0, {}, None),
    ],
)
def test_uptime_counts_a_major_outage_whole_and_a_partial_one_in_part(
    known: int, down: dict[str, int], per_cent: float | None
) -> None:
    assert rules.uptime_of(known, down) == per_cent


def test_a_second_of_downtime_in_ninety_days_is_never_rounded_away() -> None:
    assert rules.percent(90 * 86400, rules.down({"partial_outage": 1})) == 99.9999
    assert rules.mean([100.0, 99.9999, 100.0]) == 99.9999
    assert rules.percent(86400, rules.down({"degraded_performance": 86400, "under_maintenance": 1})) == 100.0
