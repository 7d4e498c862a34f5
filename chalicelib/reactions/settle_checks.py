"""Settles what checks in other regions found."""

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.queues.message import CheckFound
from chalicelib.store import monitors
from chalicelib.use_cases import checks

settings().need("table_prefix")


def settle_checks(message: CheckFound) -> None:
    """Safe to repeat; nothing happens for a monitor that is gone, or paused meanwhile."""
    monitor = monitors.find(message.org_id, message.monitor_id)
    if monitor and not monitor.paused:
        result = CheckResult.model_validate(message.result, extra="ignore")
        checks.settle(monitor, result, clock.now())
        checks.measure([(monitor, result)], clock.now())
