"""From events to screens: the snapshot with its version, the documents, then the frames, then what nobody watches."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future

from chalicelib.at_once import beside
from chalicelib.config import settings
from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.live import afterwards, frames, parts, push
from chalicelib.live.notices import Notice, deliver
from chalicelib.publish import touched
from chalicelib.publish.publisher import write_documents
from chalicelib.publish.snapshot import Published, take
from chalicelib.store import viewers

settings().need("table_prefix", "documents", "websocket_endpoint")


def broadcast(org_id: str, batch: Sequence[Event], pushing: Callable[[], None] = lambda: None) -> None:
    """Shows these events to everyone who watches the organization; safe to repeat, in any order and side by side.

    What is the team's own business makes no version: nobody outside learns even that it happened. `pushing` is called
    when only the viewers are left to be told.
    """
    public = [event for event in batch if not event.type.is_private]
    published = take(org_id, public) if public else None
    if published is None:
        return
    listed: list[Future[list[str]]] = []
    gone = write_documents(published, public, lambda: listed.append(beside(lambda: viewers.watching(org_id))))
    pushing()
    _push(published, public, gone, listed[-1].result())
    afterwards.hand_on(touched.new_version(org_id, published.snapshot.version, public))


def _push(published: Published, batch: Sequence[Event], gone: Collection[Id], watching: Sequence[str]) -> None:
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
    notice = Notice(snapshot.page.organization.id, snapshot.version, tuple(messages), tuple(written))
    deliver(notice, parts.hand_out(notice, watching) if messages else (), push.current())
