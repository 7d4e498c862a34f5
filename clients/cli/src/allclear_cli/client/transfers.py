"""Moving in and out: imports from other status pages, and the archive of everything."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from allclear_cli.client.transport import Transport

UNFINISHED = frozenset({"waiting", "queued", "pending", "reading", "looking", "running", "preparing", "writing"})
"""States in which more is to come by itself."""


class _Jobs:
    path = ""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, job_id: str) -> dict[str, Any]:
        """How far one is."""
        return dict(self._transport.call("GET", f"{self.path}/{job_id}").json())

    def until_settled(
        self, job_id: str, seen: Callable[[Mapping[str, Any]], None] = lambda _: None, *, pause: float = 1.0
    ) -> dict[str, Any]:
        """One, once nothing more comes of it by itself; `seen` is told each time it is looked at."""
        while True:
            job = self.get(job_id)
            seen(job)
            if job.get("state") not in UNFINISHED:
                return job
            time.sleep(pause)


class Imports(_Jobs):
    """What is read from elsewhere: looked at first, and taken in once it is started."""

    path = "/api/imports"

    def create(self, kind: str, *, dry_run: bool = True, **source: str) -> dict[str, Any]:
        """Reads a source: `address`, `file` or `key`."""
        return dict(self._transport.call("POST", self.path, {"kind": kind, "dry_run": dry_run, **source}).json())

    def start(self, import_id: str) -> dict[str, Any]:
        """Takes in what a preview told of."""
        return dict(self._transport.call("POST", f"{self.path}/{import_id}/start").json())


class Exports(_Jobs):
    """Archives of everything an organization has."""

    path = "/api/exports"

    def create(self) -> dict[str, Any]:
        """Begins to make one."""
        return dict(self._transport.call("POST", self.path).json())
