"""What checks say, and when that is enough to believe it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from pydantic import Field

from chalicelib.domain import cron
from chalicelib.domain.model import Model
from chalicelib.domain.monitors import HOME, Health, Monitor, MonitorKind
from chalicelib.domain.signals import Signal, SignalState
from chalicelib.domain.times import Instant

MAX_MESSAGE = 160
_FORGOTTEN_AFTER = 3
"""Checks that a region may leave out before what it said does not count any more."""


class CheckResult(Model):
    """What one check found."""

    at: Instant
    """When it was due; of a check on demand and of a heartbeat, when it began."""
    region: str = HOME
    ok: bool
    """Whether all was as it should be."""
    milliseconds: int | None = None
    """How long the answer took; null where there was none."""
    message: str = Field(default="", max_length=MAX_MESSAGE)
    """What was found, for the team."""
    certificate_expires_at: Instant | None = None
    """When the certificate that was shown will not be valid any more."""


class Seen(Model):
    """What a region sees."""

    down: bool | None = None
    """Whether it is down, seen from here; null until there were checks enough."""
    failures: int = 0
    """Checks that have failed one after the other ..."""
    successes: int = 0
    """... or succeeded."""
    at: Instant
    """When the last check was due."""

    def after(self, monitor: Monitor, result: CheckResult) -> Self:
        """With one more check."""
        if result.ok:
            successes = self.successes + 1
            up = self.down is None or successes >= monitor.recoveries
            return self.but(successes=successes, failures=0, at=result.at, down=False if up else self.down)
        failures = self.failures + 1
        down = failures >= _confirming(monitor)
        return self.but(successes=0, failures=failures, at=result.at, down=True if down else self.down)


class MonitorState(Model):
    """What is known of what a monitor looks at."""

    health: Health = Health.UNKNOWN
    """`down` once it is confirmed, and `unknown` until enough was seen."""
    since: Instant | None = None
    """Since when that is so."""
    told: Health = Field(default=Health.UNKNOWN, exclude=True)
    """What the rules know: the same, but for a moment, or while maintenance runs."""
    last: CheckResult | None = None
    """The last check of any region."""
    regions: dict[str, Seen] = Field(default_factory=dict)
    """What each region sees."""
    certificate_expires_at: Instant | None = None
    """When the certificate that was seen last expires."""
    revision: int = Field(default=0, exclude=True)
    """Counts what was written."""

    @property
    def is_to_be_told(self) -> bool:
        """Whether the rules know something else. That it is up is news only to who was told that it was down."""
        return self.health is not self.told and Health.DOWN in {self.health, self.told} and self.is_known

    @property
    def is_known(self) -> bool:
        """Whether enough was seen."""
        return self.health is not Health.UNKNOWN

    @property
    def is_down(self) -> bool:
        """Whether it is confirmed that it does not answer as it should."""
        return self.health is Health.DOWN

    def called(self) -> datetime | None:
        """When a heartbeat was heard last."""
        seen = self.regions.get(HOME)
        return seen.at if seen and self.last and self.last.ok else None


def judged(monitor: Monitor, state: MonitorState, result: CheckResult) -> MonitorState:
    """The state after one more check; the same for one that was counted before."""
    seen = state.regions.get(result.region)
    if result.region not in monitor.regions or (seen and result.at <= seen.at):
        return state
    before = seen or Seen(at=result.at)
    kept = {name: each for name, each in state.regions.items() if name in monitor.regions}
    regions = kept | {result.region: before.after(monitor, result)}
    health = _health(monitor, regions, state.health, result.at)
    newest = state.last is None or result.at >= state.last.at
    return state.but(
        regions=regions,
        last=result if newest else state.last,
        health=health,
        since=state.since if health is state.health and state.since else result.at,
        certificate_expires_at=result.certificate_expires_at or state.certificate_expires_at,
    )


def resumed(state: MonitorState, now: datetime) -> MonitorState:
    """Nothing is known of the time that a monitor was paused, and the rules know nothing of what was before."""
    return state.but(health=Health.UNKNOWN, told=Health.UNKNOWN, since=now, regions={})


def rescheduled(state: MonitorState, now: datetime) -> MonitorState:
    """A heartbeat that is not missing is expected by its new schedule from now on: nobody has called by it before."""
    seen = state.regions.get(HOME)
    if seen is None or state.called() is None:
        return state
    return state.but(regions={**state.regions, HOME: seen.but(at=max(now, seen.at))})


def overdue(monitor: Monitor, state: MonitorState, now: datetime, listening: datetime | None = None) -> datetime | None:
    """Since when a heartbeat is missing; None when it is not, or was never heard.

    What was due before we were `listening` may have come in vain, so the next call is waited for.
    """
    due = expected_at(monitor, state)
    if due and listening and due <= listening:
        due = _next(monitor, listening)
    late = due + timedelta(minutes=monitor.grace_minutes) if due else None
    return late if late and late <= now else None


def expected_at(monitor: Monitor, state: MonitorState) -> datetime | None:
    """When the next heartbeat is expected."""
    last = state.called()
    return _next(monitor, last) if last else None


def _next(monitor: Monitor, last: datetime) -> datetime | None:
    if monitor.heartbeat_minutes:
        return last + timedelta(minutes=monitor.heartbeat_minutes)
    return cron.read(monitor.cron or "").after(last, monitor.time_zone)


def signal_of(monitor: Monitor, state: MonitorState) -> Signal:
    """What the rules are told of a state."""
    down = state.is_down
    text = state.last.message if state.last else ""
    return Signal(
        key=monitor.id,
        state=SignalState.FIRING if down else SignalState.RESOLVED,
        title=f"{monitor.name} is {'down' if down else 'up'}"[:200],
        text=text,
        labels={"monitor": monitor.name, "kind": monitor.kind.value},
        at=state.since or monitor.created_at,
    )


def _confirming(monitor: Monitor) -> int:
    """A heartbeat has its grace instead."""
    return 1 if monitor.kind is MonitorKind.HEARTBEAT else monitor.failures


def _health(monitor: Monitor, regions: Mapping[str, Seen], before: Health, now: datetime) -> Health:
    """Down in as many regions as it takes; up as soon as those that are left are too few for that."""
    oldest = now - timedelta(minutes=_FORGOTTEN_AFTER * monitor.interval_minutes)
    heard = [each.down for each in regions.values() if each.at > oldest or not monitor.is_timed]
    if heard.count(True) >= monitor.needed_regions:
        return Health.DOWN
    if heard.count(False) > len(monitor.regions) - monitor.needed_regions:
        return Health.UP
    return before
