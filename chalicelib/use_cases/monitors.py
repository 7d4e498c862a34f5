"""Making, editing, pausing and deleting monitors; only the team ever sees them."""

from datetime import datetime
from typing import NamedTuple

from chalicelib.domain import monitors as rules
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.monitor_fields import check
from chalicelib.domain.monitor_states import MonitorState, rescheduled, resumed
from chalicelib.domain.monitors import Health, Monitor, MonitorDraft, MonitorEdit, MonitorKind
from chalicelib.domain.signals import Origin, OriginKind
from chalicelib.store import monitor_states as states
from chalicelib.store import monitors as store
from chalicelib.store.changes import Change, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases import metrics, signal_rules, signals


class Watched(NamedTuple):
    """A monitor, and what is known of what it looks at."""

    monitor: Monitor
    state: MonitorState


class Made(NamedTuple):
    """A monitor just made, or with a new address."""

    watched: Watched
    token: str | None
    """Of a heartbeat: what its address ends with."""


def of_organization(org_id: Id) -> list[Watched]:
    """All of them, newest first."""
    known = states.of_organization(org_id)
    return [Watched(each, known.get(each.id, MonitorState())) for each in store.of_organization(org_id)]


def get(org_id: Id, monitor_id: Id) -> Watched:
    """One of them; raises NotFoundError."""
    return Watched(store.get(org_id, monitor_id), states.find(org_id, monitor_id))


def make(org_id: Id, draft: MonitorDraft, actor: Actor, now: datetime) -> Made:
    """A new monitor, whose first turn comes by itself."""

    def attempt() -> Made:
        monitor = rules.made(org_id, draft, len(store.of_organization(org_id)), now)
        check(monitor)
        signal_rules.check(org_id, monitor.rules)
        token = None
        if monitor.kind is MonitorKind.HEARTBEAT:
            token = rules.new_token(org_id)
            monitor = monitor.but(token_hash=rules.hash_of(token))
        summary = f"Monitor {monitor.name} was made"
        event = happened(EventType.MONITOR_CREATED, monitor, actor, now, org_id=org_id, summary=summary)
        Change(event, saved=[monitor], first=[store.placing(monitor)]).commit()
        return Made(Watched(monitor, MonitorState()), token)

    made = retried(attempt)
    if made.watched.monitor.is_timed:
        metrics.begin_monitor(org_id, made.watched.monitor.id, made.watched.monitor.name, now, actor)
    return made


def edit(
    org_id: Id, monitor_id: Id, changes: MonitorEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Watched:
    """The monitor edited. What is known of what it looks at stays; a new schedule counts from now on."""

    def attempt() -> tuple[Monitor, Monitor]:
        before = checked(store.get(org_id, monitor_id), expected)
        monitor = rules.edited(before, changes, now)
        check(monitor)
        if monitor.rules != before.rules:
            monitor = monitor.but(rules=signal_rules.without_what_is_gone(org_id, before.rules, monitor.rules))
            signal_rules.check(org_id, monitor.rules)
        return before, _saved(EventType.MONITOR_UPDATED, before, monitor, actor, "was edited")

    before, monitor = retried(attempt)
    if before.schedule != monitor.schedule:
        states.changed(org_id, monitor_id, lambda found: rescheduled(found, now))
    if changes.rules is not None:
        _tell_anew(monitor, now)
    return Watched(monitor, states.find(org_id, monitor_id))


def pause(org_id: Id, monitor_id: Id, actor: Actor, now: datetime) -> Watched:
    """It looks at nothing any more, and gives back what it holds down."""
    watched = _switch(org_id, monitor_id, actor, now, paused=True)
    signals.forget(org_id, origin_of(watched.monitor), now)
    return watched


def resume(org_id: Id, monitor_id: Id, actor: Actor, now: datetime) -> Watched:
    """It looks again, and knows nothing of the time between."""
    return _switch(org_id, monitor_id, actor, now, paused=False)


def complete(org_id: Id, monitor_id: Id, now: datetime) -> None:
    """What follows from the last change of a monitor, if whoever made it died before; safe to repeat."""
    monitor = store.find(org_id, monitor_id)
    if monitor is None:
        signals.forget_id(org_id, monitor_id, now)
        metrics.end_monitor(org_id, monitor_id, now)
    elif monitor.paused:
        states.changed(org_id, monitor_id, lambda found: resumed(found, now) if found.is_known else found)
        signals.forget_id(org_id, monitor_id, now)
    elif monitor.is_timed:
        metrics.begin_monitor(org_id, monitor_id, monitor.name, now)


def renew_address(org_id: Id, monitor_id: Id, actor: Actor, now: datetime) -> Made:
    """A new address for a heartbeat; the one before ends at once. Raises ConflictError for other kinds."""
    token = rules.new_token(org_id)

    def attempt() -> Monitor:
        before = store.get(org_id, monitor_id)
        if before.kind is not MonitorKind.HEARTBEAT:
            raise ConflictError("Only a heartbeat has an address.")
        monitor = before.revised(now, token_hash=rules.hash_of(token))
        return _saved(EventType.MONITOR_ADDRESS_RENEWED, before, monitor, actor, "got a new address")

    return Made(Watched(retried(attempt), states.find(org_id, monitor_id)), token)


def delete(org_id: Id, monitor_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The monitor is gone, and gives back what it holds down."""

    def attempt() -> Monitor:
        monitor = checked(store.get(org_id, monitor_id), expected)
        summary = f"Monitor {monitor.name} was deleted"
        event = happened(EventType.MONITOR_DELETED, monitor, actor, now, org_id=org_id, summary=summary)
        Change(event, deleted=[monitor], first=[store.removing(monitor)]).commit()
        return monitor

    try:
        monitor = retried(attempt)
    except NotFoundError:
        signals.forget_id(org_id, monitor_id, now)  # an earlier deletion may have been interrupted
        raise
    signals.forget(org_id, origin_of(monitor), now)
    if monitor.is_timed:
        metrics.end_monitor(org_id, monitor_id, now, actor)


def origin_of(monitor: Monitor) -> Origin:
    """Who speaks where a monitor does."""
    return Origin(kind=OriginKind.MONITOR, id=monitor.id, name=monitor.name)


def _switch(org_id: Id, monitor_id: Id, actor: Actor, now: datetime, *, paused: bool) -> Watched:
    """Nothing happens to a monitor that is so already."""

    def attempt() -> tuple[Monitor, bool]:
        before = store.get(org_id, monitor_id)
        if before.paused is paused:
            return before, False
        kind = EventType.MONITOR_PAUSED if paused else EventType.MONITOR_RESUMED
        what = "was paused" if paused else "was resumed"
        return _saved(kind, before, before.revised(now, paused=paused), actor, what), True

    monitor, switched = retried(attempt)
    state = states.changed(org_id, monitor_id, lambda found: resumed(found, now)) if switched else None
    return Watched(monitor, state or states.find(org_id, monitor_id))


def _tell_anew(monitor: Monitor, now: datetime) -> None:
    """What fires is followed by the rules that there are now; the next check says so once more."""
    signals.follow(monitor.org_id, origin_of(monitor), monitor.rules, now)
    states.changed(monitor.org_id, monitor.id, lambda found: found.but(told=Health.UNKNOWN) if found.is_down else found)


def _saved(kind: EventType, before: Monitor, after: Monitor, actor: Actor, what: str) -> Monitor:
    summary = f"Monitor {after.name} {what}"
    event = happened(kind, after, actor, after.updated_at, org_id=after.org_id, summary=summary, before=before)
    first = [] if store.slot_of(before) == store.slot_of(after) else [store.placing(after)]
    Change(event, saved=[after], first=first).commit()
    return after
