"""Stacks for the end-to-end tests: one shared by those that do no harm, and fresh ones for those that do."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.stack import first_start
from tests.live.stack.command_line import CommandLine, a_command_line
from tests.live.stack.patient import PATIENT
from tests.live.stack.whole import Admin, Whole


@pytest.fixture(scope="session")
def after_a_first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy, with tables and the demo."""
    return first_start.after_a_first_start(tmp_path_factory)


@pytest.fixture(scope="session")
def shared(after_a_first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A running stack with its demo."""
    stack = _with_the_demo(after_a_first_start, tmp_path_factory.mktemp("shared"), PATIENT, "1")
    yield stack
    stack.stop()


@pytest.fixture
def admin(shared: Whole) -> Admin:
    """The shared stack's admin."""
    return shared.admin()


@pytest.fixture
def own(after_a_first_start: Path, tmp_path: Path) -> Iterator[Whole]:
    """A running stack for one test to mistreat."""
    stack = _with_the_demo(after_a_first_start, tmp_path, PATIENT)
    yield stack
    stack.stop()


@pytest.fixture
def as_delivered(after_a_first_start: Path, tmp_path: Path) -> Iterator[Whole]:
    """As `own`, for tests of what it does while its database is away: not more patient with it than in production."""
    stack = _with_the_demo(after_a_first_start, tmp_path, "chalicelib.local")
    yield stack
    stack.stop()


def _with_the_demo(made: Path, folder: Path, module: str, poll_seconds: str = "0.2") -> Whole:
    shutil.copytree(made, folder / "data")
    return Whole(folder / "data", module=module, POLL_SECONDS=poll_seconds).start()


@pytest.fixture
def command_line(shared: Whole, tmp_path: Path) -> CommandLine:
    """`allclear` for an organization of its own."""
    return a_command_line(shared, tmp_path)
