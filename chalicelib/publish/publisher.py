"""Writes the public documents of a page: what every visitor reads, from the CDN alone.

Publishers of one organization may run side by side. What holds in the end: every document is as the newest snapshot and
the tables have it. For that, a publisher that has written looks whether a newer version was stored meanwhile, and if so
writes what it had written once more, from what is newest (docs/decisions/0062).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

from chalicelib.domain.errors import ContendedError
from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.publish import catalogue, metrics, touched
from chalicelib.publish.declaration import ONE, Document
from chalicelib.publish.documents import Gathered, documents
from chalicelib.publish.snapshot import Published
from chalicelib.publish.source import Source
from chalicelib.queues.message import NewVersion
from chalicelib.store import slugs, snapshots
from chalicelib.store.history.counted import EVERY_MONTH
from chalicelib.store.snapshots import Snapshot

MOST_ROUNDS = 20
"""So many newer versions while one publisher writes: it gives up, and its batch comes again."""

PROBE = "api/status/.probe"
"""A key of no page: no slug has a dot."""
Choice = Callable[[Document, Source], Iterable[str]]
"""The names of the documents of one kind that are to be written."""
Stored = Callable[[], object]


def _nobody() -> None:
    """Nobody waits for the documents."""


def write_documents(published: Published, events: Sequence[Event], stored: Stored = _nobody) -> frozenset[Id]:
    """Writes what the events touched; all of it where the page is new at its address. Safe to repeat.

    Answers which of the services, incidents and maintenance that the events name are no more. `stored` is called once
    the documents are there, before it is known whether there is anything newer.
    """
    snapshot = published.snapshot
    for slug in _slugs_left(snapshot, events):
        _vacate(slug, snapshot.page.organization.id)
    if _arrives(events):
        source = _write_everything(snapshot, stored)
    else:
        first = Source(snapshot, follows=published.follows)
        source = _write_until_newest(first, lambda document, source: _touched(document, source, events), stored)
    return _gone(source, events)


def write_syndicated(change: NewVersion) -> int:
    """Writes what other programs read, as far as the new version changed it; answers of which version that is now.

    Nothing, and 0, where there is no page any more.
    """
    snapshot = snapshots.get(change.org_id)
    if snapshot is None:
        return 0
    source = _write_until_newest(Source(snapshot), lambda document, source: _changed(document, source, change))
    return source.snapshot.version


def republish(org_id: Id) -> bool:
    """Writes all documents of a page anew, without a new version; False for one that was never published."""
    snapshot = snapshots.get(org_id)
    if snapshot:
        _write_everything(snapshot)
    return snapshot is not None


def write_uptime(org_id: Id, months: Collection[str]) -> None:
    """Writes the documents of uptime, of months those that are named, or `EVERY_MONTH`.

    Nothing while the page was never published: its first publication writes them.
    """
    snapshot = snapshots.get(org_id)
    if snapshot:
        _write_until_newest(Source(snapshot), lambda document, source: _of_uptime(document, source, months))


def write_metrics(org_id: Id, *, every_range: bool) -> None:
    """Writes the documents of metrics: of the last day, and of `every_range` once they have changed, too.

    Nothing while the page was never published: its first publication writes them.
    """
    snapshot = snapshots.get(org_id)
    if snapshot:
        _write_until_newest(Source(snapshot), lambda document, _: _of_metrics(document, every_range=every_range))


def rewrite_archive(snapshot: Snapshot) -> None:
    """Writes all of history anew, permalinks and months, as the page's organization is called and speaks now."""
    _write_until_newest(
        Source(snapshot), lambda document, source: document.every(source) if document.is_one_of_many else ()
    )


def store_answers() -> bool:
    """Whether the document store takes anything at all: what fails for one page may work for every other."""
    try:
        documents().put(PROBE, b"{}")
        documents().delete(PROBE)
    except Exception:  # noqa: BLE001 - each store has errors of its own
        return False
    return True


def withdraw(slug: str) -> None:
    """Nothing is left at this address: no document, and no page."""
    store = documents()
    for root in catalogue.roots(slug):
        store.delete_under(root)


def _touched(document: Document, source: Source, events: Sequence[Event]) -> Iterable[str]:
    return () if document.later else document.touched(source, events)


def _changed(document: Document, source: Source, change: NewVersion) -> Iterable[str]:
    return document.later(source, change) if document.later else ()


def _of_uptime(document: Document, source: Source, months: Collection[str]) -> Iterable[str]:
    if not document.is_of_uptime:
        return ()
    if not document.is_one_of_many:
        return ONE
    every = source.every_uptime_month()
    return every if EVERY_MONTH in months else (each for each in every if each in months)


def _of_metrics(document: Document, *, every_range: bool) -> Iterable[str]:
    if not document.is_of_metrics:
        return ()
    if document.is_one_of_many:
        return metrics.RANGES[1:] if every_range else ()
    return ONE


def _write_everything(snapshot: Snapshot, stored: Stored = _nobody) -> Source:
    """All documents, and no other stays at the page's address."""
    return _write_until_newest(Source(snapshot), lambda document, source: document.every(source), stored, alone=True)


def _write_until_newest(source: Source, choose: Choice, stored: Stored = _nobody, *, alone: bool = False) -> Source:
    """Answers what the documents were rendered from last: the newest version there was when they had been stored."""
    written: dict[str, set[str]] = defaultdict(set)
    for _ in range(MOST_ROUNDS):
        keys = _write(source, choose, written)
        if alone:
            _delete_others(source.slug, keys)
        stored()
        if source.is_newest:
            return source
        latest = snapshots.get(source.org_id)
        if latest is None or latest.page.organization.slug != source.slug:
            _vacate(source.slug, source.org_id)
        if latest is None:
            return source
        source = Source(latest)
    raise ContendedError("The page changes faster than its documents can be written.")


def _write(source: Source, choose: Choice, written: dict[str, set[str]]) -> set[str]:
    """One round; what an earlier one has written is written again. Answers the keys of what there is now."""
    store, keys = Gathered(documents()), set[str]()
    for document in catalogue.DOCUMENTS:
        for name in _names(document, source, choose, written[document.path]):
            key, body = document.key(source.slug, name), document.body(source, name)
            if body is None:
                store.delete_under(key)
            else:
                store.put(key, body, document.kind)
                keys.add(key)
    store.store()
    return keys


def _names(document: Document, source: Source, choose: Choice, written: set[str]) -> Iterator[str]:
    """Each once; `written` grows by what is new."""
    earlier, seen = tuple(written), set[str]()
    for name in chain(choose(document, source), earlier):
        if name not in seen:
            seen.add(name)
            written.add(name)
            yield name


def _delete_others(slug: str, keys: set[str]) -> None:
    """What somebody who had this address before left there, or what the page has no more."""
    store = documents()
    for root in catalogue.roots(slug):
        for key in set(store.keys_under(root)) - keys:
            store.delete(key)


def _vacate(slug: str, org_id: Id) -> None:
    """Leaves an address. If somebody has taken it meanwhile, their documents were hit, too, and are made again."""
    withdraw(slug)
    holder = slugs.holder(slug)
    if holder and holder != org_id:
        republish(holder)


def _arrives(events: Sequence[Event]) -> bool:
    """Whether the page is new at its address, where somebody else's history may still be; or at another host.

    Every document then says so in its links.
    """
    return any(
        event.type is EventType.ORGANIZATION_CREATED or not event.changes.keys().isdisjoint({"slug", "host"})
        for event in events
    )


def _slugs_left(snapshot: Snapshot, events: Sequence[Event]) -> list[str]:
    """Addresses the page had before, unless somebody else has taken one since."""
    organization = snapshot.page.organization
    left = {event.changes["slug"][0] for event in events if "slug" in event.changes} - {organization.slug}
    return [slug for slug in left if slugs.holder(slug) in {None, organization.id}]


def _gone(source: Source, events: Sequence[Event]) -> frozenset[Id]:
    services = touched.services(events) - {service.id for service in source.page.services}
    incidents = {each for each in touched.incidents(source, events) if source.incident(each) is None}
    maintenance = {each for each in touched.maintenance(source, events) if source.maintenance(each) is None}
    return frozenset(services | incidents | maintenance)
