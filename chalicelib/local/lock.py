"""One stack per data folder: a second one is told so, and nothing a dead one left behind is in the way."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib.local.faults import StartError


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Holds the folder for this process; the kernel lets go of it however the process ends."""
    with (data_dir / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(_held(data_dir)) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _held(data_dir: Path) -> str:
    pid = (data_dir / "lock").read_text().strip()
    holder = f" (process {pid})" if pid else ""
    return f"DATA_DIR {data_dir} is in use by another Allclear{holder}. Stop it, or set DATA_DIR to another folder."
