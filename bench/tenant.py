"""One tenant among many, in a process of its own: `python -m bench.tenant TENANTS PAST_INCIDENTS`.

Says `{"ready": [operations]}`; a line that names an operation is answered with its seconds, units and requests.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bench.population import add_past_incidents, add_tenants
from chalicelib import clock
from chalicelib.api import edge
from chalicelib.auth import live_sessions
from chalicelib.aws import pool, retries
from chalicelib.domain.history import seconds
from chalicelib.domain.ids import new_id
from chalicelib.domain.metrics import MetricDraft
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.notifications import PART
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.signals import Action, Origin, OriginKind, Rule, SignalState, signal_of
from chalicelib.domain.times import to_wire
from chalicelib.history.counting import Pace
from chalicelib.jobs.handlers import maintenance_transitions, metric_rollups, uptime_days
from chalicelib.live import push
from chalicelib.live.broadcast import broadcast
from chalicelib.live.handlers import disconnect, message
from chalicelib.monitors import planning
from chalicelib.notifications import sending
from chalicelib.publish.publisher import write_metrics, write_syndicated
from chalicelib.queues import queues
from chalicelib.queues.message import NewVersion, Task
from chalicelib.reactions.history import follow
from chalicelib.reactions.notify import notify
from chalicelib.reactions.send_mail import send_mail
from chalicelib.store import events, monitor_states, monitors, organizations
from chalicelib.store.dynamodb import shared_connection
from chalicelib.store.schema import create_missing_tables
from chalicelib.use_cases import checks, metric_counting, metrics, signals
from tests.edges import Api, LambdaContext, Viewers
from tests.notifications.telling import a_subscriber
from tests.queues import Queues
from tests.tenancy import a_tenant

_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
_STATUSES = ("major_outage", "operational")
_MOST_FLAPS = 500


class Meter:
    """Capacity units and requests, as the engine counts them."""

    def __init__(self) -> None:
        self.clear()
        wire = shared_connection().wire
        wire._make_api_call = self._counted(wire.call)  # type: ignore[method-assign] # noqa: SLF001 - as PynamoDB calls it

    def clear(self) -> None:
        """Starts anew."""
        self.read = self.write = self.requests = 0.0

    def _counted(self, call: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401 - the same again
        def counted(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
            answer = call(operation, arguments)
            found = answer.get("ConsumedCapacity") or []
            consumed = found if isinstance(found, list) else [found]
            units = sum(float(each["CapacityUnits"]) for each in consumed)
            self.requests += 1
            if operation in _READS:
                self.read += units
            else:
                self.write += units
            return answer

        return counted


class Tenant:
    """An organization of three services, with nothing open, and what is done in it."""

    def __init__(self, tenants: int, past_incidents: int) -> None:
        push.install(Viewers())
        queues.install(queue := Queues())
        self._queues = queue
        self._tenant = tenant = a_tenant(now=clock.now())
        self._services = [tenant.service(name, clock.now()) for name in ("Checkout", "Search", "Mail")]
        self._api = Api().as_(tenant.token)
        self._turn = count()
        self._metric = metrics.add(tenant.org_id, MetricDraft(name="Response time"), tenant.actor, clock.now()).id
        self._measured_at = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(minutes=30)
        tenant.resolves(tenant.opens(self._services[0], now=clock.now()), clock.now())
        self._publish()
        self._subscribe()
        add_past_incidents(tenant.org_id, past_incidents)
        add_tenants(tenant.org_id, tenants - 1)
        self._flap(min(past_incidents, _MOST_FLAPS))
        self._alerted, self._later = a_tenant("alerted", now=clock.now()), clock.now()
        watched = self._alerted.service("Watched", clock.now())
        self._rule = Rule(action=Action.SET_STATUS, status=ServiceStatus.MAJOR_OUTAGE, service_ids=(watched.id,))
        self._origin = Origin(kind=OriginKind.SOURCE, id=new_id(clock.now()), name="Prometheus")
        self._checked = self._alerted.monitor("tcp", host="example.com", port=443)
        self._beating, self._secret = self._alerted.heartbeat()
        while monitors.slot_of(self._beating) == monitors.slot_of(self._checked):  # one read would find both
            self._beating, self._secret = self._alerted.heartbeat()
        self._page = f"/api/status/{tenant.slug}"
        for number in range(PART):
            a_subscriber(tenant.org_id, f"reader{number:02}")
        self._count()

    def operations(self) -> dict[str, Callable[[], object]]:
        """In an order in which they can be done again and again."""
        return {
            "page view, through the API": lambda: self._answered("GET", f"/api/status/{self._tenant.slug}"),
            "status change (PUT)": self._change_status,
            "publication of a status change": self._publish,
            "history of a status change": self._count,
            "what other programs read, after a status change": self._syndicate,
            "incident opened (POST)": self._open,
            "notification of an incident, planned for 50 subscribers": self._plan,
            "part of 50 mails": self._mail,
            "incident update (POST)": lambda: self._of_incident("POST", "updates", {"text": "We are on it."}),
            "incident resolved (PUT)": lambda: self._of_incident("PUT", "status", {"status": "resolved"}),
            "publication of a resolved incident": self._publish,
            "history of a resolved incident": self._count,
            "uptime of 90 days, through the API": lambda: self._answered("GET", f"{self._page}/uptime/bars"),
            "list of services (GET)": lambda: self._answered("GET", "/api/services"),
            "list of incidents, 10 (GET)": lambda: self._answered("GET", "/api/incidents?limit=10"),
            "metric point (POST)": self._measure,
            "metrics counted and written, once a minute": self._roll_up,
            "viewer subscribes": self._subscribe,
            "viewer leaves": lambda: disconnect(_socket_event("DISCONNECT"), LambdaContext()),
            "alert that sets a service, followed": lambda: self._alert("firing", hours=1),
            "the same alert again": lambda: self._alert("firing"),
            "alert that ends it, followed": lambda: self._alert("resolved", hours=1),
            "check of a monitor, as it was before": self._check,
            "heartbeat (GET)": self._beat,
            "scheduled job, the monitors of a minute": self._plan_checks,
            "scheduled job, nothing due": lambda: maintenance_transitions(_TICK, LambdaContext()),
            "scheduled job, nobody's day is over": lambda: uptime_days(_TICK, LambdaContext()),
            "scheduled job, nothing was measured": lambda: metric_rollups(_TICK, LambdaContext()),
        }

    def _alert(self, state: str, hours: int = 0) -> None:
        """Of a page of its own, whose clock goes on faster, so that no change waits for the one before."""
        self._later += timedelta(hours=hours)
        signal = signal_of("errors", SignalState(state), self._later, {"service": "checkout"}, title="Errors")
        signals.take(self._alerted.org_id, self._origin, [self._rule], [signal], self._later)

    def _check(self) -> None:
        """As a round does: another one of the same five minutes."""
        (monitor,) = monitors.some([(self._alerted.org_id, self._checked.id)])
        turn = next(self._turn)
        assert monitor_states.claimed(monitor.org_id, monitor.id, turn + 1)
        result = CheckResult(at=self._measured_at + timedelta(seconds=turn), ok=True, milliseconds=12)
        checks.settle(monitor, result, result.at)
        checks.measure([(monitor, result)], result.at)

    def _beat(self) -> None:
        self._answered("GET", f"/api/heartbeats/{self._beating.id}/{self._secret}")

    def _plan_checks(self) -> None:
        planning.forget()
        planning.plan()

    def _answered(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        reply = self._api.send(method, path, body)
        assert reply.status < 300, reply
        return dict(reply.json())

    def _change_status(self) -> None:
        _go_on()
        status = _STATUSES[next(self._turn) % 2]
        self._answered("PUT", f"/api/services/{self._services[0].id}/status", {"status": status})

    def _open(self) -> None:
        _go_on()
        body = {"title": "Payments fail", "service_ids": [self._services[0].id], "service_status": "partial_outage"}
        self._incident = self._answered("POST", "/api/incidents", body)["id"]

    def _plan(self) -> None:
        """The newest event, as its queue would bring it."""
        self._queues.sent.clear()
        newest = events.newest_public(self._tenant.org_id, limit=1)[0]
        notify(Task(self._tenant.org_id, newest.id))

    def _mail(self) -> None:
        """What that was planned: the first part within two seconds, which reads the organization."""
        sending.known_organizations.forget(self._tenant.org_id)
        (part,) = self._queues.sent["send_mail"]
        send_mail(part)

    def _of_incident(self, method: str, what: str, body: object) -> None:
        _go_on()
        self._answered(method, f"/api/incidents/{self._incident}/{what}", body)

    def _subscribe(self) -> None:
        message(_socket_event("MESSAGE", self._tenant.slug), LambdaContext())

    def _flap(self, times: int) -> None:
        """Another service was down every other hour, which is as many events and days of the past."""
        began = clock.now() - timedelta(hours=times + 1)
        service = self._tenant.service("Flapping", began)
        for number in range(times):
            status = ServiceStatus(_STATUSES[number % 2])
            self._tenant.sets(service, status, began + timedelta(hours=number + 1))

    def _count(self) -> None:
        """The newest event, as its queue would bring it, and the documents of uptime."""
        newest = events.newest_public(self._tenant.org_id, limit=1)[0]
        organization = organizations.get(self._tenant.org_id)
        follow(organization, newest, seconds(clock.now()), Pace(is_due=True))

    def _measure(self) -> None:
        """Another point of the same five minutes."""
        at = to_wire(self._measured_at + timedelta(seconds=next(self._turn)))
        self._answered("POST", f"/api/metrics/{self._metric}/points", {"points": [{"at": at, "value": 120.5}]})

    def _roll_up(self) -> None:
        """As the queue would have it done; longer lines are written when the hour is over, and so not here."""
        organization = organizations.get(self._tenant.org_id)
        now = self._measured_at + timedelta(minutes=5)
        assert metric_counting.count(
            organization, now, lambda told: write_metrics(organization.id, every_range=told.every_range)
        )

    def _syndicate(self) -> None:
        """The newest version, as its queue would bring it."""
        write_syndicated(NewVersion(self._tenant.org_id, 0, (self._services[0].id,)))

    def _publish(self) -> None:
        """The newest event, as the stream would bring it."""
        newest = events.newest_public(self._tenant.org_id, limit=1)[0]
        broadcast(self._tenant.org_id, [newest])


_TICK = {
    "version": "0", "account": "1", "region": "us-east-1", "detail": {}, "detail-type": "Scheduled Event",
    "source": "aws.events", "time": "2026-01-05T12:00:00Z", "id": "tick", "resources": [],
}  # fmt: skip


def _socket_event(kind: str, slug: str = "") -> dict[str, Any]:
    context = {"connectionId": "a-viewer", "eventType": kind, "domainName": "a", "stage": "b", "apiId": "c"}
    context |= {"routeKey": "$default", "requestId": "d"}
    body = json.dumps({"action": "subscribe_organization", "tenant_id": slug})
    return {"requestContext": context, "body": body if slug else None}


def _go_on(before: Callable[[], datetime] = clock.now) -> None:
    """Lets a second pass: of two changes within one second, as a fast machine makes them, less is counted."""
    ahead = timedelta(seconds=1) + (clock.now() - before())
    clock.now = lambda: before() + ahead


def main(tenants: int, past_incidents: int) -> None:
    """Seeds, and then answers until the pipe is closed.

    The session stays believed for all of that time, and a busy engine is waited for, or what is counted would tell how
    fast the machine is.
    """
    live_sessions.BELIEVED_FOR = timedelta(hours=1)
    edge.ANSWER_SECONDS = retries.SECONDS = pool.READ_SECONDS = 60.0
    create_missing_tables()
    meter = Meter()
    operations = Tenant(tenants, past_incidents).operations()
    print(json.dumps({"ready": list(operations)}), flush=True)
    for line in sys.stdin:
        meter.clear()
        started = time.perf_counter()
        operations[json.loads(line)]()
        taken = time.perf_counter() - started
        answer = {"seconds": taken, "read": meter.read, "write": meter.write, "requests": meter.requests}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
