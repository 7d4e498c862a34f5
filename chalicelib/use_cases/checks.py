"""What follows from a check: it is kept, judged, and told to the rules once it is confirmed."""

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.monitor_states import CheckResult, MonitorState, judged, overdue, signal_of
from chalicelib.domain.monitors import Monitor, MonitorKind, hash_of, owner_of
from chalicelib.store import monitor_states as states
from chalicelib.store import monitors as store
from chalicelib.use_cases import metric_points, signals
from chalicelib.use_cases.monitors import origin_of

_NO_ADDRESS = "There is no heartbeat with this address."


class _Listening:
    """Since when this process hears jobs; on AWS somebody always does."""

    since: datetime | None = None


def listening_since(now: datetime | None) -> None:
    """For a machine that hears nothing while it is off: jobs that called then are not missing."""
    _Listening.since = now


def settle(monitor: Monitor, result: CheckResult, now: datetime) -> MonitorState | None:
    """The state with this result, which counts once; None for a monitor that is gone or paused meanwhile.

    The rules are told after the state was stored, and the state remembers that they were: what died in between is made
    up for by the next check.
    """
    counted: list[bool] = []

    def change(before: MonitorState) -> MonitorState:
        after = judged(monitor, before, result)
        counted[:] = [after is not before]
        return after

    state = states.changed(monitor.org_id, monitor.id, change, watched=True)
    if state and (counted[0] or state.last == result):  # again, since whoever counted it may have died before this
        states.keep(monitor.org_id, monitor.id, result)
    return tell(monitor, state, now) if state else None


def tell(monitor: Monitor, state: MonitorState, now: datetime) -> MonitorState:
    """The state, of which the rules know; safe to repeat. They are those that the monitor has by then."""
    current = store.find(monitor.org_id, monitor.id) if state.is_to_be_told else None
    if current is None or current.paused:
        return state
    signals.take(current.org_id, origin_of(current), current.rules, [signal_of(current, state)], now)
    told = state.health
    after = states.changed(current.org_id, current.id, lambda found: found.but(told=told), watched=True)
    _keep_up(current, now)
    return after or state


def _keep_up(told: Monitor, now: datetime) -> None:
    """Whoever changed the monitor while its rules were told may have come before them: it is made up for."""
    latest = store.find(told.org_id, told.id)
    if latest is None or latest.paused:
        signals.forget_id(told.org_id, told.id, now)
    elif latest.rules != told.rules:
        signals.follow(told.org_id, origin_of(latest), latest.rules, now)


def measure(found: Sequence[tuple[Monitor, CheckResult]], now: datetime) -> None:
    """Response times become points of the monitors' own metrics: those from where a monitor is looked at first."""
    measured: dict[Id, dict[Id, list[tuple[datetime, float]]]] = {}
    for monitor, result in found:
        if result.milliseconds is not None and result.region == monitor.regions[0]:
            points = measured.setdefault(monitor.org_id, {}).setdefault(monitor.id, [])
            points.append((result.at, float(result.milliseconds)))
    for org_id, of_organization in measured.items():
        metric_points.record_many(org_id, of_organization, now)


def look_for_heartbeat(monitor: Monitor, now: datetime) -> MonitorState | None:
    """Whether a heartbeat is missing; writes nothing as long as nothing changes."""
    state = states.find(monitor.org_id, monitor.id)
    since = overdue(monitor, state, now, _Listening.since)
    if since is None:
        return tell(monitor, state, now)
    return settle(monitor, CheckResult(at=since, ok=False, message="No call came in time."), now)


def _opens(monitor: Monitor, token: str) -> bool:
    """In the same time, however much of it is right."""
    return compare_digest(monitor.token_hash, hash_of(token))


def beat(monitor_id: Id, token: str, now: datetime) -> None:
    """A job has called. Raises NotFoundError for an address that nobody has, or not any more."""
    org_id = owner_of(token)
    monitor = store.find(org_id, monitor_id) if org_id else None
    if monitor is None or monitor.kind is not MonitorKind.HEARTBEAT or not _opens(monitor, token):
        raise NotFoundError(_NO_ADDRESS)
    if not monitor.paused:
        settle(monitor, CheckResult(at=now, ok=True, message="The job called."), now)
