"""Who was told under a claim, noted as it happens; one machine keeps a file for each claim.

A process that is killed leaves its claims behind. Whoever was noted is not told again, so that at most those are told
twice whose mail was on its way at that moment. A function of Lambda has no disk that outlives it: there all of a claim
is sent again, which is one part at most. Nothing waits for the disk: a loss of power may lose notes, kill -9 does not.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chalicelib import log

_OLD = 4 * 86_400
"""Seconds after which nobody tries what a claim was about."""
_CLAIM = re.compile(r"[0-9a-f]{1,64}")
_folder: list[Path] = []


def keep_in(folder: Path) -> None:
    """From now on notes are kept there, beside those that an earlier process has left."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if time.time() - file.stat().st_mtime > _OLD:
            file.unlink(missing_ok=True)
    _folder[:] = [folder]


@contextmanager
def noting(claim: str) -> Iterator[Callable[[str], None]]:
    """Notes one recipient after the other; safe for several threads. A note that fails stops nobody."""
    if not _folder:
        yield lambda _: None
        return
    try:
        file = os.open(_folder[0] / claim, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        log.warning("recipients_not_noted", why=str(error.strerror))
        yield lambda _: None
        return

    def note(recipient: str) -> None:
        with suppress(OSError):
            os.write(file, f"{recipient}\n".encode())

    try:
        yield note
    finally:
        os.close(file)


def under(claim: str) -> frozenset[str]:
    """Who was told under it, as far as that was noted here."""
    if not (_folder and _CLAIM.fullmatch(claim)):
        return frozenset()
    try:
        return frozenset((_folder[0] / claim).read_text().split("\n")) - {""}
    except OSError:
        return frozenset()


def forget(claim: str) -> None:
    """What came of it is stored."""
    if _folder and _CLAIM.fullmatch(claim):
        with suppress(OSError):
            (_folder[0] / claim).unlink(missing_ok=True)
