"""From whose turn it is to what is known of it."""

from contextlib import suppress
from typing import Any

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.monitors import Health, Monitor
from chalicelib.jobs.monitors import plan_checks
from chalicelib.monitors import moments, planning
from chalicelib.store import monitor_states, monitors
from chalicelib.use_cases import checks, signals
from chalicelib.use_cases import monitors as use_cases
from tests.conftest import Clock
from tests.engine import Engine
from tests.outbound.hostile import saying, serving
from tests.queues import Queues
from tests.tenancy import Tenant

OK = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """This machine may be looked at, and nobody waits for their moment."""
    monkeypatch.setattr("chalicelib.monitors.guard.loopback", lambda: True)
    monkeypatch.setattr(moments, "SPREAD_SECONDS", 0.0)
    planning.forget()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the rules were told."""
    heard: list[str] = []

    def take(_: str, __: object, ___: object, said: Any, ____: object) -> list[Any]:
        heard.extend(f"{each.title} ({each.state})" for each in said)
        return []

    monkeypatch.setattr(signals, "take", take)
    return heard


def _health(monitor: Monitor) -> Health:
    return monitor_states.find(monitor.org_id, monitor.id).health


def _minute(queues: Queues, clock: Clock) -> int:
    clock.passes(minutes=1)
    planned = plan_checks()
    assert queues.flow(planning.QUEUE) == []
    return planned


def test_a_monitor_is_looked_at_each_minute_and_believed_when_it_is_confirmed(
    tenant: Tenant, queues: Queues, clock: Clock, told: list[str]
) -> None:
    with serving(OK) as server:
        monitor = tenant.monitor(url=server.url, failures=2)
        assert _minute(queues, clock) == 1
        assert (_health(monitor), told) == (Health.UP, [])
    _minute(queues, clock)
    assert (_health(monitor), told) == (Health.UP, [])
    _minute(queues, clock)
    assert (_health(monitor), told) == (Health.DOWN, ["Shop is down (firing)"])
    _minute(queues, clock)
    assert told == ["Shop is down (firing)"]
    assert len(list(monitor_states.results(monitor.org_id, monitor.id, None))) == 4


def test_it_never_runs_twice_for_one_minute(tenant: Tenant, queues: Queues, clock: Clock) -> None:
    with serving(OK) as server:
        tenant.monitor(url=server.url)
        clock.passes(minutes=1)
        for _ in range(3):
            planning.forget()
            plan_checks()
            queues.flow(planning.QUEUE)
        assert len(server.received) == 1
        assert plan_checks() == 0


def test_minutes_that_nobody_planned_are_not_caught_up_with(tenant: Tenant, queues: Queues, clock: Clock) -> None:
    with serving(OK) as server:
        tenant.monitor(url=server.url)
        clock.passes(minutes=1)
        plan_checks()
        clock.passes(hours=2)
        queues.flow(planning.QUEUE)
        assert server.received == []
        _minute(queues, clock)
        assert len(server.received) == 1


@pytest.mark.parametrize(("module", "name"), [(monitors, "due"), (monitors, "some"), (monitor_states, "claimed")])
def test_while_the_database_is_away_nothing_is_asked_and_then_each_once(
    tenant: Tenant, queues: Queues, clock: Clock, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    def away(*_: object) -> None:
        raise UnavailableError("The database is away.")

    with serving(OK) as server:
        tenant.monitor(url=server.url)
        clock.passes(minutes=1)
        with monkeypatch.context() as fault, suppress(UnavailableError):
            fault.setattr(module, name, away)
            plan_checks()
            queues.flow(planning.QUEUE)
        assert server.received == []
        for expected in (1, 2):
            clock.passes(minutes=1)
            plan_checks()
            queues.flow(planning.QUEUE)
            assert len(server.received) == expected


def test_each_has_its_own_turn(tenant: Tenant, queues: Queues, clock: Clock) -> None:
    made = {
        tenant.monitor(url="https://example.com/", name=f"M{each}", interval_minutes=each).id: each
        for each in (1, 5, 15)
    }
    paused = tenant.monitor(url="https://example.com/", name="Paused")
    use_cases.pause(tenant.org_id, paused.id, tenant.actor, clock.now)
    start = int(clock.now.timestamp()) // 60
    turns = [monitor_id for minute in range(start, start + 30) for _, monitor_id in monitors.due(minute)]
    assert {each: turns.count(each) for each in set(turns)} == {each: 30 // every for each, every in made.items()}


def test_what_was_not_told_when_a_process_died_is_told_by_the_next_check(
    tenant: Tenant, queues: Queues, clock: Clock, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = tenant.monitor("tcp", host="127.0.0.1", port=9, failures=1)
    with monkeypatch.context() as dying:

        def dies(*_: object) -> None:
            raise SystemExit

        dying.setattr(checks, "tell", dies)
        with pytest.raises(SystemExit):
            _minute(queues, clock)
    assert (_health(monitor), told) == (Health.DOWN, [])
    _minute(queues, clock)
    assert told == ["Shop is down (firing)"]


def test_one_that_cannot_be_settled_holds_up_no_other(
    tenant: Tenant, queues: Queues, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(OK) as server:
        broken, fine = tenant.monitor(url=server.url, name="A"), tenant.monitor(url=server.url, name="B")
        settle = checks.settle

        def settled(monitor: Monitor, *rest: Any) -> Any:
            if monitor.id == broken.id:
                raise RuntimeError
            return settle(monitor, *rest)

        monkeypatch.setattr(checks, "settle", settled)
        _minute(queues, clock)
    assert (_health(broken), _health(fine)) == (Health.UNKNOWN, Health.UP)


def test_a_heartbeat_that_is_missing_is_told_and_one_that_comes_is_too(
    tenant: Tenant, queues: Queues, clock: Clock, told: list[str], tables: Engine
) -> None:
    monitor, secret = tenant.heartbeat(heartbeat_minutes=10, grace_minutes=2)
    _minute(queues, clock)
    checks.beat(monitor.id, secret, clock.now)
    clock.passes(minutes=10)
    _minute(queues, clock)
    assert (_health(monitor), told) == (Health.UP, [])
    before = tables.contents()
    planning.forget()
    _minute(queues, clock)
    assert told == ["Nightly backup is down (firing)"]
    assert tables.contents() != before
    checks.beat(monitor.id, secret, clock.passes(seconds=1))
    assert told == ["Nightly backup is down (firing)", "Nightly backup is up (resolved)"]


def test_what_was_due_while_the_machine_was_off_is_waited_for_once_more(
    tenant: Tenant, queues: Queues, clock: Clock, told: list[str]
) -> None:
    monitor, secret = tenant.heartbeat(heartbeat_minutes=10, grace_minutes=2)
    checks.beat(monitor.id, secret, clock.now)
    clock.passes(hours=8)
    checks.listening_since(clock.now)
    try:
        _minute(queues, clock)
        assert (_health(monitor), told) == (Health.UP, [])
        clock.passes(minutes=11)
        _minute(queues, clock)
    finally:
        checks.listening_since(None)
    assert told == ["Nightly backup is down (firing)"]


def test_turns_are_spread_over_the_minute_and_over_minutes(tenant: Tenant) -> None:
    made = [tenant.monitor(url="https://example.com/", name=f"M{each}", interval_minutes=15) for each in range(60)]
    seconds = [moments.due_at(each, 1_000_000.0, 20.0) - 1_000_000 for each in made]
    assert min(seconds) < 4
    assert 16 < max(seconds) <= 20
    assert len({monitors.slot_of(each) for each in made}) > 15
