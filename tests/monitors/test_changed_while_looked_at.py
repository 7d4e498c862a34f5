"""What people do to a monitor while it is looked at counts, and not what the check finds of the one before."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.events import CLOCK
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.monitors import Health, Monitor, MonitorDraft, MonitorEdit, MonitorKind
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.signals import Action, Rule
from chalicelib.store import monitor_states as states
from chalicelib.store import services
from chalicelib.use_cases import checks, monitors, signals
from tests.conftest import Clock
from tests.tenancy import Tenant


@pytest.fixture
def shop(tenant: Tenant) -> Service:
    return tenant.service("Shop")


@pytest.fixture
def monitor(tenant: Tenant, shop: Service, clock: Clock) -> Monitor:
    """One that is down by a single failure."""
    rule = Rule(action=Action.SET_STATUS, service_ids=(shop.id,), status=ServiceStatus.MAJOR_OUTAGE)
    draft = MonitorDraft(kind=MonitorKind.TCP, name="Till", host="example.com", port=443, failures=1, rules=(rule,))
    return monitors.make(tenant.org_id, draft, CLOCK, clock.now).watched.monitor


def _fails(monitor: Monitor, clock: Clock) -> None:
    at = clock.passes(minutes=1)
    checks.settle(monitor, CheckResult(at=at, ok=False, message="The connection was refused."), at)


def _pause(monitor: Monitor, clock: Clock) -> None:
    monitors.pause(monitor.org_id, monitor.id, CLOCK, clock.now)


def _delete(monitor: Monitor, clock: Clock) -> None:
    monitors.delete(monitor.org_id, monitor.id, CLOCK, clock.now)


@pytest.mark.parametrize("done", [_pause, _delete])
def test_what_a_check_finds_after_a_pause_or_a_deletion_is_nothing(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock, done: Callable[[Monitor, Clock], None]
) -> None:
    done(monitor, clock)
    _fails(monitor, clock)
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL
    assert states.find(tenant.org_id, monitor.id).health is Health.UNKNOWN
    assert list(states.results(tenant.org_id, monitor.id, None)) == []


@pytest.mark.parametrize("done", [_pause, _delete])
def test_rules_that_are_told_during_a_pause_or_a_deletion_hold_nothing(
    tenant: Tenant,
    shop: Service,
    monitor: Monitor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    done: Callable[[Monitor, Clock], None],
) -> None:
    _before_rules_are_told(monkeypatch, lambda: done(monitor, clock))
    _fails(monitor, clock)
    signals.settle_all(tenant.org_id, clock.passes(minutes=5))
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL


def test_rules_that_were_edited_meanwhile_are_followed(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock
) -> None:
    till = _edit_to_till(tenant, monitor, clock)
    _fails(monitor, clock)
    assert (tenant.status_of(shop), tenant.status_of(till)) == (
        ServiceStatus.OPERATIONAL,
        ServiceStatus.PARTIAL_OUTAGE,
    )


def test_rules_that_are_edited_while_they_are_told_are_followed(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _before_rules_are_told(monkeypatch, lambda: _edit_to_till(tenant, monitor, clock))
    _fails(monitor, clock)
    signals.settle_all(tenant.org_id, clock.passes(minutes=5))
    named = {each.name: each.status for each in services.of_organization(tenant.org_id)}
    assert named == {"Shop": ServiceStatus.OPERATIONAL, "Till": ServiceStatus.PARTIAL_OUTAGE}


def _edit_to_till(tenant: Tenant, monitor: Monitor, clock: Clock) -> Service:
    till = tenant.service("Till")
    rule = Rule(action=Action.SET_STATUS, service_ids=(till.id,), status=ServiceStatus.PARTIAL_OUTAGE)
    monitors.edit(tenant.org_id, monitor.id, MonitorEdit(rules=(rule,)), CLOCK, clock.now)
    return till


def _before_rules_are_told(monkeypatch: pytest.MonkeyPatch, done: Callable[[], object]) -> None:
    real, waiting = signals.take, [done]

    def take(*given: Any) -> Any:
        while waiting:
            waiting.pop()()
        return real(*given)

    monkeypatch.setattr(signals, "take", take)
