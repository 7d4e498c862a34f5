"""The wheels that a bundle is made of, fetched once for a lock file: packaging again asks no registry."""

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from infra.command import CannotError

KEPT = Path(sys.prefix) / "wheels"
_ENTRY = re.compile(r"^[A-Za-z0-9].*?(?<!\\)$", re.MULTILINE | re.DOTALL)
"""A package of a lock file, with its hashes on continued lines."""


def wheels(lock: Path, kept: Path = KEPT) -> Path:
    """A folder with every wheel that the packager may ask for; raises CannotError when they can't be fetched."""
    folder = kept / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept) as partial:
        made = Path(partial) / "wheels"
        _fetch(lock, made)
        with suppress(OSError):  # somebody else was done first
            made.rename(folder)
    return folder


def _fetch(lock: Path, folder: Path) -> None:
    done = _download(["--require-hashes", "-r", str(lock)], folder)
    if done.returncode:
        raise CannotError(f"The wheels of the bundle can't be fetched:\n{done.stderr.strip()}")
    for entry in _ENTRY.findall(lock.read_text()):
        if not list(folder.glob(f"{_file_name(entry)}-*-any.whl")):
            _fetch_for_lambda(entry, folder)


def _fetch_for_lambda(entry: str, folder: Path) -> None:
    """The wheel that the packager asks for where this machine's own does not run on Lambda; there may be none."""
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(17, _lambdas_glibc() + 1)] + ["manylinux2014_x86_64"]
    asked = [word for platform in platforms for word in ("--platform", platform)]
    abi = f"cp{sys.version_info.major}{sys.version_info.minor}"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as alone:
        alone.write(entry)
        alone.flush()
        options = ["--only-binary", ":all:", "--no-deps", "--implementation", "cp", "--abi", abi, *asked]
        _download([*options, "--require-hashes", "-r", alone.name], folder)


def _lambdas_glibc() -> int:
    """The minor version of glibc 2 on Lambda: of Amazon Linux 2, and of that of 2023 from Python 3.12 on."""
    return 34 if sys.version_info >= (3, 12) else 26


def _download(options: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    return subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def _file_name(entry: str) -> str:
    name, _, version = entry.split(maxsplit=1)[0].partition("==")
    return f"{re.sub(r'[-_.]+', '_', name)}-{version}"
