"""The snapshot of a page: built from the tables, and given its version exactly once per event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.at_once import at_once
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import UNTOLD, Event
from chalicelib.domain.ids import Id
from chalicelib.domain.numbering import Numbering
from chalicelib.domain.page import MAX_TIMELINE, RECENT, Page, TimelineEntry, page_of
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import organizations, services, snapshots
from chalicelib.store.snapshots import Ledger, Snapshot
from chalicelib.store.transactions import retried


@dataclass(frozen=True)
class Published:
    """A snapshot as stored."""

    snapshot: Snapshot
    follows: bool
    """Whether documents of the version before it are there; not after a start, nor for a batch delivered again."""


def page_now(org_id: Id, *, version: int, updated_at: datetime) -> Page:
    """The page as the tables have it at this moment; raises NotFoundError when there is no such organization."""
    since = updated_at - RECENT
    organization, listed, incidents, maintenance = at_once(
        lambda: organizations.get(org_id),
        lambda: services.of_organization(org_id),
        lambda: stored_incidents.relevant_since(org_id, since),
        lambda: stored_maintenance.relevant_since(org_id, since),
    )
    return page_of(organization, listed, incidents, maintenance, version=version, updated_at=updated_at)


def take(org_id: Id, events: Sequence[Event]) -> Published | None:
    """The snapshot that holds these events, stored; None when the organization is gone.

    Whether an event is new is a matter of its id alone. One that the last snapshot holds keeps the version it got, so
    batches may come twice, in any order, in other pieces and side by side.
    """

    def attempt() -> Published | None:
        previous = snapshots.ledger(org_id)
        fresh = _fresh(previous, events)
        if not fresh and (known := snapshots.get(org_id)):
            return Published(known, follows=False)
        try:
            snapshot = _next(org_id, previous, events, fresh)
        except NotFoundError:
            return None
        stored = snapshots.replace(org_id, snapshot, previous.version if previous else 0)
        return Published(stored, follows=previous is not None)

    return retried(attempt)


def _fresh(previous: Ledger | None, events: Sequence[Event]) -> list[Event]:
    """Those that have no version yet, each once."""
    by_id = {event.id: event for event in events}
    if previous is None:
        return list(by_id.values())
    return [event for event in by_id.values() if previous.numbering.version_of(event.id) is None]


def _next(org_id: Id, previous: Ledger | None, events: Sequence[Event], fresh: Sequence[Event]) -> Snapshot:
    numbering = previous.numbering if previous else Numbering()
    continued = numbering.continued(event.id for event in fresh)
    return Snapshot(
        page=page_now(org_id, version=continued.version, updated_at=_latest(previous, fresh)),
        timeline=_timeline(previous.timeline if previous else (), fresh),
        numbering=continued,
        told=_told(previous, events) if previous else 0,
    )


def _timeline(older: Sequence[TimelineEntry], fresh: Sequence[Event]) -> tuple[TimelineEntry, ...]:
    """Each event once, the newest first, whatever order they were published in."""
    entries = {
        entry.id: entry for entry in (*older, *(TimelineEntry.of(each) for each in fresh if each.type not in UNTOLD))
    }
    return tuple(entries[event_id] for event_id in sorted(entries, reverse=True)[:MAX_TIMELINE])


def _told(previous: Ledger, events: Sequence[Event]) -> int:
    """Events of the last batch that come again with newer ones may not have been told of yet, like the newer ones."""
    known = (previous.numbering.version_of(event.id) for event in events)
    untold = [version for version in known if version and version > previous.told]
    return min(untold, default=previous.version + 1) - 1


def _latest(previous: Ledger | None, fresh: Sequence[Event]) -> datetime:
    """Requests may commit in another order than they came in; a page's time never runs backwards."""
    known = [previous.updated_at] if previous else []
    return max([*known, *(event.occurred_at for event in fresh)])
