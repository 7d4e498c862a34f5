"""Targets that run side by side: all of them run, their output stays apart, and a failure is not lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = """
one: ; @echo one begins; cat meet; echo one ends
other: ; @echo other begins; echo met > meet; echo other ends
broken: ; @echo the reason; exit 3
"""


@pytest.fixture(autouse=True)
def makefile(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    os.mkfifo(tmp_path / "meet")


def made(folder: Path, *targets: str) -> "subprocess.CompletedProcess[str]":
    """What running these targets came to."""
    command = [sys.executable, "-m", "tests.side_by_side", *targets]
    kept = {name: value for name, value in os.environ.items() if name not in {"MAKE", "MAKEFLAGS", "MAKELEVEL"}}
    environment = kept | {"PYTHONPATH": str(ROOT), "JOBS": "2"}
    return subprocess.run(  # noqa: S603 - our own words
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_two_targets_that_need_each_other_both_pass(tmp_path: Path) -> None:
    done = made(tmp_path, "one", "other")
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_targets_output_is_one_block(tmp_path: Path) -> None:
    said = made(tmp_path, "one", "other").stdout
    assert "one begins\nmet\none ends\n== one passed in " in said
    assert "other begins\nother ends\n== other passed in " in said


def test_a_failure_is_told_with_its_reason_and_again_at_the_end(tmp_path: Path) -> None:
    done = made(tmp_path, "broken", "one", "other")
    assert done.returncode == 1
    assert "the reason" in done.stdout
    assert "== one passed" in done.stdout, "the others run all the same"
    assert done.stderr.startswith("== broken FAILED in ")
