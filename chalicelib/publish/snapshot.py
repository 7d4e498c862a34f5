"""The snapshot of a page: built from the tables, and given its version exactly once per event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.domain.page import MAX_TIMELINE, RECENT, Page, TimelineEntry, page_of
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import organizations, services, snapshots
from chalicelib.store.snapshots import Snapshot
from chalicelib.store.transactions import retried


@dataclass(frozen=True)
class Recorded:
    """An event and its place in the stream."""

    event: Event
    position: int


@dataclass(frozen=True)
class Published:
    """A snapshot as stored."""

    snapshot: Snapshot
    follows: bool
    """Whether documents of the version before it are there; not after a start, nor for a batch delivered again."""


def page_now(org_id: Id, *, version: int, updated_at: datetime) -> Page:
    """The page as the tables have it at this moment; raises NotFoundError when there is no such organization."""
    since = updated_at - RECENT
    return page_of(
        organizations.get(org_id),
        services.of_organization(org_id),
        stored_incidents.relevant_since(org_id, since),
        stored_maintenance.relevant_since(org_id, since),
        version=version,
        updated_at=updated_at,
    )


def take(org_id: Id, batch: Sequence[Recorded]) -> Published | None:
    """The snapshot that holds the batch, stored; None when the organization is gone.

    Events already in the last snapshot keep the versions they got: delivering a batch again changes nothing.
    """

    def attempt() -> Published | None:
        previous = snapshots.get(org_id)
        fresh = [recorded for recorded in batch if previous is None or recorded.position > previous.position]
        if previous and not fresh:
            return Published(previous, follows=False)
        try:
            snapshot = _next(org_id, previous, batch, fresh)
        except NotFoundError:
            return None
        snapshots.replace(org_id, snapshot, previous.version if previous else 0)
        return Published(snapshot, follows=previous is not None)

    return retried(attempt)


def _next(org_id: Id, previous: Snapshot | None, batch: Sequence[Recorded], fresh: Sequence[Recorded]) -> Snapshot:
    version = previous.version if previous else 0
    known = previous.batch if previous else {}
    versions = {item.event.id: known[item.event.id] for item in batch if item.event.id in known}
    versions |= {item.event.id: version + count for count, item in enumerate(fresh, 1)}
    page = page_now(
        org_id,
        version=version + len(fresh),
        updated_at=_latest(previous, fresh),
    )
    older = previous.timeline if previous else ()
    newer = (TimelineEntry.of(recorded.event) for recorded in fresh)
    return Snapshot(
        page=page,
        timeline=tuple(sorted((*newer, *older), key=lambda entry: entry.id, reverse=True))[:MAX_TIMELINE],
        position=fresh[-1].position,
        batch=versions,
    )


def _latest(previous: Snapshot | None, fresh: Sequence[Recorded]) -> datetime:
    """Requests may commit in another order than they came in; a page's time never runs backwards."""
    known = [previous.page.updated_at] if previous else []
    return max([*known, *(recorded.event.occurred_at for recorded in fresh)])
