"""What is remembered of signals: the last word on each key, and what a group of alerts has made of the page.

A group holds all rules of an origin with the same action and template, so that a storm is one incident. It is brought
up to date from what fires at that moment, not from single signals: any order and any repetition end in the same state.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from pydantic import Field

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.signals import Action, Origin, Rule, Signal, SignalState
from chalicelib.domain.times import Instant

OLDEST = timedelta(days=30)
"""What began earlier and is not known is not heard; and so long the last word on a key is remembered."""
KEPT_WHILE_FIRING = timedelta(days=90)
HEARD_AGAIN = timedelta(days=1)
"""So long after it was heard, the same of something that fires is noted again, so that it is not forgotten."""
REOPENS_WITHIN = timedelta(hours=1)
"""A problem that comes back so soon is the same incident."""
PATIENCE = timedelta(minutes=1)
"""How soon what could not be done is tried again."""

Statuses = dict[Id, ServiceStatus | None]
"""By service; None for one that is affected, and keeps its status."""


class Known(Model):
    """The last word on a key."""

    state: SignalState
    at: Instant
    firing_in: tuple[str, ...] = ()
    """The rules for which it fires, by group: `<group>#<digest>`."""
    heard_at: Instant
    key: str = ""
    title: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    """As it was heard last, so that rules that are made later can be asked."""

    @property
    def id(self) -> str:
        """Names the key in addresses."""
        return key_hash(self.key)

    def ended(self, at: datetime) -> Signal:
        """As if its sender said that it is over."""
        return Signal(key=self.key, state=SignalState.RESOLVED, title=self.title, labels=self.labels, at=at)

    def again(self) -> Signal:
        """As its sender said it."""
        return Signal(key=self.key, state=self.state, title=self.title, labels=self.labels, at=self.at)


class Active(Model):
    """A rule for which something fires, or fired until a moment ago."""

    rule: Rule
    title: str = ""
    """What the signal is called that began it."""
    quiet_since: Instant | None = None


class Group(Model):
    """What rules of one origin with the same action and template have made of the page."""

    id: str
    org_id: Id
    origin: Origin
    action: Action
    template_id: Id | None = None
    active: dict[str, Active] = Field(default_factory=dict)
    """By the digest of the rule."""
    services: tuple[Id, ...] = ()
    """Those of which it may have said something."""
    notify: bool = True
    """Whether subscribers are told: unless every rule says not to. The end is told as the beginning was."""
    told: Statuses | None = None
    """What is said at the moment; None when nothing is."""
    incident_id: Id | None = None
    """The incident, or the draft of it."""
    draft_version: int | None = None
    """The version of the draft that it wrote last."""
    resolved_at: Instant | None = None
    """When it resolved the incident, if it did and that was the last that it did."""
    changed_at: tuple[Instant, ...] = ()
    due_at: Instant | None = None
    """When to look at it again, though nobody says anything."""
    version: int = 0

    @property
    def desired(self) -> Statuses | None:
        """What is to be said: the worst of what its active rules say of each service."""
        if not self.active:
            return None
        found: Statuses = {}
        for each in self.active.values():
            for service_id in each.rule.service_ids:
                found[service_id] = _worse(found.get(service_id), each.rule.status)
        return found

    @property
    def leading(self) -> Active | None:
        """The rule that became active first."""
        return next(iter(self.active.values()), None)

    def saved(self, **changes: object) -> "Group":
        """The next version."""
        return self.but(**changes, version=self.version + 1)


def group_id(origin: Origin, rule: Rule) -> str:
    """`<origin>!<action>!<template>`."""
    return f"{origin.id}!{rule.action}!{_template_of(rule) or '-'}"


def new_group(org_id: Id, origin: Origin, rule: Rule) -> Group:
    """A group in which nothing has happened yet."""
    return Group(
        id=group_id(origin, rule), org_id=org_id, origin=origin, action=rule.action, template_id=_template_of(rule)
    )


def _template_of(rule: Rule) -> Id | None:
    """A status needs none."""
    return None if rule.action is Action.SET_STATUS else rule.template_id


def key_hash(key: str) -> str:
    """As it is stored."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def last_words(signals: Collection[Signal]) -> dict[str, Signal]:
    """The signal of each key that counts, of those that came together."""
    found: dict[str, Signal] = {}
    for each in signals:
        before = found.get(each.key)
        if before is None or _order(each.at, each.state) >= _order(before.at, before.state):
            found[each.key] = each
    return found


def heard(known: Known | None, signal: Signal, firing_in: tuple[str, ...], now: datetime) -> Known | str:
    """What is known from now on; or why the signal changes nothing of it."""
    at = min(signal.at, now)
    if known is None and now - at > OLDEST:
        return "Older than 30 days"
    if known and _order(at, signal.state) < _order(known.at, known.state):
        return "Older than what is known"
    if known and (known.state, known.at, known.firing_in) == (signal.state, at, firing_in) and not _is_old(known, now):
        return "Known already"
    said = {"key": signal.key, "title": signal.title, "labels": signal.labels}
    return Known(state=signal.state, at=at, firing_in=firing_in, heard_at=now, **said)


def _is_old(known: Known, now: datetime) -> bool:
    return known.state is SignalState.FIRING and now - known.heard_at >= HEARD_AGAIN


def observed(group: Group, firing: Mapping[str, bool], begun: Mapping[str, Active], now: datetime) -> Group:
    """The group by what fires now, by rule; `begun` has the rules of the signals that have just come."""
    active = dict(group.active)
    for digest, is_firing in firing.items():
        known = active.get(digest)
        if is_firing:
            fresh = begun.get(digest) or known
            if fresh:
                active[digest] = fresh.but(title=known.title if known else fresh.title, quiet_since=None)
        elif known and known.quiet_since is None:
            active[digest] = known.but(quiet_since=now)
    kept = {each: rule for each, rule in active.items() if not _is_over(rule, now)}
    notify = any(each.rule.notify for each in active.values()) if active else group.notify
    after = group.but(active=kept, notify=notify)
    services = dict.fromkeys((*group.services, *(after.desired or {})))
    return after.but(services=tuple(services))


def by_rules(group: Group, rules: Mapping[str, Rule]) -> Group:
    """The group as these rules, by digest, have it: those that are gone have no quiet time any more."""
    active = {digest: each.but(rule=rules[digest]) for digest, each in group.active.items() if digest in rules}
    return group.but(active=active)


def quiet_ends(group: Group) -> datetime | None:
    """When the first rule of those that are quiet is over."""
    ends = [each.quiet_since + each.rule.quiet for each in group.active.values() if each.quiet_since]
    return min(ends, default=None)


def _is_over(active: Active, now: datetime) -> bool:
    return active.quiet_since is not None and active.quiet_since + active.rule.quiet <= now


def _order(at: datetime, state: SignalState) -> tuple[datetime, bool]:
    """Of the same moment, the end is later than the beginning."""
    return at, state is SignalState.RESOLVED


def _worse(one: ServiceStatus | None, other: ServiceStatus | None) -> ServiceStatus | None:
    given = [each for each in (one, other) if each is not None]
    return max(given, key=lambda each: each.severity, default=None)
