"""A monitor that is looked at from home and from elsewhere: by the queues, until enough regions agree."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.monitors import HOME, Health, Monitor
from chalicelib.jobs.monitors import plan_checks
from chalicelib.monitors import elsewhere, far, moments, planning, rounds
from chalicelib.store import monitor_states
from tests.conftest import Clock
from tests.queues import Queues
from tests.tenancy import Tenant

FAR = ("eu-west-1", "ap-south-1")


@pytest.fixture
def down_in(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The regions that can't reach what they look at."""
    down: set[str] = set()

    async def checked(_: Monitor, at: datetime, region: str = HOME, *, loopback: bool = False) -> CheckResult:
        return CheckResult(at=at, region=region, ok=region not in down)

    monkeypatch.setattr(rounds, "checked", checked)
    monkeypatch.setattr(far, "checked", checked)
    monkeypatch.setattr(elsewhere, "_queues", lambda: dict.fromkeys(FAR, "https://queue"))
    monkeypatch.setattr(moments, "SPREAD_SECONDS", 0.0)
    planning.forget()
    return down


def _minute(queues: Queues, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home looks, each region hears of it and looks, and home hears of that, twice as SQS may have it."""
    clock.passes(minutes=1)
    plan_checks()
    assert queues.flow(planning.QUEUE) == []
    for region in FAR:
        monkeypatch.setattr(far, "settings", lambda region=region: SimpleNamespace(check_region=region))
        said = [{"body": each.body} for each in queues.sent.pop(elsewhere.queue_of(region), [])]
        far.handler({"Records": said + said}, None)
    assert queues.flow("settle_checks") == []


def test_it_is_down_when_most_regions_say_so_and_up_when_they_do_not_any_more(
    tenant: Tenant, queues: Queues, clock: Clock, down_in: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = tenant.monitor("tcp", host="example.com", port=443, regions=(HOME, *FAR))

    def after_minutes(number: int) -> Health:
        for _ in range(number):
            _minute(queues, clock, monkeypatch)
        return monitor_states.find(tenant.org_id, monitor.id).health

    assert after_minutes(1) is Health.UP
    down_in.add(HOME)
    assert after_minutes(3) is Health.UP
    down_in.add("eu-west-1")
    assert after_minutes(1) is Health.UP
    assert after_minutes(1) is Health.DOWN
    down_in.remove(HOME)
    assert after_minutes(1) is Health.UP
    results = list(monitor_states.results(tenant.org_id, monitor.id, None))
    assert len(results) == 7 * (1 + len(FAR))
    assert {each.region for each in results} == {HOME, *FAR}
