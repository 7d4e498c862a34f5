"""Runs the fast tests on every other Python that Allclear supports and this machine has.

`python -m tests.pythons tests/unit` gives pytest what it is given.
Each gets an environment in .venv/pythons, made once and kept, so that later runs need no network. A Python that cannot
have one, because it comes without venv or because a package has no wheel for it, is left out, and said to be.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / ".venv/pythons"
LOCKED = ROOT / "requirements-local.txt"
REQUIREMENTS = (LOCKED, ROOT / "requirements-test.txt")
OLDEST = (3, 11)
ELSEWHERE = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/opt/python/*/bin")
MANAGED = (".pyenv/versions/*/bin", ".local/share/uv/python/*/bin", ".asdf/installs/python/*/bin",
           ".local/share/mise/installs/python/*/bin", ".local/bin")  # fmt: skip
_QUIETLY = ("--quiet", "--disable-pip-version-check", "--only-binary", ":all:")
_ABOUT = """
import json, sys, sysconfig
print(json.dumps([sys.implementation.name, sys.version_info[:2], sys.version_info[3],
                  bool(sysconfig.get_config_var("Py_GIL_DISABLED")), sys.version.split()[0]]))
"""


class LeftOutError(Exception):
    """No tests can run on this Python; the text says why."""


@dataclass(frozen=True)
class Python:
    """An interpreter of this machine."""

    path: Path
    series: tuple[int, int]
    version: str


def commands(path: str, home: Path) -> Iterator[Path]:
    """What may be a Python: on the PATH first, then where systems and version managers put them."""
    folders = [Path(each) for each in path.split(os.pathsep) if each]
    for pattern in ELSEWHERE:
        folders += sorted(Path("/").glob(pattern.lstrip("/")))
    for pattern in MANAGED:
        folders += sorted(home.glob(pattern), reverse=True)
    for folder in dict.fromkeys(folders):
        yield from sorted(folder.glob("python3.[0-9]*"))


def look_at(command: Path) -> Python | None:
    """A final release of CPython with its lock, or nothing: managers leave commands that run nothing."""
    try:
        asked = [str(command), "-I", "-c", _ABOUT]
        said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
        name, series, level, free_threaded, version = json.loads(said)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    final = name == "cpython" and level == "final" and not free_threaded
    return Python(command, (series[0], series[1]), version) if final else None


def found(candidates: Iterable[Path], but: tuple[int, int]) -> dict[tuple[int, int], list[Python]]:
    """The Pythons of each series from the oldest supported on, but for one that is tested already."""
    known: dict[tuple[int, int], list[Python]] = {}
    for command in dict.fromkeys(each for each in candidates if each.name.removeprefix("python3.").isdigit()):
        python = look_at(command)
        if python and python.series >= OLDEST and python.series != but:
            known.setdefault(python.series, []).append(python)
    return dict(sorted(known.items()))


def environment(series: tuple[int, int], pythons: Sequence[Python], folder: Path = ENVIRONMENTS) -> Path:
    """The interpreter of the environment for a series, made if need be; raises LeftOutError."""
    home = folder / ".".join(map(str, series))
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in REQUIREMENTS)).hexdigest()
    stamp = home / ".made"
    inside = home / "bin/python"
    if stamp.is_file() and stamp.read_text() == wanted and look_at(inside):
        return inside
    reasons = []
    for python in pythons:
        try:
            _run([str(python.path), "-m", "venv", "--clear", str(home)])
            install = [str(inside), "-m", "pip", "install", *_QUIETLY]
            _run([*install, "--require-hashes", "-r", str(LOCKED)])
            _run([*install, "-r", str(REQUIREMENTS[-1])])
        except LeftOutError as reason:
            reasons.append(str(reason))
        else:
            stamp.write_text(wanted)
            return inside
    raise LeftOutError(" ".join(dict.fromkeys(reasons)))


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        told = [line for line in lines if "ERROR" in line or "ensurepip" in line] or lines[-1:]
        raise LeftOutError(" ".join(told[-1:]))


def tests_pass(python: Path, paths: Sequence[str]) -> bool:
    """Runs the tests; what they print goes where ours does."""
    command = [str(python), "-m", "pytest", *paths, "-n", "auto", "--maxprocesses=8"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0  # noqa: S603 - our own words


def say(text: str) -> None:
    """A line, before what children print next."""
    sys.stdout.write(f"== {text}\n")
    sys.stdout.flush()


def main() -> None:
    """Ends with 1 if the tests fail on any of them."""
    own = (sys.version_info.major, sys.version_info.minor)
    others = found(commands(os.environ.get("PATH", ""), Path.home()), own)
    failed = []
    for series, pythons in others.items():
        name = f"Python {'.'.join(map(str, series))}"
        try:
            python = environment(series, pythons)
        except LeftOutError as reason:
            say(f"{name} is left out: {reason}")
            continue
        say(f"Fast tests on {name}")
        if not tests_pass(python, sys.argv[1:]):
            failed.append(name)
    if not others:
        say(f"No other Python from 3.{OLDEST[1]} on is on this machine")
    if failed:
        sys.exit(f"The tests fail on {', '.join(failed)}.")


if __name__ == "__main__":
    main()
