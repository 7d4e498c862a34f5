"""What many points come to, against what can be said plainly of all of them."""

import math
import random
from collections.abc import Callable

import pytest

from chalicelib.domain.metrics import Aggregation
from chalicelib.domain.points import HOUR
from chalicelib.domain.rollups import (
    Rollup,
    between,
    hour_of,
    merged,
    merged_sketches,
    percentile,
    sketch_of,
    steps_of,
    sums_of,
)

KINDS: dict[str, Callable[[random.Random], float]] = {
    "response times": lambda chance: chance.lognormvariate(5, 1),
    "both signs": lambda chance: chance.gauss(0, 1000),
    "tiny": lambda chance: chance.random() * 1e-6,
    "huge": lambda chance: chance.uniform(-1e15, 1e15),
    "the same": lambda _: 5.0,
    "nothing": lambda _: 0.0,
}


@pytest.mark.parametrize("kind", KINDS)
def test_hours_of_points_add_up_to_what_all_points_are(kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311 - the same values each time
    points = {second: KINDS[kind](chance) for second in chance.sample(range(24 * HOUR), 3000)}
    starts = range(0, 24 * HOUR, HOUR)
    hours = {start: hour_of({s: v for s, v in points.items() if start <= s < start + HOUR}) for start in starts}
    found, values = between(hours, 0, 24 * HOUR), sorted(points.values())
    assert found.sums
    assert (found.sums.count, found.sums.least, found.sums.most) == (3000, values[0], values[-1])
    assert found.sums.last == points[max(points)]
    assert math.isclose(found.sums.total, math.fsum(values), rel_tol=1e-12, abs_tol=1e-9)
    for share in (0.01, 0.5, 0.95, 0.99, 1):
        exact = values[math.ceil(share * 3000) - 1]
        assert percentile(found, share) == pytest.approx(exact, rel=0.01, abs=1e-9)


def test_a_step_is_what_the_aggregation_says() -> None:
    sums = sums_of({10: 4.0, 20: -1.0, 30: 3.0})
    assert sums
    assert {each: sums.value(each) for each in Aggregation} == {
        Aggregation.MEAN: 2.0,
        Aggregation.SUM: 6.0,
        Aggregation.MIN: -1.0,
        Aggregation.MAX: 4.0,
        Aggregation.LAST: 3.0,
    }


def test_a_mean_is_never_outside_of_what_was_measured() -> None:
    sums = sums_of(dict.fromkeys(range(3), 0.1))
    assert sums
    assert sums.mean == 0.1


def test_nothing_comes_to_nothing() -> None:
    assert (sums_of({}), steps_of({}, 60), merged([None]), percentile(Rollup(), 0.95)) == (None, {}, None, None)


def test_sketches_of_parts_are_the_sketch_of_the_whole() -> None:
    values = [random.Random(1).gauss(0, 1) for _ in range(100)]  # noqa: S311 - the same values each time
    assert merged_sketches([sketch_of(values[:30]), sketch_of(values[30:])]) == sketch_of(values)
