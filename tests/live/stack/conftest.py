"""Stacks for the end-to-end tests: one shared by those that do no harm, and fresh ones for those that do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.stack.whole import Admin, Whole


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A running stack with its demo."""
    stack = Whole(tmp_path_factory.mktemp("shared") / "data").start()
    yield stack
    stack.stop()


@pytest.fixture
def admin(shared: Whole) -> Admin:
    """The shared stack's admin."""
    return shared.admin()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Whole]:
    """A running stack for one test to mistreat."""
    stack = Whole(tmp_path / "data").start()
    yield stack
    stack.stop()
