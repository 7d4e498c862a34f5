"""What a newcomer is told whose machine lacks what Allclear needs: one line that names it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON, NODE = ".venv/.runnable", "node_modules/.installed"
REQUIREMENTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def told(tmp_path: Path, target: str, **commands: str) -> list[str]:
    """What is printed by making a target that fails, where only these commands are on the machine."""
    found = tmp_path / "bin"
    found.mkdir()
    (found / "touch").symlink_to(shutil.which("touch") or "touch")
    for name, script in commands.items():
        (found / name).write_text(f"#!/bin/sh\n{script}\n")
        (found / name).chmod(0o755)
    for name in ("Makefile", "infra/deploy.mk", "bench/bench.mk", "package.json", "package-lock.json", *REQUIREMENTS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    environment = {"PATH": str(found), "HOME": str(tmp_path)}
    make = shutil.which("make") or "make"
    done = subprocess.run([make, target], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.returncode
    assert not os.path.lexists(tmp_path / target)
    return [line for line in done.stderr.splitlines() if " *** [" not in line]


def test_without_python_it_is_named(tmp_path: Path) -> None:
    (line,) = told(tmp_path, PYTHON)
    assert line.startswith("Allclear needs Python 3.11 or later; python3 is not on this machine.")


def test_a_python_that_is_too_old_is_named_with_a_way_on(tmp_path: Path) -> None:
    (line,) = told(tmp_path, PYTHON, python3="echo 3.10.2; exit 1")
    assert line.startswith("Allclear needs Python 3.11 or later; python3 is 3.10.2.")
    assert "make PYTHON=python3.12" in line


def test_a_python_that_does_not_run_is_not_taken_for_one(tmp_path: Path) -> None:
    """A version manager leaves such commands behind for versions that are installed and not chosen."""
    (line,) = told(tmp_path, PYTHON, python3="echo not chosen >&2; exit 127")
    assert "python3 is not on this machine" in line


@pytest.mark.parametrize(("version", "named"), [("v18.20.4", "v18.20.4"), ("nonsense", "nonsense")])
def test_a_node_that_is_too_old_is_named(tmp_path: Path, version: str, named: str) -> None:
    assert told(tmp_path, NODE, node=f"echo {version}") == [f"Allclear needs Node 20 or later; node is {named}."]


def test_without_node_it_is_named(tmp_path: Path) -> None:
    assert told(tmp_path, NODE) == ["Allclear needs Node 20 or later; node is not on this machine."]


def test_without_npm_it_is_named(tmp_path: Path) -> None:
    (line,) = told(tmp_path, NODE, node="echo v22.1.0")
    assert line.startswith("Allclear needs npm")
