"""What CloudWatch and X-Ray cost: alarms, metrics, logs and traces."""

import math
from collections.abc import Mapping

from infra import alarms, policies, queues
from infra.cost.rates import FED, MONTH, READERS, SCHEDULED, rate
from infra.cost.use import Use

ALARMS = len(alarms.alarms(policies.TABLES)) + len(queues.alarms())
METRICS: Mapping[str, int] = {
    "RequestLatency": 7,
    "RequestFailures": 7,
    "Connections": 1,
    "Frames": 1,
    "GoneConnections": 1,
    "PushFailures": 1,
    "PushLatency": 1,
    "BroadcastFailures": 1,
    "UnknownEvents": 1,
    "ConnectionsOpened": 1,
    "ConnectionsClosed": 1,
    "MailFailures": 2,
}
"""What the code's log lines become: each value of a metric's dimension is one to pay for. A test holds it complete."""


def observed(use: Use) -> dict[str, float]:
    """What CloudWatch's line is made of."""
    taken_in = _logged_kb(use) / 1e6
    return {
        "alarms and a dashboard": ALARMS * rate("CloudWatch alarm") + rate("CloudWatch dashboard"),
        "metrics": sum(METRICS.values()) * rate("CloudWatch metric"),
        "logs": taken_in * (rate("Logs GB") + rate("Logs GB-month")),
        "traces": traces(use) * rate("X-Ray trace"),
    }


def _logged_kb(use: Use) -> float:
    """0.35 KB of Lambda's own an invocation, 0.25 KB an access, 0.7 KB a line with metrics."""
    changes = use.tenants * use.changes
    events = use.asked + 2 * use.sessions
    handled = changes * (1.05 + (READERS - 1 + FED) * 0.35)
    return use.requests * 1.3 + handled + events * 0.6 + 2 * use.sessions * 0.7 + SCHEDULED * 0.35


def traces(use: Use) -> float:
    """X-Ray's own rule for each that is traced: the first in every second, and a twentieth of the others."""
    return sum(_sampled(count) for count in (use.requests, use.tenants * use.changes, SCHEDULED))


def _sampled(count: float) -> float:
    first = MONTH * (1 - math.exp(-count / MONTH))
    return first + (count - first) / 20
