"""Which document or file a path of the CDN is answered from, by the rules of infra/cdn.json.

The one-machine CDN and the upload of the site use this; infra/edge.js does the same at CloudFront's edge, from the same
file. `tests/deploy/test_edge.py` holds the two against each other.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

NO_PAGE = "status/404"
"""The key of a page that can't be: its slug is reserved. Paths that name no document go there."""


class PathRules:
    """The rules, as infra/cdn.json has them."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._behaviors = rules["behaviors"]
        self._rewrites = [(str(each["from"]), str(each["to"])) for each in rules["rewrites"]]
        documents = rules["documents"]
        self._segment, self._cursor = re.compile(documents["segment"]), re.compile(documents["cursors"])
        self._by_month, self._month = re.compile(documents["by_month"]), re.compile(documents["months"])
        self._file_segment = re.compile(rules["files"]["segment"])
        self._shells, self._page_folder = str(documents["shells"]), documents["cursor"]
        self._ignored = frozenset(documents["ignored_query"])

    def behavior(self, path: str) -> int:
        """The position of the first behavior that covers the path; the last one covers everything."""
        return next(number for number, each in enumerate(self._behaviors) if covers(each["path"], path))

    def is_page(self, path: str) -> bool:
        """Whether a path is at or below a page's own, and a 404 there is for people to read."""
        return path.startswith(self._shells)

    def moved(self, path: str) -> str | None:
        """Where a page, or what is below it, really is: slugs are in small letters, and no path ends in a slash."""
        segments = path.rstrip("/").split("/")[1:]
        if not self.is_page(path) or not self._names_page(segments):
            return None
        folder, slug, *below = segments
        right = "/".join(["", folder, slug.lower(), *below])
        return right if right != path else None

    def document_key(self, path: str, query: str) -> str | None:
        """The published document that answers this request, or None when only the API can."""
        segments = path.rstrip("/").split("/")[1:]
        if self.is_page(path):
            return "/".join(segments) if self._names_page(segments) else NO_PAGE
        if not all(map(self._segment.fullmatch, segments)):
            return None
        asked = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in self._ignored]
        if not asked:
            return "/".join(segments)
        return self._key_of_query(segments, *asked[0]) if len(asked) == 1 else None

    def _key_of_query(self, segments: list[str], name: str, value: str) -> str | None:
        """A page of a list, or a month of uptime."""
        if name == "cursor" and self._cursor.fullmatch(value):
            return "/".join([*segments, self._page_folder, value])
        path = "/".join(["", *segments])
        if name == "month" and self._by_month.fullmatch(path) and self._month.fullmatch(value):
            return "/".join([*segments, value])
        return None

    def site_file(self, path: str) -> str | None:
        """The file of the site for a path, relative and without a way out of its folder; None for no such name."""
        if path != "/" and not all(map(self._file_segment.fullmatch, path[1:].rstrip("/").split("/"))):
            return None
        for pattern, target in self._rewrites:
            if covers(pattern, path):
                return target[1:]
        name = path.rstrip("/")[1:]
        return name if "." in name.rpartition("/")[2] else f"{name}.html"

    def _names_page(self, segments: list[str]) -> bool:
        return len(segments) > 1 and all(map(self._segment.fullmatch, segments))


def covers(pattern: str, path: str) -> bool:
    """Whether a pattern is for this path; `*` stands for anything."""
    return bool(_compiled(pattern).fullmatch(path))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
