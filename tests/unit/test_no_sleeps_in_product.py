"""On one machine a thread that sleeps keeps others waiting, so whatever waits in a request waits by `pausing.pause`."""

import ast
from collections.abc import Iterator
from pathlib import Path

CHALICELIB = Path(__file__).parents[2] / "chalicelib"
MAY_SLEEP = {"aws/pausing.py", "store/schema.py"}
"""The one place that does it for all, and what makes tables before any request is taken."""


def sleeps(source: str) -> Iterator[str]:
    """Every use of `time.sleep`, by whatever name it was imported."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "sleep" and ast.unparse(node.value) == "time":
            yield ast.unparse(node)
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (alias.name for alias in node.names if alias.name == "sleep")


def test_nothing_that_answers_a_request_sleeps_in_its_place() -> None:
    product = {file.relative_to(CHALICELIB).as_posix(): file for file in CHALICELIB.rglob("*.py")}
    shared = {name: file for name, file in product.items() if not name.startswith("local/") and name not in MAY_SLEEP}
    assert [name for name, file in shared.items() if list(sleeps(file.read_text()))] == []


def test_a_sleep_is_found_by_whatever_name() -> None:
    assert list(sleeps("import time\ntime.sleep(1)"))
    assert list(sleeps("from time import sleep as nap\nnap(1)"))
    assert not list(sleeps("import asyncio\nasyncio.sleep(1)"))
