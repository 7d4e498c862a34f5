"""The data folder is for its owner alone: folders 0700, files 0600, also those that an earlier version made."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

UMASK = 0o077
_OTHERS = 0o077
_EVER_MADE = (
    "dynamodb", "dynamodb.log", "dynamodb.pid", "documents", "outbox", "secrets.json", "lock", "demo-password",
    "demo-complete", "stream-position.json", "dead-letter.jsonl",
)  # fmt: skip
"""What versions before this one made without a umask."""


def close_to_others(folder: Path, project: Path) -> None:
    """Takes every right from group and others, in the whole of `folder`.

    A folder that also serves something else (/tmp, a home, one that holds the `project`) keeps its own mode, and so
    does what others put there; what Allclear made in it is closed all the same.
    """
    if _serves_others(folder, project):
        log.warning("data-folder-is-shared", extra={"folder": str(folder)})
        entries: Iterator[Path] = (folder / name for name in _EVER_MADE)
    else:
        _close(folder)
        entries = folder.iterdir()
    for entry in entries:
        _close(entry)
        if not entry.is_symlink():
            _close_all_below(entry)


def _close_all_below(folder: Path) -> None:
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            _close(Path(parent, name))


def _serves_others(folder: Path, project: Path) -> bool:
    mode = folder.stat().st_mode
    return bool(mode & stat.S_ISVTX) or folder == Path.home() or project.is_relative_to(folder)


def _close(path: Path) -> None:
    """Links are left alone: what they lead to may not be ours. Files come and go while the folder is looked at."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("not-closed-to-others", extra={"path": str(path), "reason": error.strerror})
