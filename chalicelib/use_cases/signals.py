"""What machines say becomes what the page says, by the use cases that people call, with the origin as the actor.

Signals only change what is known to fire. A group of rules is then brought up to date from that: whoever dies in
between, or comes a second time, does the rest and nothing twice (domain/automation.py).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chalicelib import log
from chalicelib.domain import automation as rules_of
from chalicelib.domain import damping
from chalicelib.domain.automation import PATIENCE, Active, Group, Known, Statuses, group_id, new_group
from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.signals import Action, Origin, Rule, Signal, SignalState, that_match
from chalicelib.store import organizations
from chalicelib.store import signals as store
from chalicelib.store.signals import MOST_WRITES, Heard
from chalicelib.store.transactions import retried
from chalicelib.use_cases import automatic_incidents, automatic_services


class Taken(Model):
    """What became of one signal."""

    key: str
    did: str
    """A sentence for the team, such as `API is major outage` or `Known already`."""


def take(org_id: Id, origin: Origin, rules: Sequence[Rule], signals: Sequence[Signal], now: datetime) -> list[Taken]:
    """Applies the rules, and says what became of each signal, in their order.

    Idempotent: the same signal again, or an older one, changes nothing, in whatever order they come. What has to wait
    (a quiet time, damping, maintenance, automation that is paused) follows by itself. Raises ContendedError and
    UnavailableError, after which the same signals are to be taken again.
    """
    counted = rules_of.last_words(signals)
    matching = {each.key: that_match(rules, each) for each in counted.values()}
    known, said = _hear_all(org_id, origin, counted, matching, now)
    begun = _begun(origin, counted, matching)
    touched = dict.fromkeys(each for words in known.values() for each in words)
    did: dict[str, str] = {}
    groups = dict.fromkeys(each.rpartition("#")[0] for each in touched)
    begins = {group_id(each, active.rule) for each, active in begun.values()}
    for group in sorted(groups, key=lambda each: each not in begins):  # nothing is well for a moment in between
        digests = [each.rpartition("#")[2] for each in touched if each.startswith(f"{group}#")]
        did[group] = settle(org_id, group, now, begun, digests)
    return [Taken(key=each.key, did=_sentence(each.key, known, said, did)) for each in signals]


def settle(
    org_id: Id,
    group: str,
    now: datetime,
    begun: Mapping[str, tuple[Origin, Active]] | None = None,
    digests: Collection[str] = (),
) -> str:
    """Brings the group up to date with what fires, and the page with the group; what it did, as a sentence."""
    return retried(lambda: _settle(org_id, group, now, begun or {}, digests))


def settle_all(org_id: Id, now: datetime) -> int:
    """All groups of an organization, as after its automation was paused; how many there are."""
    found = store.groups(org_id)
    for each in found:
        settle(org_id, each.id, now)
    return len(found)


def next_due(org_id: Id, origin_id: Id) -> datetime | None:
    """When the first group of the origin has to be looked at."""
    return min(filter(None, (each.due_at for each in store.groups(org_id, origin_id))), default=None)


def settle_due(org_id: Id, origin_id: Id, now: datetime) -> None:
    """The groups of the origin that have to be looked at by now."""
    for group in store.groups(org_id, origin_id):
        if group.due_at and group.due_at <= now:
            settle(org_id, group.id, now)


def forget(org_id: Id, origin: Origin, now: datetime) -> None:
    """The origin is no more, or fires nothing from now on: what it holds is given back."""
    forget_id(org_id, origin.id, now)


def forget_id(org_id: Id, origin_id: Id, now: datetime) -> None:
    """The same, where only the id is known."""
    store.forget(org_id, origin_id)
    for group in store.groups(org_id, origin_id):
        settle(org_id, group.id, now)


def follow(org_id: Id, origin: Origin, rules: Sequence[Rule], now: datetime) -> None:
    """The origin has these rules now: what fires is followed by them, and by no others. Safe to repeat."""
    take(org_id, origin, rules, [each.again() for each in store.firing(org_id, origin.id) if each.key], now)
    for group in store.groups(org_id, origin.id):
        kept = {rule.digest: rule for rule in rules if group_id(origin, rule) == group.id}
        for digest in group.active.keys() - kept.keys():
            store.silence(org_id, group.id, digest)
        retried(lambda group=group, kept=kept: _keep_only(org_id, group.id, kept, now))  # type: ignore[misc]
        settle(org_id, group.id, now)


def firing(org_id: Id, origin: Origin) -> list[Known]:
    """What fires now, the newest first."""
    found = [each for each in store.firing(org_id, origin.id) if each.key]
    return sorted(found, key=lambda each: each.at, reverse=True)


def end(org_id: Id, origin: Origin, rules: Sequence[Rule], known: Known, now: datetime) -> None:
    """It is over, though its sender has not said so; until it begins again."""
    take(org_id, origin, rules, [known.ended(now)], now)


def _keep_only(org_id: Id, group_id: str, rules: Mapping[str, Rule], now: datetime) -> None:
    before = store.group(org_id, group_id)
    if before and (after := rules_of.by_rules(before, rules)) != before:
        store.save(after.saved(due_at=rules_of.quiet_ends(after)), now)


def actor_of(origin: Origin) -> Actor:
    """The origin, as events name it."""
    return Actor(id=origin.id, name=origin.name, automatic=True)


def _hear_all(
    org_id: Id, origin: Origin, signals: Mapping[str, Signal], matching: Mapping[str, Sequence[Rule]], now: datetime
) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The rules that each key touches, by group; and of keys about which nothing is new, why."""
    touched: dict[str, set[str]] = {}
    said: dict[str, str] = {}

    def attempt(keys: Sequence[str]) -> None:
        before = store.known(org_id, origin.id, keys)
        new: list[Heard] = []
        for key in keys:
            known, signal = before.get(key), signals[key]
            firing_in = _firing_in(origin, signal, matching[key])
            heard = rules_of.heard(known, signal, firing_in, now)
            touched[key] = {*(known.firing_in if known else ()), *firing_in}
            if isinstance(heard, Known):
                new.append(Heard(key, known, heard))
            else:
                said[key] = heard
                touched[key] = set(known.firing_in) if known else set()
        if new:
            store.hear(org_id, origin.id, new)
            for each in new:
                said.pop(each.key, None)

    for part in _parts(origin, signals, matching):
        retried(lambda part=part: attempt(part))  # type: ignore[misc]
    return touched, said


def _parts(origin: Origin, signals: Mapping[str, Signal], matching: Mapping[str, Sequence[Rule]]) -> list[list[str]]:
    """Keys that one transaction takes: it may also have to delete for each what fired before."""
    parts: list[list[str]] = []
    room = 0
    for key in signals:
        takes = 1 + 2 * max(len(_firing_in(origin, signals[key], matching[key])), len(matching[key]), 1)
        if takes > room or not parts:
            parts.append([])
            room = MOST_WRITES
        parts[-1].append(key)
        room -= takes
    return parts


def _firing_in(origin: Origin, signal: Signal, matching: Sequence[Rule]) -> tuple[str, ...]:
    if signal.state is SignalState.RESOLVED:
        return ()
    return tuple(sorted({f"{group_id(origin, rule)}#{rule.digest}" for rule in matching}))


def _begun(
    origin: Origin, signals: Mapping[str, Signal], matching: Mapping[str, Sequence[Rule]]
) -> dict[str, tuple[Origin, Active]]:
    """The rules for which something fires, by digest, with what it is called."""
    found: dict[str, tuple[Origin, Active]] = {}
    for key, signal in signals.items():
        if signal.state is SignalState.FIRING:
            for rule in matching[key]:
                found.setdefault(rule.digest, (origin, Active(rule=rule, title=signal.title)))
    return found


def _settle(
    org_id: Id,
    group: str,
    now: datetime,
    begun: Mapping[str, tuple[Origin, Active]],
    digests: Collection[str],
) -> str:
    before = store.group(org_id, group) or _first(org_id, group, begun, digests)
    if before is None:
        return ""
    looked_at = dict.fromkeys((*before.active, *digests))
    firing = {each: store.fires(org_id, group, each) for each in looked_at}
    fresh = {each: active for each, (_, active) in begun.items() if each in looked_at}
    after = rules_of.observed(before, firing, fresh, now)
    if _content(after) != _content(before):
        after = after.saved(due_at=rules_of.quiet_ends(after))
        store.save(after, now)
        return _settle(org_id, group, now, begun, digests)
    return _say(after, now)


def _first(
    org_id: Id, group: str, begun: Mapping[str, tuple[Origin, Active]], digests: Collection[str]
) -> Group | None:
    for each in digests:
        origin, active = begun.get(each, (None, None))
        if origin and active and group_id(origin, active.rule) == group:
            return new_group(org_id, origin, active.rule)
    return None


def _content(group: Group) -> object:
    return group.active, group.services


def _say(group: Group, now: datetime) -> str:
    """Says on the page what the group has to say; what can't be said now is due later."""
    organization = organizations.find(group.org_id)
    if organization is None or organization.erasing:
        return ""
    if organization.automation_paused:
        if group.due_at and group.due_at <= now:
            store.save(group.saved(due_at=rules_of.quiet_ends(group)), now)
        return "Automation is paused"
    try:
        after, did, waits_until = _said(group, actor_of(group.origin), now)
    except (ConflictError, InvalidError, NotFoundError) as error:
        log.warning("signal_not_followed", organization=group.org_id, group=group.id, why=error.detail)
        after, did, waits_until = group, f"Could not be done: {error.detail}", now + PATIENCE
    due_at = min(filter(None, (waits_until, rules_of.quiet_ends(after))), default=None)
    if after.but(due_at=due_at, version=0) != group.but(version=0):
        changed = after.but(due_at=due_at)
        if changed.version == group.version or changed.due_at != after.due_at:
            store.save(changed.saved(), now)
    return did


def _said(group: Group, actor: Actor, now: datetime) -> tuple[Group, str, datetime | None]:
    """The group, a sentence, and when to say what has to wait. What was opened by it is stored along with the group."""
    desired = group.desired
    if group.action is Action.SET_STATUS:
        return _said_of_services(group, desired, actor, now)
    return _said_in_incident(group, desired, actor, now)


def _said_in_incident(
    group: Group, desired: Statuses | None, actor: Actor, now: datetime
) -> tuple[Group, str, datetime | None]:
    if desired == group.told:
        return group, "", None
    if until := damping.stays_until(group.changed_at, now):
        return group, "Waits, so that the page can be read", until
    if desired is None:
        return *automatic_incidents.end(group, actor, now), None
    if group.told is not None:
        return *automatic_incidents.follow(group, desired, actor, now), None
    if automatic_incidents.all_covered(group.org_id, desired):
        return group, "Waits for maintenance to end", now + PATIENCE
    return *automatic_incidents.begin(group, desired, actor, now), None


def _said_of_services(
    group: Group, desired: Statuses | None, actor: Actor, now: datetime
) -> tuple[Group, str, datetime | None]:
    statuses: Statuses = {**dict.fromkeys(group.services), **(desired or {})}
    if group.told == desired and set(group.services) == set(desired or {}):
        return group, "", None
    said = automatic_services.say(group.org_id, group.origin.id, statuses, actor, now, notify=group.notify)
    did = ", ".join(f"{each.name} is {each.status.value.replace('_', ' ')}" for each in said.changed)
    if said.waits_until:
        return group, did or "Waits", said.waits_until
    return group.but(told=desired, services=tuple(desired or {})), did, None


def _sentence(key: str, known: Mapping[str, set[str]], said: Mapping[str, str], did: Mapping[str, str]) -> str:
    if key in said:
        return said[key]
    groups = dict.fromkeys(each.rpartition("#")[0] for each in sorted(known[key]))
    if not groups:
        return "No rule matches"
    return "; ".join(filter(None, (did.get(each, "") for each in groups))) or "Nothing new for the page"
