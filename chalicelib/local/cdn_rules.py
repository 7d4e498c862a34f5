"""infra/cdn.json as the gateway uses it: which origin a path has, which headers, which file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.publish.host_paths import HostPaths
from chalicelib.publish.paths import PathRules


@dataclass(frozen=True)
class Behavior:
    """What holds for the paths of one pattern; `origin` is `site`, `documents` (then the API) or `api`."""

    path: str
    origin: str
    headers: Mapping[str, str]
    is_open: bool = False
    """Whether scripts of other sites may read what is there."""


class CdnRules:
    """The rules, with the placeholders of one deployment filled in."""

    def __init__(self, file: Path, public_url: str, sign_in: Sequence[str] = ()) -> None:
        self._rules: dict[str, Any] = json.loads(file.read_text())
        self._public_url = public_url.rstrip("/")
        self._named = {
            "${live}": re.sub("^http", "ws", self._public_url),
            " ${host_live}": "",
            " ${sign_in}": "".join(f" {origin}" for origin in sign_in),
        }
        hosts = self._rules["hosts"]
        self.behaviors = tuple(self._behavior(each, self._rules["https_only"]) for each in self._rules["behaviors"])
        self.of_hosts = tuple(self._behavior(each, hosts["https_only"]) for each in hosts["behaviors"])
        self._paths = PathRules(self._rules)
        self.route = HostPaths(self._rules).route
        self.open: Mapping[str, str] = self._rules["open"]
        self.document_key = self._paths.document_key
        self.is_page = self._paths.is_page
        self.moved = self._paths.moved
        self.site_file = self._paths.site_file

    def behavior(self, path: str) -> Behavior:
        """The first behavior that covers `path`; the last one covers everything."""
        return self.behaviors[self._paths.behavior(path)]

    def _behavior(self, rule: dict[str, Any], https_only: Mapping[str, str]) -> Behavior:
        headers: dict[str, str] = {}
        for name in rule["headers"]:
            headers |= self._rules["headers"][name]
        if self._public_url.startswith("https:"):
            headers |= https_only
        filled = {name: self._filled(value) for name, value in headers.items()}
        return Behavior(rule["path"], rule["origin"], filled, "public" in rule["headers"])

    def _filled(self, value: str) -> str:
        for placeholder, given in self._named.items():
            value = value.replace(placeholder, given)
        return value
