"""Events, read: from the stream that carries them, and as a timeline."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.events import Event
from chalicelib.domain.ids import Id
from chalicelib.store.connection import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Events


def from_image(image: Mapping[str, Any]) -> Event:
    """The event a stream record carries; raises ValueError for a record that is no event."""
    try:
        row = Events()
        row.deserialize(dict(image))
        return from_row(Event, row)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {error}") from error


def newest_first(org_id: Id, *, limit: int, before: Id | None = None) -> list[Event]:
    """At most `limit` events before the event `before`, newest first."""
    with reaching_dynamodb():
        older = Events.id < before if before else None
        rows = Events.query(org_id, older, consistent_read=True, scan_index_forward=False, limit=limit, page_size=limit)
        return [from_row(Event, row) for row in rows]
