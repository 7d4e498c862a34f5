"""Which Pythons of a machine the fast tests run on, and how each gets an environment that is made once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests import pythons
from tests.pythons import LeftOutError, Python, commands, environment, found

SCRIPT = """#!/bin/sh
echo "$@" >> {log}
case "$2" in
  -c) echo '{about}' ;;
  venv) {venv}; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
  pip) {pip} ;;
esac
"""


class Machine:
    """A folder of commands that answer as Pythons do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bin"
        self.folder.mkdir()
        self.log = folder / "log"

    def has(
        self,
        name: str,
        *,
        kind: str = "cpython",
        level: str = "final",
        free: bool = False,
        venv: str = ":",
        pip: str = ":",
    ) -> Path:
        """Puts a Python there that is called `name`."""
        series = [int(part) for part in name.removeprefix("python").rstrip("t").split(".")]
        about = json.dumps([kind, series, level, free, f"{name.removeprefix('python')}.4"])
        path = self.folder / name
        path.write_text(SCRIPT.format(log=self.log, about=about, venv=venv, pip=pip))
        path.chmod(0o755)
        return path

    def pythons(self, *but: int) -> dict[tuple[int, int], list[Python]]:
        """What is found there."""
        return found(sorted(self.folder.iterdir()), (3, but[0]) if but else (0, 0))

    def asked(self, word: str) -> int:
        """How often a command with this word was run."""
        return sum(word in line for line in self.log.read_text().splitlines())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_every_series_from_the_oldest_supported_on_is_found(machine: Machine) -> None:
    for name in ("python3.9", "python3.11", "python3.12", "python3.13", "python3.21"):
        machine.has(name)
    assert list(machine.pythons(11)) == [(3, 12), (3, 13), (3, 21)]


def test_what_is_not_a_release_of_cpython_is_not_found(machine: Machine) -> None:
    machine.has("python3.12", kind="pypy")
    machine.has("python3.14", level="candidate")
    machine.has("python3.13", free=True)
    machine.has("python3.13t")
    (machine.folder / "python3.15").write_text("#!/bin/sh\necho 'not chosen' >&2; exit 127\n")
    (machine.folder / "python3.15").chmod(0o755)
    (machine.folder / "python3.12-config").write_text("")
    assert machine.pythons() == {}


def test_version_managers_are_looked_through_as_well(tmp_path: Path) -> None:
    managed = tmp_path / ".pyenv/versions/3.13.0/bin/python3.13"
    managed.parent.mkdir(parents=True)
    managed.touch()
    assert managed in list(commands("", tmp_path))
    first = next(iter(commands(os.pathsep.join([str(managed.parent)]), tmp_path)))
    assert first == managed


def test_an_environment_is_made_once(machine: Machine, tmp_path: Path) -> None:
    machine.has("python3.12")
    ((series, candidates),) = machine.pythons().items()
    for _ in range(2):
        assert environment(series, candidates, tmp_path / "made") == tmp_path / "made/3.12/bin/python"
    assert (machine.asked("-m venv"), machine.asked("-m pip")) == (1, 2)


def test_it_is_made_anew_for_other_requirements(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("python3.12")
    ((series, candidates),) = machine.pythons().items()
    environment(series, candidates, tmp_path / "made")
    (tmp_path / "requirements-test.txt").write_text("other==1\n")
    monkeypatch.setattr(pythons, "REQUIREMENTS", (tmp_path / "requirements-test.txt",))
    environment(series, candidates, tmp_path / "made")
    assert machine.asked("-m pip") == 4


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"venv": "echo 'ensurepip is not available' >&2; exit 1"}, "ensurepip is not available"),
        ({"pip": "echo 'ERROR: No matching distribution found for uvloop' >&2; exit 1"}, "No matching distribution"),
    ],
)
def test_a_python_that_cannot_run_the_tests_is_left_out_with_the_reason(
    machine: Machine, tmp_path: Path, fault: dict[str, Any], reason: str
) -> None:
    machine.has("python3.12", **fault)
    ((series, candidates),) = machine.pythons().items()
    with pytest.raises(LeftOutError, match=reason):
        environment(series, candidates, tmp_path / "made")


def test_another_one_of_the_same_series_serves_in_its_place(machine: Machine, tmp_path: Path) -> None:
    broken = machine.has("python3.12", venv="exit 1")
    (tmp_path / "more").mkdir()
    good = Machine(tmp_path / "more").has("python3.12")
    ((series, candidates),) = found([broken, good], (0, 0)).items()
    assert environment(series, candidates, tmp_path / "made").exists()
