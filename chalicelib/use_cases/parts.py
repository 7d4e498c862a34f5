"""Changes of incidents and maintenance with more services than one transaction takes: as many parts as it needs.

The first part holds the change itself and the first services; what is left is noted with the incident or maintenance
(`domain/pending.py`), and follows in parts with an event of their own each. The request goes on with them at once. What
it can't complete, the reaction `settle` does, or the next change takes along (docs/decisions/0092).
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, cast

from chalicelib import log
from chalicelib.domain.affected import Affected, ids_of, with_name, with_statuses, without_service
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.errors import ContendedError, UnavailableError
from chalicelib.domain.event_data import FRAME_BYTES
from chalicelib.domain.events import Actor, Event, EventType, happened, telling
from chalicelib.domain.holds import Claims
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.pending import Act, Pending, PendingActs, act_on, done, still_due
from chalicelib.domain.services import Service
from chalicelib.store import incidents, maintenance, services
from chalicelib.store.changes import Change
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims

Holder = Incident | Maintenance
H = TypeVar("H", bound=Holder)
Find = Callable[[Id, Id], Holder | None]

MOST = 96
"""Services of one part, written or checked: TransactWriteItems takes 100 operations."""
ROOM = FRAME_BYTES // 2 - 2_000
"""Bytes of the services that change in one part, so that its frame holds all of them."""
_AFTER = timedelta(milliseconds=1)
"""A part is told later than the one before it."""


def fit(changed: Sequence[Service], held: Sequence[Service] = ()) -> bool:
    """Whether one transaction takes these services."""
    return len(changed) + len(held) <= MOST and len(first_that_fit(changed, MOST, ROOM)) == len(changed)


def commit(change: Change, before: H | None, after: H) -> H:
    """Commits a change of `before` to `after`, which it saves with services; returns it as it is in the end.

    Raises LostRaceError, with nothing written, when another writer was faster than the first part.
    """
    changed = [each for each in change.saved if isinstance(each, Service)]
    if not after.pending and fit(changed, change.held):
        change.commit()
        return after
    first = first_that_fit(changed, MOST, ROOM)
    held = change.held[: MOST - len(first)]
    acts = _left(after, changed[len(first) :], change.held[len(held) :], done_with={each.id for each in first})
    holder = after.but(claims=_claims(before, after, acts), pending=acts or None)
    others = [holder if each is after else each for each in change.saved if not isinstance(each, Service)]
    event = telling(change.event, holder, services=first).but(unsettled=bool(acts) or None)
    dataclasses.replace(change, event=event, saved=[*others, *first], held=held).commit()
    return cast(H, _gone_on(holder, change.event))


def settle(find: Find, org_id: Id, holder_id: Id, actor: Actor, now: datetime) -> Holder | None:
    """Does what an incident or maintenance has still to do to its services; None when it is gone. Safe to repeat."""
    while True:
        now += _AFTER
        holder, is_done = retried(partial(_attempt, find, org_id, holder_id, actor, now))
        if is_done:
            return holder


def find_of(resource: str) -> Find:
    """What reads an `incident` or a `maintenance`."""
    return incidents.find if resource == "incident" else maintenance.find


def let_go(holder: H, given_back: Sequence[Service], actor: Actor, now: datetime) -> H:
    """Gives services back before their incident or maintenance is deleted; raises ContendedError when it can't."""
    after = holder.revised(now, claims={})
    event = _event(after, holder, given_back, actor, now)
    left = commit(Change(event, saved=[after, *given_back]), holder, after)
    if left.pending:
        raise ContendedError("Its services are still being given back. Delete it again in a moment.")
    return cast(H, left)


def _left(
    after: Holder, later: Sequence[Service], unchecked: Sequence[Service], done_with: Collection[Id]
) -> PendingActs:
    letting_go = Act.RESTORE if isinstance(after, Incident) else Act.UNCOVER
    carried = still_due(after.pending, ids_of(after.services), is_over=_is_over(after))
    acts = {each: left for each, left in carried.items() if each not in done_with}
    acts |= {each.id: Pending(act=Act.NAME) for each in unchecked}
    return acts | {each.id: act_on(each, after.claims or {}, letting_go) for each in later}


def _claims(before: Holder | None, after: Holder, acts: Mapping[Id, Pending]) -> Claims:
    """A service that is still pending keeps the claim that it had."""
    known = before.holding if before else {}
    kept = {each: known[each] for each in known.keys() & acts.keys()}
    return {each: claim for each, claim in after.holding.items() if each not in acts} | kept


def _gone_on(holder: Holder, event: Event) -> Holder:
    """What can't be done now has been noted, so the change itself counts: it is answered, and completed later."""
    try:
        find = find_of(event.type.resource)
        return settle(find, holder.org_id, holder.id, event.actor, event.occurred_at) or holder
    except (ContendedError, UnavailableError) as error:
        log.warning("services_still_pending", organization=holder.org_id, resource=holder.id, why=error.detail)
        return holder


def _attempt(find: Find, org_id: Id, holder_id: Id, actor: Actor, now: datetime) -> tuple[Holder | None, bool]:
    """One more part, and whether nothing is left after it."""
    holder = find(org_id, holder_id)
    if holder is None or not holder.pending:
        return holder, True
    moved = _next_part(holder, actor, now)
    return moved, not moved.pending


def _next_part(holder: Holder, actor: Actor, now: datetime) -> Holder:
    due = still_due(holder.pending, ids_of(holder.services), is_over=_is_over(holder))
    there = {each.id: each for each in services.of_organization(holder.org_id)}
    is_about_claims = any(each.act is not Act.NAME for each in due.values())
    others = claims.of_others(holder.org_id, holder.id) if is_about_claims else {}
    part = first_that_fit([there[each] for each in due if each in there], MOST, ROOM)
    outcome = {each.id: done(each, due[each.id], others.get(each.id, ()), now) for each in part}
    changed = [service for service, _ in outcome.values() if service]
    gone = due.keys() - there.keys()
    ended = gone | {each.id for each in changed}
    kept = {each: claim for each, claim in holder.holding.items() if each not in ended}
    moved = holder.revised(
        now,
        services=_naming(holder, part, gone, changed),
        claims=kept | {each: claim for each, (_, claim) in outcome.items() if claim},
        pending={each: act for each, act in due.items() if each not in outcome.keys() | gone} or None,
    )
    held = [each for each in part if outcome[each.id][0] is None]
    Change(_event(moved, holder, changed, actor, now), saved=[moved, *changed], held=held).commit()
    return moved


def _naming(holder: Holder, part: Sequence[Service], gone: Collection[Id], changed: Sequence[Service]) -> Affected:
    """The services as they are called and, in maintenance, as they are now; what is over keeps the names it had."""
    affected = holder.services
    if not _is_over(holder):
        for service in part:
            affected = with_name(affected, service.id, service.name)
        for service_id in gone:
            affected = without_service(affected, service_id)
    if isinstance(holder, Maintenance):
        affected = with_statuses(affected, {each.id: each.status for each in changed})
    return affected


def _is_over(holder: Holder) -> bool:
    return not holder.is_open if isinstance(holder, Incident) else holder.is_finished


def _event(after: Holder, before: Holder, changed: Sequence[Service], actor: Actor, now: datetime) -> Event:
    kind = EventType.INCIDENT_UPDATED if isinstance(after, Incident) else EventType.MAINTENANCE_UPDATED
    summary = f"More services followed: {after.title}"
    return happened(kind, after, actor, now, org_id=after.org_id, summary=summary, before=before, services=changed)
