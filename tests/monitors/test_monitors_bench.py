"""The benchmark of monitors reads its figures from the log; it must find in it what rounds write there."""

import json

import pytest

from bench import monitors as bench
from chalicelib.config import Settings
from chalicelib.jobs.monitors import plan_checks
from chalicelib.monitors import planning
from tests.conftest import Clock
from tests.logs import lines_with
from tests.outbound.hostile import saying, serving
from tests.queues import Queues
from tests.tenancy import Tenant


def test_it_hears_of_each_round_of_a_stack_that_it_starts(
    tenant: Tenant, queues: Queues, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.monitors.guard.loopback", lambda: True)
    planning.forget()
    settings = Settings(log_level=bench.STACK["LOG_LEVEL"], metrics="off")
    with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as server, lines_with(settings) as lines:
        tenant.monitor(url=server.url)
        clock.passes(minutes=1)
        plan_checks()
        queues.flow(planning.QUEUE)
    (found,) = bench.rounds("\n".join(["Starting ...", *map(json.dumps, lines)]))
    assert (found["count"], found["failed"], found["late_ms"] >= 0) == (1, 0, True)
