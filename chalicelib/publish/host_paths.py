"""What the paths of a page's own host are: `/history` there is `/status/{slug}/history` of the site.

The one-machine gateway uses this; infra/edge-hosts.js does the same at CloudFront's edge, from the same `hosts` of
infra/cdn.json. `tests/deploy/test_edge_hosts.py` holds the two against each other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.publish.paths import NO_PAGE, covers

_API = "/api/status/"
_NOWHERE = f"/{NO_PAGE}"


@dataclass(frozen=True)
class Route:
    """Where a request on a page's host goes."""

    behavior: int
    """The position of the rule that holds, among those of hosts."""
    path: str
    """Of the site. One below `/status/404` is there for nobody."""
    moved: str | None = None
    """Where what was asked for really is on this host."""


class HostPaths:
    """The rules, as infra/cdn.json has them."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._behaviors = rules["hosts"]["behaviors"]
        self._shells = str(rules["documents"]["shells"])
        self._segment = re.compile(rules["documents"]["segment"])

    def route(self, slug: str, path: str) -> Route:
        """The way of a path on the host of the page `slug`."""
        number = next(number for number, each in enumerate(self._behaviors) if covers(each["path"], path))
        origin = self._behaviors[number]["origin"]
        if path.startswith(_API):
            is_own = path.removeprefix(_API).split("/")[0] == slug
            return Route(number, path if is_own else _NOWHERE)
        if origin != "documents":
            return Route(number, path)
        return Route(number, self._below(slug, path), self._moved(slug, path))

    def _below(self, slug: str, path: str) -> str:
        plain = path.rstrip("/")
        if plain and not self._names_document(plain):
            return _NOWHERE
        return f"{self._shells}{slug}{plain}"

    def _moved(self, slug: str, path: str) -> str | None:
        """The page's own path on the site leads here; and nothing but the root ends in a slash."""
        plain = path.rstrip("/")
        if plain and not self._names_document(plain):
            return None
        head = f"{self._shells}{slug}"
        below = plain[len(head) :]
        if plain.lower().startswith(head) and below[:1] in {"", "/"}:
            return below or "/"
        return (plain or "/") if path not in {plain, "/"} else None

    def _names_document(self, plain: str) -> bool:
        return all(map(self._segment.fullmatch, plain.split("/")[1:]))
