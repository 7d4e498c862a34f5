"""Claiming a domain of one's own for a page, giving it up, and what follows from a look at its DNS."""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain import hosts as rules
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import CLOCK, Actor, Event, EventType, happened
from chalicelib.domain.hosts import Host, HostState
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.store import hosts as store
from chalicelib.store import organizations
from chalicelib.store.changes import Change
from chalicelib.store.transactions import retried

_TOLD = {
    HostState.WAITING: "The domain {} waits for its DNS record",
    HostState.CERTIFICATE: "The domain {} is proven",
    HostState.LIVE: "The page is live at {}",
    HostState.BROKEN: "The domain {} is broken",
}


def claim(org_id: Id, given: str, ours: Collection[str], actor: Actor, now: datetime) -> Host:
    """The domain, waiting for its DNS. Raises ConflictError for one that is somebody else's.

    A claim that nobody has proven for long gives way.
    """
    name = rules.checked_name(given, ours)

    def attempt() -> Host:
        host = rules.claimed(org_id, name, store.of_organization(org_id), now)
        before = _holder(name, now)
        event = happened(
            EventType.HOST_CLAIMED, host, actor, now, org_id=org_id, summary=f"The domain {name} was added"
        )
        change = Change(event, saved=[host], first=[store.claiming(name, org_id, before.org_id if before else None)])
        if before:
            _take_from(before, change, now)
        change.commit()
        return host

    return retried(attempt)


def remove(org_id: Id, name: str, actor: Actor, now: datetime) -> None:
    """The domain is given up: the page is at its other address, and anybody may claim the name."""

    def attempt() -> None:
        host = store.get(org_id, name)
        event = happened(
            EventType.HOST_DELETED, host, actor, now, org_id=org_id, summary=f"The domain {name} was removed"
        )
        saved, more = _moved(host, "", actor, now)
        Change(event, saved=saved, deleted=[host], first=store.leaving(host, now), more_events=more).commit()

    retried(attempt)


def ask_again(org_id: Id, name: str, now: datetime) -> Host:
    """The domain, which is looked at within a minute."""

    def attempt() -> Host:
        host = rules.asked_again(store.get(org_id, name), now)
        store.save(host)
        return host

    return retried(attempt)


def settle(before: Host, after: Host, now: datetime) -> bool:
    """Stores what a look at the domain found; False when it was changed meanwhile, and is to be looked at again.

    Where it becomes live, or is not any more, the page moves.
    """
    if before.state is after.state:
        return store.save_quietly(after)
    org_id = before.org_id
    summary = _TOLD[after.state].format(after.id)
    event = happened(EventType.HOST_CHANGED, after, CLOCK, now, org_id=org_id, summary=summary, before=before)

    def attempt() -> bool:
        if store.find(org_id, before.id) != before:
            return False
        saved, more = _moved(before, after.id if after.state is HostState.LIVE else "", CLOCK, now)
        Change(event, saved=[after, *saved], more_events=more).commit()
        return True

    return retried(attempt)


def _holder(name: str, now: datetime) -> Host | None:
    """The claim that gives way; raises ConflictError for one that does not."""
    org_id = store.holder(name)
    if org_id is None:
        return None
    host = store.find(org_id, name)
    if host is None or not rules.may_be_taken(host, now):
        raise ConflictError(
            f"The domain {name} is claimed by another page. If it is yours: a claim that is not proven in DNS gives "
            f"way after {rules.UNPROVEN_FOR.days} days."
        )
    return host


def _take_from(host: Host, change: Change, now: datetime) -> None:
    lost = happened(
        EventType.HOST_DELETED,
        host,
        CLOCK,
        now,
        org_id=host.org_id,
        summary=f"The domain {host.id} was not proven, and another page has it now",
    )
    change.deleted.append(host)
    change.first = [*change.first, *store.forgetting(host, now)]
    change.more_events = [lost]


def _moved(host: Host, to: str, actor: Actor, now: datetime) -> tuple[list[Model], list[Event]]:
    """The organization at its new address, and the event that says so; neither where the address stays."""
    before = organizations.find(host.org_id)
    if before is None or before.erasing or before.host == to or before.host not in {"", host.id}:
        return [], []
    after = before.revised(now, host=to)
    summary = f"The page moved to {to}" if to else f"The page left {host.id}"
    event = happened(
        EventType.ORGANIZATION_UPDATED, after, actor, now, org_id=host.org_id, summary=summary, before=before
    )
    return [after], [event]
