"""/api/monitors: what is looked at, what was found, and a look at once."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.config import settings
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import floor_id, moment_of
from chalicelib.domain.model import Model
from chalicelib.domain.monitor_states import CheckResult, MonitorState, expected_at
from chalicelib.domain.monitors import HOME, Monitor, MonitorDraft, MonitorEdit, MonitorKind
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import Instant
from chalicelib.monitors import elsewhere, guard
from chalicelib.monitors.looking import checked
from chalicelib.store import monitor_states
from chalicelib.use_cases import checks
from chalicelib.use_cases import monitors as use_cases
from chalicelib.use_cases.monitors import Made, Watched

bp = Blueprint(__name__)
LOOKED_THROUGH = 5000
"""Results at most for one page of those that failed; it may have fewer items than were asked for, and go on."""


class WatchedMonitor(Monitor):
    """A monitor, and what is known of what it looks at."""

    state: MonitorState
    expected_at: Instant | None = None
    """Of a heartbeat: when it is expected next."""

    @classmethod
    def of(cls, watched: Watched) -> Self:
        """Both together."""
        monitor, state = watched
        due = expected_at(monitor, state) if monitor.kind is MonitorKind.HEARTBEAT else None
        return cls(**monitor.__dict__, state=state, expected_at=due)


class NewMonitor(WatchedMonitor):
    """A monitor just made."""

    url_path: str | None = Field(default=None, repr=False)
    """Of a heartbeat: the path that the job calls. It cannot be shown again."""
    heartbeat_url: str | None = Field(default=None, repr=False)
    """The same, in full."""

    @classmethod
    def made(cls, made: Made) -> Self:
        """With its address, if it has one."""
        shown = WatchedMonitor.of(made.watched)
        path = f"/api/heartbeats/{shown.id}/{made.token}" if made.token else None
        url = f"{settings().public_url}{path}" if path else None
        return cls(**shown.__dict__, url_path=path, heartbeat_url=url)


class MonitorList(Items):
    """Monitors, newest first."""

    items: list[WatchedMonitor]


class MonitorRegion(Model):
    """Where monitors can be looked at from."""

    name: str


class MonitorRegions(BaseModel):
    """All of them; `home` is always there."""

    items: list[MonitorRegion]


class ResultQuery(Paging):
    """Which results."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    limit: int = Field(default=50, ge=1, le=500)
    """At most so many items."""
    failed: bool = False
    """Only checks that failed."""


class ResultList(Items):
    """What checks found, newest first."""

    items: list[CheckResult]


@endpoint(bp, "GET", "/api/monitors", Role.VIEWER, query=Paging, answer=MonitorList)
def list_monitors(call: Call[None, Paging]) -> Answer:
    """List the monitors, newest first, with what is known of what they look at."""
    before = call.query.before
    found = [
        WatchedMonitor.of(each)
        for each in use_cases.of_organization(call.org_id)
        if before is None or each.monitor.id < before
    ]
    items = first_that_fit(found, call.query.limit)
    cursor = items[-1].id if len(found) > len(items) else None
    return Answer(MonitorList(items=items, next_cursor=cursor), next_link("/api/monitors", call.query, cursor))


@endpoint(bp, "POST", "/api/monitors", Role.MEMBER, body=MonitorDraft, answer=NewMonitor, status=201)
def create_monitor(call: Call[MonitorDraft, None]) -> Answer:
    """Make a monitor, which is looked at from its next minute on.

    Give the fields of its kind and leave out those of others. Addresses that are not public are refused.
    """
    _check_reach(call.body.kind, call.body)
    made = use_cases.make(call.org_id, call.body, call.actor, call.now)
    return Answer(NewMonitor.made(made), {"Location": f"/api/monitors/{made.watched.monitor.id}"})


@endpoint(bp, "GET", "/api/monitors/regions", Role.VIEWER, answer=MonitorRegions)
def list_monitor_regions(call: Call[None, None]) -> MonitorRegions:  # noqa: ARG001 - the same for everybody
    """List where monitors can be looked at from."""
    return MonitorRegions(items=[MonitorRegion(name=each) for each in (HOME, *elsewhere.names())])


@endpoint(bp, "GET", "/api/monitors/{monitor_id}", Role.VIEWER, answer=WatchedMonitor)
def get_monitor(call: Call[None, None]) -> WatchedMonitor:
    """Get a monitor; values of headers are never shown."""
    return WatchedMonitor.of(use_cases.get(call.org_id, call.id("monitor_id")))


@endpoint(bp, "PUT", "/api/monitors/{monitor_id}", Role.MEMBER, body=MonitorEdit, answer=WatchedMonitor, locked=True)
def edit_monitor(call: Call[MonitorEdit, None]) -> WatchedMonitor:
    """Edit a monitor; fields left out keep their values, and its kind stays."""
    monitor_id = call.id("monitor_id")
    _check_reach(use_cases.get(call.org_id, monitor_id).monitor.kind, call.body)
    edited = use_cases.edit(call.org_id, monitor_id, call.body, call.actor, call.now, call.expected)
    return WatchedMonitor.of(edited)


@endpoint(bp, "DELETE", "/api/monitors/{monitor_id}", Role.MEMBER, status=204, locked=True)
def delete_monitor(call: Call[None, None]) -> None:
    """Delete a monitor; what it holds down is given back."""
    use_cases.delete(call.org_id, call.id("monitor_id"), call.actor, call.now, call.expected)


@endpoint(bp, "POST", "/api/monitors/{monitor_id}/pause", Role.MEMBER, answer=WatchedMonitor)
def pause_monitor(call: Call[None, None]) -> WatchedMonitor:
    """Pause a monitor: nothing is looked at, and what it holds down is given back; safe to repeat."""
    return WatchedMonitor.of(use_cases.pause(call.org_id, call.id("monitor_id"), call.actor, call.now))


@endpoint(bp, "POST", "/api/monitors/{monitor_id}/resume", Role.MEMBER, answer=WatchedMonitor)
def resume_monitor(call: Call[None, None]) -> WatchedMonitor:
    """Go on with a monitor that is paused; safe to repeat."""
    return WatchedMonitor.of(use_cases.resume(call.org_id, call.id("monitor_id"), call.actor, call.now))


@endpoint(bp, "POST", "/api/monitors/{monitor_id}/check", Role.MEMBER, answer=CheckResult)
def check_monitor(call: Call[None, None]) -> CheckResult:
    """Look at once, from home, and answer what was found; it counts if home is one of the monitor's regions.

    409 for a heartbeat, which is listened for, and for a monitor that is paused.
    """
    monitor, _ = use_cases.get(call.org_id, call.id("monitor_id"))
    if not monitor.is_timed:
        raise ConflictError("A heartbeat can't be looked at: the job calls.")
    if monitor.paused:
        raise ConflictError("The monitor is paused. Resume it first.")
    result = asyncio.run(checked(monitor, call.now, loopback=guard.loopback()))
    checks.settle(monitor, result, call.now)
    checks.measure([(monitor, result)], call.now)
    return result


@endpoint(bp, "POST", "/api/monitors/{monitor_id}/address", Role.MEMBER, answer=NewMonitor, status=201)
def renew_heartbeat_address(call: Call[None, None]) -> NewMonitor:
    """Make a new address for a heartbeat; the answer shows it once, and the one before ends."""
    return NewMonitor.made(use_cases.renew_address(call.org_id, call.id("monitor_id"), call.actor, call.now))


@endpoint(bp, "GET", "/api/monitors/{monitor_id}/results", Role.VIEWER, query=ResultQuery, answer=ResultList)
def list_monitor_results(call: Call[None, ResultQuery]) -> Answer:
    """List what checks found in the last 30 days, newest first."""
    monitor_id, query = call.id("monitor_id"), call.query
    use_cases.get(call.org_id, monitor_id)
    items, cursor = _of(monitor_states.results(call.org_id, monitor_id, _before(query)), query)
    filters = {"failed": "true"} if query.failed else {}
    link = next_link(f"/api/monitors/{monitor_id}/results", query, cursor, **filters)
    return Answer(ResultList(items=items, next_cursor=cursor), link)


def _before(query: ResultQuery) -> datetime | None:
    """The moment that the page starts before; raises InvalidError for one out of the calendar."""
    try:
        return moment_of(query.before) if query.before else None
    except OverflowError:
        raise InvalidError(("query", "cursor"), "is not one this list gave out") from None


def _of(results: Iterable[CheckResult], query: ResultQuery) -> tuple[list[CheckResult], str | None]:
    """Those of a page, which looks through so many at most; results of one moment are never parted."""
    items: list[CheckResult] = []
    last: CheckResult | None = None
    for number, each in enumerate(results):
        if last and each.at < last.at and (len(items) >= query.limit or number >= LOOKED_THROUGH):
            return items, floor_id(last.at)
        if not (query.failed and each.ok):
            items.append(each)
        last = each
    return items, None


def _check_reach(kind: MonitorKind, given: MonitorDraft | MonitorEdit) -> None:
    """Raises InvalidError for what may not be looked at, and for a region that there is not."""
    if found := guard.refusal(kind, given):
        raise InvalidError((found[0],), found[1])
    for place, region in enumerate(given.regions or ()):
        if region not in {HOME, *elsewhere.names()}:
            raise InvalidError(("regions", place), "is no region: see GET /api/monitors/regions")
