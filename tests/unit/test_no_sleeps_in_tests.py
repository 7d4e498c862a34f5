"""A test waits for a condition and never for time: what takes long enough today does not on a busy machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
WAITING = TESTS / "waiting.py"
SLEEPS = {"sleep", "wait_for_timeout"}
IN_TEXT = re.compile(r"\b(?:time|asyncio)\.sleep\(|\bsetTimeout\(|^\s*sleep \d", re.MULTILINE)


def sleeps(source: str) -> Iterator[int]:
    """The lines that sleep; giving others a turn by `sleep(0)` is no sleep."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in SLEEPS and not _is_zero(node.args):
            yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_TEXT.search(node.value):
            yield node.lineno


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _is_zero(arguments: list[ast.expr]) -> bool:
    return [getattr(each, "value", None) for each in arguments] == [0]


QUOTING = {Path(__file__), TESTS / "unit/test_no_sleeps_in_product.py"}
"""What looks for sleeps has them in its examples."""
PYTHON = sorted(set(TESTS.rglob("*.py")) - {WAITING} - QUOTING)
SCRIPTS = sorted(TESTS.rglob("*.mjs"))


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(TESTS)))
def test_no_test_sleeps(file: Path) -> None:
    assert list(sleeps(file.read_text())) == [], f"{file.name}: wait for something, with tests.waiting if need be"


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_no_script_of_the_tests_sleeps(file: Path) -> None:
    assert not re.search(r"setTimeout\(\s*resolve|timers/promises", file.read_text())


@pytest.mark.parametrize(
    "source",
    [
        "time.sleep(0.1)",
        "sleep(1)",
        "async def f():\n    await asyncio.sleep(0.05)",
        "page.wait_for_timeout(30)",
        'program = "import time; time.sleep(60)"',
        'page.evaluate("new Promise((done) => setTimeout(done, 100))")',
    ],
)
def test_a_sleep_is_found(source: str) -> None:
    assert list(sleeps(source))


@pytest.mark.parametrize("source", ["async def f():\n    await asyncio.sleep(0)", "wait_until(lambda: done)"])
def test_what_waits_for_something_is_no_sleep(source: str) -> None:
    assert not list(sleeps(source))
