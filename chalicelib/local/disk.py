"""Whether the disk has room, found out by writing to it."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chalicelib.local.delivery import Database

PROBE_BYTES = 256 * 1024
BELIEVED_SECONDS = 1.0
"""Asking more often writes no more often."""


class DiskCheck:
    """Says why a file can't be written in one of the folders, or returns an empty text; for any thread."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._looked = -BELIEVED_SECONDS
        self._said = ""

    def __call__(self) -> str:
        """The answer of the last second, or a new one."""
        with self._lock:
            if time.monotonic() - self._looked >= BELIEVED_SECONDS:
                self._said = _tried(self._folders)
                self._looked = time.monotonic()
            return self._said


class Storage:
    """The database and the disk as one: what fails while either is away is tried again, and never given up."""

    def __init__(self, database: Database, disk: Callable[[], str]) -> None:
        self._database = database
        self._disk = disk

    @property
    def starts(self) -> int:
        """How often the database came up."""
        return self._database.starts

    def answers(self) -> bool:
        """Whether the database can be reached, and has room to write."""
        return self._database.answers() and not self._disk()


def _tried(folders: Sequence[Path]) -> str:
    try:
        for folder in folders:
            _write_in(folder)
    except OSError as error:
        return f"The disk can't be written to: {error.strerror}."
    return ""


def _write_in(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(bytes(PROBE_BYTES))
    finally:
        probe.unlink(missing_ok=True)
