"""The command as it is installed: a wheel in an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

from tests.live.stack.whole import ROOT

PACKAGE = ROOT / "clients/cli"


def test_a_wheel_of_it_runs_where_nothing_of_ours_is(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(built, cwd=PACKAGE, check=True, capture_output=True)  # noqa: S603 - our own words
    (wheel,) = tmp_path.glob("allclear_cli-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "allclear_cli/py.typed" in names
    assert not [name for name in names if not name.startswith(("allclear_cli/", "allclear_cli-"))]

    home = tmp_path / "home"
    venv.create(home, symlinks=True)
    python = home / "bin/python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "-q"]
    subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)  # noqa: S603 - our own words
    (inside,) = home.glob("lib/python*/site-packages")
    (inside / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")  # what it needs, without a network
    completing = {"_ALLCLEAR_COMPLETE": "source_bash"}  # whatever shell the tests run below, if any
    for words, environment, said in (
        (["--version"], {}, "allclear "),
        ([], completing, "complete"),
        (["-h"], {}, "maintenance"),
    ):
        command, given = [str(home / "bin/allclear"), *words], os.environ | environment
        run = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
        assert said in run.stdout
