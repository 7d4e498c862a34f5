"""Moving in and out: imports from other status pages, and the archive of everything."""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allclear_cli.client.transport import Transport

PART_BYTES = 3 * 1024 * 1024
"""The most of a file that one call takes."""
_UNSETTLED = frozenset({"reading", "running"})

Seen = Callable[[Mapping[str, Any]], None]


class _Jobs:
    path = ""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, job_id: str) -> dict[str, Any]:
        """How far one is."""
        return dict(self._transport.call("GET", f"{self.path}/{job_id}").json())

    def until_settled(self, job_id: str, seen: Seen = lambda _: None, *, pause: float = 0.5) -> dict[str, Any]:
        """One, once nothing more comes of it by itself; `seen` is told each time that it is looked at."""
        while (job := self.get(job_id)).get("state") in _UNSETTLED:
            seen(job)
            time.sleep(pause)
        return job


class Imports(_Jobs):
    """What is read from another product: looked at first, and taken in once it is started."""

    path = "/api/imports"

    def begin(self, kind: str, files: Sequence[tuple[str, bytes]] = (), **source: object) -> dict[str, Any]:
        """Has a source read: an `address`, a `key` of the other product with perhaps a `page_id`, or files by name."""
        small = len(files) == 1 and len(files[0][1]) <= PART_BYTES
        if files:
            source |= {"file": _file(*files[0])} if small else {"files_follow": True}
        made = dict(self._transport.call("POST", self.path, {"kind": kind, **source}).json())
        if files and not small:
            self._send(str(made["id"]), files)
        return made

    def start(self, import_id: str) -> dict[str, Any]:
        """Takes in what was read."""
        return dict(self._transport.call("POST", f"{self.path}/{import_id}/start").json())

    def _send(self, import_id: str, files: Sequence[tuple[str, bytes]]) -> None:
        parts = [
            (name, data[start : start + PART_BYTES])
            for name, data in files
            for start in range(0, max(len(data), 1), PART_BYTES)
        ]
        for number, part in enumerate(parts):
            self._transport.call("PUT", f"{self.path}/{import_id}/files/{number}", _file(*part))
        self._transport.call("POST", f"{self.path}/{import_id}/read")


class Exports(_Jobs):
    """Archives of everything that an organization has."""

    path = "/api/exports"

    def begin(self) -> dict[str, Any]:
        """Has one made."""
        return dict(self._transport.call("POST", self.path).json())

    def archive(self, url: str) -> bytes:
        """What the link of an export that is done leads to; the key is not sent there."""
        return self._transport.fetched(url)


def _file(name: str, data: bytes) -> dict[str, str]:
    return {"name": name, "data": base64.b64encode(data).decode()}
