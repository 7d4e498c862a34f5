"""Positions that put things in an order, moving as few as possible."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

GAP = 100

Place = tuple[int, str]
"""Where something stands: its position, and its id among those with the same position."""


def positions(places: Sequence[Place | None]) -> list[int | None]:
    """For things in the order that is wanted, the position that each must get: None where it may stay where it is.

    What is new (None) always gets one.
    """
    staying = _longest_rising(places)
    given: list[int | None] = [None] * len(places)
    edges = [-1, *staying, len(places)]
    for before, after in pairwise(edges):
        moved = range(before + 1, after)
        found = _between(_position(places, before), _position(places, after), len(moved))
        if found is None:
            return _anew(places)
        for index, position in zip(moved, found, strict=True):
            given[index] = position
    return given


def _longest_rising(places: Sequence[Place | None]) -> list[int]:
    """Indices of the longest run of places that are in order already."""
    tails: list[Place] = []
    ends: list[int] = []
    previous = [-1] * len(places)
    for index, place in enumerate(places):
        if place is None:
            continue
        length = bisect_left(tails, place)
        previous[index] = ends[length - 1] if length else -1
        tails[length:] = [place] if length == len(tails) else [place, *tails[length + 1 :]]
        ends[length:] = [index] if length == len(ends) else [index, *ends[length + 1 :]]
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = previous[at]
    return found[::-1]


def _position(places: Sequence[Place | None], index: int) -> int | None:
    place = places[index] if 0 <= index < len(places) else None
    return place[0] if place else None


def _between(low: int | None, high: int | None, many: int) -> list[int] | None:
    """So many positions between two; None where there is no room."""
    if high is None:
        start = -GAP if low is None else low
        return [start + GAP * (each + 1) for each in range(many)]
    start = -1 if low is None else low
    if high - start <= many:
        return None if many else []
    return [start + (high - start) * (each + 1) // (many + 1) for each in range(many)]


def _anew(places: Sequence[Place | None]) -> list[int | None]:
    wanted = [GAP * index for index in range(len(places))]
    return [None if place and place[0] == at else at for place, at in zip(places, wanted, strict=True)]
