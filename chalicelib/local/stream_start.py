"""Where in a shard to go on reading, also where the record handled last is not there any more."""

import logging

from chalicelib.local.position import Position
from chalicelib.local.stream_source import Record, StreamLostError, StreamSource

log = logging.getLogger(__name__)


def start_of(source: StreamSource, position: Position, shard: str) -> str | None:
    """An iterator behind the shard's mark; None while there is nothing behind it that could be read.

    A mark holds only as long as the very record is found at its number: numbers are used twice, records are not.
    """
    mark = position.marks.get(shard)
    if mark is None:
        return source.iterator(position.stream_arn, shard)
    sequence, record_id = mark
    if record_id == _first_id(source, source.iterator(position.stream_arn, shard, at=sequence)):
        return source.iterator(position.stream_arn, shard, after=sequence)
    return _behind_the_gap(source, position, shard, int(sequence))


def _behind_the_gap(source: StreamSource, position: Position, shard: str, handled: int) -> str | None:
    oldest = source.iterator(position.stream_arn, shard)
    first = _first_number(source, oldest)
    if first is None:
        return None
    if first <= handled:
        position.renumber()
        del position.marks[shard]
        log.warning("stream-renumbered", extra={"shard": shard, "base": position.base})
    return oldest


def _first_id(source: StreamSource, iterator: str) -> str | None:
    records = _first(source, iterator)
    return str(records[0]["eventID"]) if records else None


def _first_number(source: StreamSource, iterator: str) -> int | None:
    records = _first(source, iterator)
    return int(records[0]["dynamodb"]["SequenceNumber"]) if records else None


def _first(source: StreamSource, iterator: str) -> list[Record]:
    try:
        return source.read(iterator, limit=1)[0]
    except StreamLostError:
        return []
