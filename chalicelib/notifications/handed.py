"""Who of a part was told, noted as it happens; one machine keeps a file for each part.

A process that is killed leaves its claims behind. Whoever was noted is not told again, so that at most those are told
twice whose mail was on its way at that moment. The notes outlive their part by an hour: a database that is killed may
lose what it said was written, also that all of a part was told. A function of Lambda has no disk that outlives it:
there all of a claim is sent again, which is one part at most. Nothing waits for the disk: a loss of power may lose
notes, kill -9 does not.
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
_SETTLED, _OLD_AND_SETTLED = ".settled", 3600
"""The end of the name of a file whose part is settled, and for how many seconds it is kept."""
_BETWEEN_LOOKS = 600.0
"""Seconds between two looks for what is old."""
_folder: list[Path] = []
_looked_at = [0.0]


def keep_in(folder: Path) -> None:
    """From now on notes are kept there, beside those that an earlier process has left."""
    folder.mkdir(parents=True, exist_ok=True)
    _folder[:] = [folder]
    _forget_old()


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
    said = ""
    for each in (file, _settled(file)):
        with suppress(OSError):
            said += each.read_text()
    return frozenset(said.split("\n")) - {""}


def settle(part: Part) -> None:
    """What came of all of it is stored. Its notes stay for a while."""
    if file := _file(part):
        with suppress(OSError):
            file.replace(_settled(file))
        if time.monotonic() - _looked_at[0] > _BETWEEN_LOOKS:
            _forget_old()


def _settled(file: Path) -> Path:
    return file.with_name(f"{file.name}{_SETTLED}")


def _forget_old() -> None:
    _looked_at[:] = [time.monotonic()]
    now = time.time()
    with suppress(OSError):
        for file in _folder[0].iterdir():
            age = now - file.stat().st_mtime
            if age > (_OLD_AND_SETTLED if file.name.endswith(_SETTLED) else _OLD):
                file.unlink(missing_ok=True)


def _opened(part: Part) -> int | None:
    if (path := _file(part)) is None:
        return None
    with suppress(OSError):
        _settled(path).replace(path)  # of a part that the database has forgotten
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        log.warning("recipients_not_noted", why=str(error.strerror))
        return None


def _file(part: Part) -> Path | None:
    name = f"{part.org_id}-{part.notification_id}-{part.way}-{part.number}"
    return _folder[0] / name if _folder else None
