"""Which of the app's routes a path is, as API Gateway picks one: literal segments before parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Match:
    """A route, its methods, and the path's parameters as they stood in the URL (not decoded)."""

    resource: str
    methods: frozenset[str]
    parameters: dict[str, str]


@dataclass
class _Node:
    literals: "dict[str, _Node]" = field(default_factory=dict)
    parameter: "_Node | None" = None
    names: tuple[str, ...] = ()
    resource: str = ""
    methods: frozenset[str] = frozenset()


class RouteTable:
    """The app's routes as a tree; a lookup costs the number of segments, not of routes."""

    def __init__(self, routes: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        for resource, methods in routes.items():
            self._add(resource, frozenset(methods))

    def match(self, raw_path: str) -> Match | None:
        """The route of an undecoded path without its query; a trailing slash is not significant."""
        segments = raw_path.rstrip("/").split("/")[1:]
        found = _walk(self._root, segments, [])
        if found is None:
            return None
        node, values = found
        return Match(node.resource, node.methods, dict(zip(node.names, values, strict=True)))

    def _add(self, resource: str, methods: frozenset[str]) -> None:
        node, names = self._root, []
        for segment in resource.rstrip("/").split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment.strip("{}+"))
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        node.names, node.resource, node.methods = tuple(names), resource, methods


def _walk(node: _Node, segments: list[str], values: list[str]) -> tuple[_Node, list[str]] | None:
    if not segments:
        return (node, values) if node.resource else None
    first, rest = segments[0], segments[1:]
    if first in node.literals and (found := _walk(node.literals[first], rest, values)):
        return found
    if node.parameter and first:
        return _walk(node.parameter, rest, [*values, first])
    return None
