"""The broadcaster: from the events stream to every screen.

Per organization, in order: the snapshot with its version, the documents, then the frames. Delivery is at least
once: whatever fails is reported from the first record of its organization on, and delivered again.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from chalice.app import DynamoDBRecord

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.live import frames, parts, push
from chalicelib.live.notices import Notice, deliver
from chalicelib.publish.publisher import write_documents
from chalicelib.publish.snapshot import Published, take
from chalicelib.store import events, viewers

settings().need("table_prefix", "documents", "websocket_endpoint")

_KIND = {"kind": "broadcast"}


def broadcaster(records: Sequence[DynamoDBRecord]) -> list[str]:
    """Of each organization the sequence number of the first record whose change could not be shown."""
    by_organization = sorted(records, key=_organization)
    return [
        failed
        for org_id, group in groupby(by_organization, key=_organization)
        if (failed := _broadcast_or_report(org_id, list(group)))
    ]


def _organization(record: DynamoDBRecord) -> str:
    return str(record.keys["org_id"]["S"])


def _broadcast_or_report(org_id: str, records: Sequence[DynamoDBRecord]) -> str | None:
    readable, unreadable = _events_of(records)
    try:
        broadcast(org_id, readable)
    except Exception:  # noqa: BLE001 - whatever it was, the others go on and this one is delivered again
        log.exception("broadcast_failed", organization=org_id, first=records[0].sequence_number)
        log.measured("broadcast_retried", _KIND, {"BroadcastFailures": log.Metric(1)}, organization=org_id)
        return str(records[0].sequence_number)
    return unreadable


def _events_of(records: Iterable[DynamoDBRecord]) -> tuple[list[Event], str | None]:
    """What can be read, up to the first record that can't, and the number of that: it alone is given up in the end."""
    found: list[Event] = []
    for record in records:
        try:
            event = events.from_image(record.new_image)
        except ValueError:
            log.exception("record_unreadable", number=record.sequence_number)
            return found, str(record.sequence_number)
        if event is None:
            log.measured("event_passed_over", _KIND, {"UnknownEvents": log.Metric(1)}, number=record.sequence_number)
        else:
            found.append(event)
    return found, None


def broadcast(org_id: str, batch: Sequence[Event]) -> None:
    """Shows these events to everyone who watches the organization; safe to repeat, in any order and side by side.

    What is the team's own business makes no version: nobody outside learns even that it happened.
    """
    public = [event for event in batch if not event.type.is_private]
    published = take(org_id, public) if public else None
    if published is None:
        return
    gone = write_documents(published, public)
    _push(org_id, published, public, gone)


def _push(org_id: str, published: Published, batch: Sequence[Event], gone: Collection[Id]) -> None:
    """Frames only for what was published last: viewers were told of the rest, or have fetched what they missed."""
    snapshot = published.snapshot
    versions = {event.id: snapshot.numbering.version_of(event.id) or 0 for event in batch}
    told = {event.id: event for event in batch if versions[event.id] > snapshot.told}
    messages = [
        frames.frame(
            event, versions[event.id], snapshot.page.status, organization=snapshot.page.organization, gone=gone
        )
        for event in told.values()
    ]
    written = [to_wire(event.occurred_at) for event in batch]
    notice = Notice(org_id, snapshot.version, tuple(messages), tuple(written))
    watching = viewers.watching(org_id)
    deliver(notice, parts.hand_out(notice, watching) if messages else (), push.current())
