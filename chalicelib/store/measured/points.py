"""Points as they came: those of five minutes in one item, so that a point costs as much whatever is there already."""

import secrets
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from pynamodb.exceptions import DeleteError, PutError

from chalicelib.at_once import beside
from chalicelib.domain.ids import Id
from chalicelib.domain.points import SLOT, Points, by_slot, moment
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import MetricData
from chalicelib.store.transactions import LostRaceError, retried, transaction

KEPT = timedelta(days=33)
"""Points may be changed for 30 days, and the day of such a point is counted anew as a whole."""
_POINT = struct.Struct("<Hd")
"""The second within the slot, and the value."""
_AT_ONCE = 16
_ALONE, _TOGETHER = 16, 100
"""So many slots are written one by one; more of them so many in a transaction."""
_VERSION_BITS = 64
"""Versions of a slot are random: it may be deleted and be there again between a read and the write that follows."""
_LOST = "ConditionalCheckFailedException"
_Place = tuple[Id, int]
"""A metric, and the first second of a slot."""
Change = Callable[[dict[int, float]], dict[int, float]]


def add(org_id: Id, measured: Mapping[Id, Points]) -> None:
    """Stores points by metric, each in the place of one of the same second.

    Each slot is written under the condition that it is as it was read, so that of two writers neither loses a point.
    """
    slots = {
        (metric_id, slot): given for metric_id, points in measured.items() for slot, given in by_slot(points).items()
    }
    known = _read(org_id, slots)

    places = list(slots)
    if len(places) <= _ALONE:
        _side_by_side([partial(_merge, org_id, place, known.get(place), slots[place]) for place in places])
        return
    for first in range(0, len(places), _TOGETHER):
        some = places[first : first + _TOGETHER]
        _merge_together(org_id, {place: slots[place] for place in some}, known)


def _merge(org_id: Id, place: _Place, known: MetricData | None, given: Points) -> None:
    _change(org_id, *place, known, lambda found: {**found, **given})


def _merge_together(org_id: Id, slots: Mapping[_Place, Points], known: Mapping[_Place, MetricData]) -> None:
    """One transaction: twice the units, and a hundredth of the requests."""
    waiting = [known]

    def attempt() -> None:
        found = waiting.pop() if waiting else _read(org_id, slots)
        before = {place: _unpacked(found[place]) if place in found else {} for place in slots}
        after = {place: {**before[place], **given} for place, given in slots.items()}
        changed = [place for place in slots if after[place] != before[place]]
        if not changed:
            return
        with transaction() as write:
            for place in changed:
                row = _row(org_id, _key(*place), after[place])
                write.save(row, condition=_as_read(found.get(place)))

    retried(attempt)


def remove(org_id: Id, metric_id: Id, start: int, end: int) -> set[int]:
    """Removes the points in [start, end); answers the slots that had some."""
    found = [row for row in _rows(org_id, metric_id, start, end) if _within(_unpacked(row), start, end)]

    def without(points: dict[int, float]) -> dict[int, float]:
        return {second: value for second, value in points.items() if not start <= second < end}

    def cutting(row: MetricData) -> Callable[[], None]:
        return lambda: _change(org_id, metric_id, _slot_of(row), row, without)

    _side_by_side([cutting(row) for row in found])
    return {_slot_of(row) for row in found}


def between(org_id: Id, metric_id: Id, start: int, end: int) -> dict[int, float]:
    """The points in [start, end), in the order of time; consistent."""
    return {
        second: value
        for row in _rows(org_id, metric_id, start, end)
        for second, value in _within(_unpacked(row), start, end).items()
    }


def latest(org_id: Id, metric_id: Id) -> tuple[int, float] | None:
    """The newest point, if there is one; consistent."""
    with reaching_dynamodb():
        rows = MetricData.query(
            org_id,
            MetricData.item.startswith(f"{metric_id}#p#"),
            consistent_read=True,
            scan_index_forward=False,
            limit=1,
        )
        newest = next(iter(rows), None)
    return max(_unpacked(newest).items()) if newest else None


def _rows(org_id: Id, metric_id: Id, start: int, end: int) -> list[MetricData]:
    if start >= end:
        return []
    first, last = _key(metric_id, start - start % SLOT), _key(metric_id, end - 1)
    with reaching_dynamodb():
        return list(MetricData.query(org_id, MetricData.item.between(first, last), consistent_read=True))


def _read(org_id: Id, places: Iterable[_Place]) -> dict[_Place, MetricData]:
    keys = [(org_id, _key(*place)) for place in places]
    with reaching_dynamodb():
        if len(keys) == 1:
            found = _one(*keys[0])
            return {_place_of(found): found} if found else {}
        return {_place_of(row): row for row in MetricData.batch_get(keys, consistent_read=True)}


def _one(org_id: Id, key: str) -> MetricData | None:
    try:
        return MetricData.get(org_id, key, consistent_read=True)
    except MetricData.DoesNotExist:
        return None


def _change(org_id: Id, metric_id: Id, slot: int, known: MetricData | None, change: Change) -> None:
    """Stores what `change` makes of a slot's points; `known` is how the slot was read, None for one that was empty."""
    waiting = [known]

    def attempt() -> None:
        with reaching_dynamodb():
            row = waiting.pop() if waiting else _one(org_id, _key(metric_id, slot))
        before = _unpacked(row) if row else {}
        after = change(before)
        if after != before:
            _replace(org_id, _key(metric_id, slot), row, after)

    retried(attempt)


def _replace(org_id: Id, key: str, before: MetricData | None, points: Points) -> None:
    """Raises LostRaceError, with nothing written, when somebody else has changed the slot meanwhile."""
    row, is_same = _row(org_id, key, points), _as_read(before)
    with reaching_dynamodb():
        try:
            if points:
                row.save(is_same)
            elif before:
                row.delete(is_same)
        except (PutError, DeleteError) as error:
            if code_of(error) != _LOST:
                raise
            raise LostRaceError((0,)) from error


def _row(org_id: Id, key: str, points: Points) -> MetricData:
    row = MetricData(org_id, key, points=_packed(points), version=secrets.randbits(_VERSION_BITS))
    row.expires_at = moment(_slot_of(row)) + KEPT
    return row


def _as_read(before: MetricData | None) -> Any:  # noqa: ANN401 - PynamoDB's
    return MetricData.version == before.version if before else MetricData.item.does_not_exist()


def _side_by_side(calls: Sequence[Callable[[], None]]) -> None:
    """Runs them side by side; raises the error of the first that failed."""
    for first in range(0, len(calls), _AT_ONCE):
        mine, *others = calls[first : first + _AT_ONCE]
        begun = [beside(each) for each in others]
        mine()
        for future in begun:
            future.result()


def _within(points: Mapping[int, float], start: int, end: int) -> dict[int, float]:
    return {second: value for second, value in points.items() if start <= second < end}


def _key(metric_id: Id, second: int) -> str:
    return f"{metric_id}#p#{second:010d}"


def _place_of(row: MetricData) -> _Place:
    return row.item.partition("#")[0], _slot_of(row)


def _slot_of(row: MetricData) -> int:
    return int(row.item.rpartition("#")[2])


def _packed(points: Points) -> bytes:
    return b"".join(_POINT.pack(second % SLOT, value) for second, value in sorted(points.items()))


def _unpacked(row: MetricData) -> dict[int, float]:
    slot = _slot_of(row)
    return {slot + second: value for second, value in _POINT.iter_unpack(row.points)}
