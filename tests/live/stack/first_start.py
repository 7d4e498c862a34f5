"""The data folder of a stack that was started once: tables and demo take most of the CPU of a first start."""

import fcntl
import os
from pathlib import Path

import pytest

from tests.live.stack.patient import PATIENT
from tests.live.stack.whole import Whole


def after_a_first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied; the processes of one run of pytest make it once together."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "first-start"
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            Whole(folder / "data", module=PATIENT).start().stop()
            made.touch()
    return folder / "data"
