"""Who of a part was told, noted as it happens; one machine keeps a file for each part that is not settled.

A process that is killed leaves its claims behind. Whoever was noted is not told again, so that at most those are told
twice whose mail was on its way at that moment. A function of Lambda has no disk that outlives it: there all of a claim
is sent again, which is one part at most. Nothing waits for the disk: a loss of power may lose notes, kill -9 does not.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chalicelib import log
from chalicelib.domain.deliveries import Part

_OLD = 4 * 86_400
"""Seconds after which nobody tries what a part was about."""
_folder: list[Path] = []


def keep_in(folder: Path) -> None:
    """From now on notes are kept there, beside those that an earlier process has left."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if time.time() - file.stat().st_mtime > _OLD:
            file.unlink(missing_ok=True)
    _folder[:] = [folder]


@contextmanager
def noting(part: Part) -> Iterator[Callable[[str], None]]:
    """Notes one recipient after the other; safe for several threads. A note that fails stops nobody."""
    file = _opened(part)
    if file is None:
        yield lambda _: None
        return

    def note(recipient: str) -> None:
        with suppress(OSError):
            os.write(file, f"{recipient}\n".encode())

    try:
        yield note
    finally:
        os.close(file)


def told(part: Part) -> frozenset[str]:
    """Who was told already, as far as that was noted here."""
    if (file := _file(part)) is None:
        return frozenset()
    try:
        return frozenset(file.read_text().split("\n")) - {""}
    except OSError:
        return frozenset()


def forget(part: Part) -> None:
    """What came of all of it is stored."""
    if file := _file(part):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _opened(part: Part) -> int | None:
    if (path := _file(part)) is None:
        return None
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        log.warning("recipients_not_noted", why=str(error.strerror))
        return None


def _file(part: Part) -> Path | None:
    name = f"{part.org_id}-{part.notification_id}-{part.way}-{part.number}"
    return _folder[0] / name if _folder else None
