"""Whoever changes a monitor may die before what follows from it is done: it is completed all the same."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest

from chalicelib.domain.events import CLOCK
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.monitors import Health, Monitor, MonitorDraft, MonitorEdit, MonitorKind
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.signals import Action, Rule
from chalicelib.store import metrics as stored_metrics
from chalicelib.store import monitor_states as states
from chalicelib.store import monitors as store
from chalicelib.use_cases import checks, metrics, monitors, signals
from tests.conftest import Clock
from tests.edges import Stream
from tests.queues import Queues
from tests.reactions.test_relay import relayed
from tests.tenancy import Tenant


@pytest.fixture
def shop(tenant: Tenant) -> Service:
    return tenant.service("Shop")


def _rule(service: Service, status: ServiceStatus = ServiceStatus.MAJOR_OUTAGE) -> Rule:
    return Rule(action=Action.SET_STATUS, service_ids=(service.id,), status=status)


@pytest.fixture
def monitor(tenant: Tenant, shop: Service, clock: Clock) -> Monitor:
    """One that holds the shop down."""
    draft = MonitorDraft(kind=MonitorKind.TCP, name="Till", host="example.com", port=443, rules=(_rule(shop),))
    made = monitors.make(tenant.org_id, draft, CLOCK, clock.now).watched.monitor
    _fails_twice(made, clock)
    assert tenant.status_of(shop) is ServiceStatus.MAJOR_OUTAGE
    clock.passes(minutes=10)
    return made


def _fails_twice(monitor: Monitor, clock: Clock) -> None:
    for _ in range(2):
        at: datetime = clock.passes(minutes=1)
        checks.settle(monitor, CheckResult(at=at, ok=False, message="The connection was refused."), at)


@contextmanager
def _dying_at(module: object, name: str) -> Iterator[None]:
    died: list[str] = []

    def dies(*_: object, **__: object) -> None:
        died.append(name)
        sys.exit()

    with pytest.MonkeyPatch.context() as patched, suppress(SystemExit):
        patched.setattr(module, name, dies)
        yield
    assert died


def _complete(stream: Stream, queues: Queues) -> None:
    assert relayed(stream.unread()) == []
    assert queues.flow("apply_signals") == []


def test_a_deletion_gives_back_what_the_monitor_held(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock, stream: Stream, queues: Queues
) -> None:
    with _dying_at(signals, "forget"):
        monitors.delete(tenant.org_id, monitor.id, CLOCK, clock.now)
    assert tenant.status_of(shop) is ServiceStatus.MAJOR_OUTAGE
    _complete(stream, queues)
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL
    assert stored_metrics.of_organization(tenant.org_id) == []


@pytest.mark.parametrize("where", [(states, "changed"), (signals, "forget")])
def test_a_pause_gives_it_back_and_forgets_what_was_seen(
    tenant: Tenant,
    shop: Service,
    monitor: Monitor,
    clock: Clock,
    stream: Stream,
    queues: Queues,
    where: tuple[object, str],
) -> None:
    with _dying_at(*where):
        monitors.pause(tenant.org_id, monitor.id, CLOCK, clock.now)
    _complete(stream, queues)
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL
    assert states.find(tenant.org_id, monitor.id).health is Health.UNKNOWN


def test_a_new_monitor_gets_its_metric(tenant: Tenant, clock: Clock, stream: Stream, queues: Queues) -> None:
    draft = MonitorDraft(kind=MonitorKind.TCP, name="Till", host="example.com", port=443)
    with _dying_at(metrics, "begin_monitor"):
        monitors.make(tenant.org_id, draft, CLOCK, clock.now)
    _complete(stream, queues)
    assert [each.name for each in stored_metrics.of_organization(tenant.org_id)] == ["Till"]


def test_what_was_completed_is_left_alone(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock, stream: Stream, queues: Queues
) -> None:
    stream.unread()
    _complete(stream, queues)
    assert tenant.status_of(shop) is ServiceStatus.MAJOR_OUTAGE
    before = store.find(tenant.org_id, monitor.id), states.find(tenant.org_id, monitor.id)
    monitors.complete(tenant.org_id, monitor.id, clock.now)
    assert before == (store.find(tenant.org_id, monitor.id), states.find(tenant.org_id, monitor.id))
    assert len(stored_metrics.of_organization(tenant.org_id)) == 1


def test_what_is_still_down_after_a_pause_is_told_again(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock
) -> None:
    monitors.pause(tenant.org_id, monitor.id, CLOCK, clock.now)
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL
    clock.passes(minutes=10)
    monitors.resume(tenant.org_id, monitor.id, CLOCK, clock.now)
    _fails_twice(store.get(tenant.org_id, monitor.id), clock)
    assert tenant.status_of(shop) is ServiceStatus.MAJOR_OUTAGE


def test_new_rules_count_for_what_is_down_already_and_old_ones_not_any_more(
    tenant: Tenant, shop: Service, monitor: Monitor, clock: Clock
) -> None:
    till = tenant.service("Till")
    rules = (_rule(till, ServiceStatus.PARTIAL_OUTAGE),)
    monitors.edit(tenant.org_id, monitor.id, MonitorEdit(rules=rules), CLOCK, clock.now)
    assert tenant.status_of(shop) is ServiceStatus.OPERATIONAL
    _fails_twice(store.get(tenant.org_id, monitor.id), clock)
    assert tenant.status_of(till) is ServiceStatus.PARTIAL_OUTAGE
