"""What many points come to: sums that add up, and a sketch that percentiles are read from.

Both are made from points alone, whatever order those came in, and merging them loses nothing but the exact place of a
percentile: that is right to within one percent of its value.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.metrics import Aggregation
from chalicelib.domain.points import HOUR, SLOT, SLOTS, Points, start_of

_ACCURACY = 0.01
_GAMMA = (1 + _ACCURACY) / (1 - _ACCURACY)
_LOG_GAMMA = math.log(_GAMMA)
_SMALLEST = 1e-9
"""What is nearer to zero counts as zero."""
_OFFSET = 1 - math.floor(math.log(_SMALLEST) / _LOG_GAMMA)
"""Makes the number of every bucket of a positive value greater than 0."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one stretch of time that has points."""

    count: int
    total: float
    least: float
    most: float
    last: float

    def value(self, aggregation: Aggregation) -> float:
        """The one number that a line shows of it."""
        if aggregation is Aggregation.MEAN:
            return self.mean
        return {
            Aggregation.SUM: self.total,
            Aggregation.MIN: self.least,
            Aggregation.MAX: self.most,
            Aggregation.LAST: self.last,
        }[aggregation]

    @property
    def mean(self) -> float:
        """Of all points; never outside of what was measured, whatever rounding does."""
        return min(max(self.total / self.count, self.least), self.most)


Sketch = Mapping[int, int]
"""How many points are in each bucket; the buckets of greater values have greater numbers."""


@dataclass(frozen=True)
class Rollup:
    """Sums and a sketch of the same points; no sums where there are none."""

    sums: Sums | None = None
    sketch: Sketch = field(default_factory=dict)


@dataclass(frozen=True)
class Hour:
    """One hour: the sums of its slots of five minutes, by their first seconds, and one sketch."""

    slots: Mapping[int, Sums] = field(default_factory=dict)
    sketch: Sketch = field(default_factory=dict)

    @property
    def sums(self) -> Sums | None:
        """Of all of it."""
        return merged(self.slots[each] for each in sorted(self.slots))


def sums_of(points: Points) -> Sums | None:
    """What these points come to."""
    if not points:
        return None
    values = list(points.values())
    return Sums(len(values), math.fsum(values), min(values), max(values), points[max(points)])


def sketch_of(values: Iterable[float]) -> Sketch:
    """How many of the values are in each bucket."""
    return Counter(map(_bucket, values))


def steps_of(points: Points, step: int) -> dict[int, Sums]:
    """The sums of each step that has points, by its first second."""
    found: dict[int, dict[int, float]] = {}
    for second, value in points.items():
        found.setdefault(start_of(second, step), {})[second] = value
    return {start: sums for start, each in sorted(found.items()) if (sums := sums_of(each))}


def hour_of(points: Points) -> Hour:
    """The points of one hour, rolled up."""
    return Hour(steps_of(points, SLOT), sketch_of(points.values()))


def merged(parts: Iterable[Sums | None]) -> Sums | None:
    """The parts of a stretch in the order of time, together."""
    found = [each for each in parts if each]
    if not found:
        return None
    return Sums(
        sum(each.count for each in found),
        math.fsum(each.total for each in found),
        min(each.least for each in found),
        max(each.most for each in found),
        found[-1].last,
    )


def merged_sketches(sketches: Iterable[Sketch]) -> Sketch:
    """All of them together."""
    found: Counter[int] = Counter()
    for each in sketches:
        found.update(each)
    return found


def between(hours: Mapping[int, Hour], start: int, end: int) -> Rollup:
    """What lies in [start, end): slots exactly, the sketch by the hours that begin within, or at the start's."""
    slots = {second: sums for hour in hours.values() for second, sums in hour.slots.items() if start <= second < end}
    inside = [hour.sketch for begins, hour in hours.items() if start_of(start, HOUR) <= begins < end]
    return Rollup(merged(slots[each] for each in sorted(slots)), merged_sketches(inside))


def percentile(rollup: Rollup, share: float) -> float | None:
    """The value that this share of the points is at or below; exact where all points are alike."""
    total = sum(rollup.sketch.values())
    if not total or rollup.sums is None:
        return None
    left = math.ceil(share * total)
    for bucket in sorted(rollup.sketch):
        left -= rollup.sketch[bucket]
        if left <= 0:
            return min(max(_middle(bucket), rollup.sums.least), rollup.sums.most)
    return rollup.sums.most


def as_stored(sums: Sums | None) -> Sequence[float] | None:
    """What JSON has."""
    return [sums.count, sums.total, sums.least, sums.most, sums.last] if sums else None


def from_stored(stored: Sequence[float] | None) -> Sums | None:
    """The inverse."""
    return Sums(int(stored[0]), *map(float, stored[1:5])) if stored else None


def slots_from(start: int, stored: Sequence[Sequence[float] | None]) -> dict[int, Sums]:
    """The slots of an hour, which are stored in order."""
    found = {start + SLOT * place: from_stored(each) for place, each in enumerate(stored[:SLOTS])}
    return {second: sums for second, sums in found.items() if sums}


def _bucket(value: float) -> int:
    if abs(value) < _SMALLEST:
        return 0
    number = math.ceil(math.log(abs(value)) / _LOG_GAMMA) + _OFFSET
    return number if value > 0 else -number


def _middle(bucket: int) -> float:
    if bucket == 0:
        return 0.0
    middle = 2 * _GAMMA ** (abs(bucket) - _OFFSET) / (_GAMMA + 1)
    return middle if bucket > 0 else -middle
