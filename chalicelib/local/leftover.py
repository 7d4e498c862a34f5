"""Ends the database of a stack that died, on systems whose kernel did not."""

import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_SECONDS = 5.0


def end_leftover(pid_file: Path, sign: str) -> None:
    """Ends the process named in `pid_file`, if its command line holds `sign` and so is one of ours."""
    pid = _read(pid_file)
    if pid and sign in _command_line(pid):
        _end(pid, sign)
    pid_file.unlink(missing_ok=True)


def _read(pid_file: Path) -> int:
    try:
        return int(pid_file.read_text())
    except (OSError, ValueError):
        return 0


def _command_line(pid: int) -> str:
    """Empty when there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _end(pid: int, sign: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        os.kill(pid, signal.SIGTERM)
        while sign in _command_line(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    except ProcessLookupError:
        return
