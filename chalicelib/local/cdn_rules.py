"""infra/cdn.json as the gateway uses it: which origin a path has, which headers, which file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

_KEY_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,100}")
_CURSOR = re.compile(r"[A-Za-z0-9_=-]{1,200}")
_FILE_SEGMENT = re.compile(r"[A-Za-z0-9_@+~-][A-Za-z0-9_.@+~-]{0,150}")


@dataclass(frozen=True)
class Behavior:
    """What holds for the paths of one pattern; `origin` is `site`, `documents` (then the API) or `api`."""

    path: str
    origin: str
    headers: Mapping[str, str]

    def covers(self, path: str) -> bool:
        """Whether a path is one of the pattern's."""
        return _covers(self.path, path)


class CdnRules:
    """The rules, with the placeholders of one deployment filled in."""

    def __init__(self, file: Path, public_url: str, sign_in: Sequence[str] = ()) -> None:
        self._rules: dict[str, Any] = json.loads(file.read_text())
        self._public_url = public_url.rstrip("/")
        self._named = {
            "${live}": re.sub("^http", "ws", self._public_url),
            " ${sign_in}": "".join(f" {origin}" for origin in sign_in),
        }
        self.behaviors = tuple(self._behavior(each) for each in self._rules["behaviors"])
        self._rewrites = [(each["from"], each["to"]) for each in self._rules["rewrites"]]
        self._page_folder = self._rules["documents"]["cursor"]
        self._shells = self._rules["documents"]["shells"]
        self._below = self._rules["documents"]["below"]
        self._ignored = frozenset(self._rules["documents"]["ignored_query"])

    def behavior(self, path: str) -> Behavior:
        """The first behavior that covers `path`; the last one covers everything."""
        return next(each for each in self.behaviors if each.covers(path))

    def document_key(self, path: str, query: str) -> str | None:
        """The published document that answers this request, or None when only the API can."""
        segments = path.strip("/").split("/")
        if self.is_page(path):
            segments, query = [*segments[:2], *([self._below] if len(segments) > 2 else [])], ""
        if not all(map(_KEY_SEGMENT.fullmatch, segments)):
            return None
        asked = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in self._ignored]
        if not asked:
            return "/".join(segments)
        if len(asked) == 1 and asked[0][0] == "cursor" and _CURSOR.fullmatch(asked[0][1]):
            return "/".join([*segments, self._page_folder, asked[0][1]])
        return None

    def is_page(self, path: str) -> bool:
        """Whether a path is of a page's HTML, and a 404 there is for people to read."""
        return path.startswith(str(self._shells))

    def site_file(self, path: str) -> str | None:
        """The file of the site for a path, relative and without a way out of its folder; None for no such name."""
        if path != "/" and not all(map(_FILE_SEGMENT.fullmatch, path[1:].rstrip("/").split("/"))):
            return None
        if "." not in path.rsplit("/", 1)[-1]:
            path = self._rewritten(path)
        return path[1:]

    def _rewritten(self, path: str) -> str:
        for pattern, target in self._rewrites:
            if _covers(pattern, path):
                return str(target)
        return f"{path.rstrip('/')}.html"

    def _behavior(self, rule: dict[str, Any]) -> Behavior:
        headers: dict[str, str] = {}
        for name in rule["headers"]:
            headers |= self._rules["headers"][name]
        if self._public_url.startswith("https:"):
            headers |= self._rules["https_only"]
        return Behavior(rule["path"], rule["origin"], {name: self._filled(value) for name, value in headers.items()})

    def _filled(self, value: str) -> str:
        for placeholder, given in self._named.items():
            value = value.replace(placeholder, given)
        return value


def _covers(pattern: str, path: str) -> bool:
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
