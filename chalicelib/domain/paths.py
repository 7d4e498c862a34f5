"""Paths into JSON, as a generic source says where what is: `checks[0].state`, `alerts[*].labels.severity`.

A path is names with dots between them; `[n]` is the n-th of a list, from its end where n is negative, and `[*]` or `.*`
each of them. A name that has a dot or a bracket is written in quotes: `labels."app.kubernetes.io/name"`, or as JSONPath
has it: `$.labels['app.kubernetes.io/name']`. `$` may stand for the whole. Nothing else is understood, and
nothing is ever run.
"""

import re
from collections.abc import Iterator
from typing import Any

_STEP = re.compile(
    r"""\.?(?:"([^"]+)"|\["([^"]+)"\]|\['([^']+)'\]|\[(-?[0-9]{1,6})\]|(\[\*\]|\*(?![^.\[]))|([^.\[\]"]+))"""
)
MAX_FOUND = 6_000
"""Values that one path leads to."""


class PathError(ValueError):
    """The text is no path."""


def steps(path: str) -> list[str | int | None]:
    """Names, places in lists, and None for each of a list; raises PathError."""
    found: list[str | int | None] = []
    at = 1 if path.startswith("$") else 0
    while at < len(path):
        match = _STEP.match(path, at)
        if not match:
            raise PathError(f"{path!r} can't be read at {path[at:]!r}")
        *names, place, each, name = match.groups()
        found.append(None if each else int(place) if place else next(filter(None, (*names, name))))
        at = match.end()
    return found


def find_all(value: object, path: str) -> list[Any]:
    """All that the path leads to, at most 6,000."""
    found: list[Any] = [value]
    for step in steps(path):
        found = [each for below in found for each in _below(below, step)][:MAX_FOUND]
    return found


def find(value: object, path: str | None) -> Any:  # noqa: ANN401 - whatever is there
    """The first that the path leads to; None where there is nothing, or no path."""
    return next(iter(find_all(value, path)), None) if path else None


def _below(value: object, step: str | int | None) -> Iterator[Any]:
    if step is None:
        if isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from value.values()
    elif isinstance(step, int):
        if isinstance(value, list) and -len(value) <= step < len(value):
            yield value[step]
    elif isinstance(value, dict) and step in value:
        yield value[step]
