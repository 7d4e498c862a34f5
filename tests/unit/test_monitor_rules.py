"""When what checks say is believed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import json_path
from chalicelib.domain.monitor_states import CheckResult, MonitorState, expected_at, judged, overdue, resumed, signal_of
from chalicelib.domain.monitors import Health, Monitor
from chalicelib.domain.signals import SignalState
from tests.factories import NOW


def _monitor(**fields: Any) -> Monitor:
    given = {"kind": "http", "url": "https://example.com/", **fields}
    return Monitor(id="0" * 26, name="Shop", created_at=NOW, updated_at=NOW, **given)


def _seen(monitor: Monitor, said: str, region: str = "home", state: MonitorState | None = None) -> MonitorState:
    """After a check a minute: `+` succeeded, `-` failed."""
    state = state or MonitorState()
    start = max((each.at for each in state.regions.values()), default=NOW)
    for number, each in enumerate(said, 1):
        at = start + timedelta(minutes=number)
        state = judged(monitor, state, CheckResult(at=at, region=region, ok=each == "+"))
    return state


@pytest.mark.parametrize(
    ("said", "health"),
    [
        ("", "unknown"),
        ("-", "unknown"),
        ("+", "up"),
        ("+-", "up"),
        ("+--", "down"),
        ("--", "down"),
        ("-+-+-", "up"),
        ("--+", "down"),
        ("--++", "up"),
        ("--+-+", "down"),
    ],
)
def test_it_is_down_after_so_many_failures_and_up_after_so_many_successes(said: str, health: str) -> None:
    assert _seen(_monitor(failures=2, recoveries=2), said).health == health


def test_it_is_so_since_the_check_that_confirmed_it() -> None:
    monitor = _monitor(failures=2)
    down = _seen(monitor, "+--")
    assert down.since == NOW + timedelta(minutes=3)
    assert _seen(monitor, "--", state=down).since == down.since


def test_a_check_that_was_counted_counts_once_and_an_older_one_never() -> None:
    monitor = _monitor(failures=3)
    state = _seen(monitor, "+--")
    for minutes in (1, 2, 3):
        again = CheckResult(at=NOW + timedelta(minutes=minutes), ok=False)
        assert judged(monitor, state, again) is state


def test_most_regions_must_see_it_down() -> None:
    monitor = _monitor(regions=("home", "eu", "us"), failures=1)
    state = judged(monitor, MonitorState(), _of("home", ok=False))
    state = judged(monitor, state, _of("eu", ok=True))
    assert state.health is Health.UNKNOWN
    assert judged(monitor, state, _of("us", ok=True)).health is Health.UP
    assert judged(monitor, state, _of("us", ok=False)).health is Health.DOWN
    assert judged(monitor, state, _of("elsewhere", ok=False)) is state


def test_a_region_that_says_nothing_any_more_is_not_counted() -> None:
    monitor = _monitor(regions=("home", "eu"), quorum=2, failures=1)
    state = judged(monitor, MonitorState(), _of("eu", ok=False))
    later = CheckResult(at=NOW + timedelta(minutes=10), region="home", ok=False)
    assert judged(monitor, state, later).health is Health.UNKNOWN
    assert judged(monitor, state, _of("home", ok=False)).health is Health.DOWN


def test_a_heartbeat_is_missed_after_its_interval_and_grace() -> None:
    monitor = _monitor(kind="heartbeat", url=None, heartbeat_minutes=60, grace_minutes=5)
    assert overdue(monitor, MonitorState(), NOW + timedelta(days=9)) is None
    state = judged(monitor, MonitorState(), CheckResult(at=NOW, ok=True))
    assert overdue(monitor, state, NOW + timedelta(minutes=64)) is None
    late = overdue(monitor, state, NOW + timedelta(minutes=65))
    assert late == NOW + timedelta(minutes=65)
    missed = judged(monitor, state, CheckResult(at=late, ok=False))
    assert missed.health is Health.DOWN
    assert overdue(monitor, missed, NOW + timedelta(days=9)) is None
    assert judged(monitor, missed, CheckResult(at=late + timedelta(seconds=1), ok=True)).health is Health.UP


def test_a_heartbeat_may_have_a_cron_expression_in_a_time_zone() -> None:
    monitor = _monitor(kind="heartbeat", url=None, cron="0 3 * * *", time_zone="Europe/Berlin", grace_minutes=10)
    at = datetime.fromisoformat("2026-01-05T02:05:00+00:00")
    state = judged(monitor, MonitorState(), CheckResult(at=at, ok=True))
    assert expected_at(monitor, state) == datetime.fromisoformat("2026-01-06T02:00:00+00:00")
    assert overdue(monitor, state, datetime.fromisoformat("2026-01-06T02:10:00+00:00"))


def test_only_a_change_that_is_confirmed_is_told() -> None:
    monitor = _monitor(failures=2)
    assert not _seen(monitor, "+").is_to_be_told
    assert not _seen(monitor, "+-").is_to_be_told
    down = _seen(monitor, "+--")
    assert down.is_to_be_told
    said = signal_of(monitor, down)
    assert (said.state, said.title, said.at) == (SignalState.FIRING, "Shop is down", down.since)
    told = down.but(told=Health.DOWN)
    assert not told.is_to_be_told
    assert not resumed(told, NOW).is_to_be_told
    up = _seen(monitor, "+", state=told)
    assert (up.is_to_be_told, signal_of(monitor, up).state) == (True, SignalState.RESOLVED)


@pytest.mark.parametrize(
    ("path", "found"),
    [("$.a.b[1].c", 3), ("a", {"b": [1, {"c": 3}]}), ("$['a']['b'][0]", 1), ("$", {"a": {"b": [1, {"c": 3}]}})],
)
def test_a_path_leads_into_json(path: str, found: object) -> None:
    assert json_path.at({"a": {"b": [1, {"c": 3}]}}, path) == found
    assert json_path.at({"x": 1}, "$.a.b") is json_path.MISSING


def _of(region: str, *, ok: bool) -> CheckResult:
    return CheckResult(at=NOW, region=region, ok=ok)
