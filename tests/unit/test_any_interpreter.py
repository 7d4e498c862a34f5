"""What is published is the same whatever Python publishes it, and whatever is installed beside it."""

import ast
import mimetypes
from http import HTTPStatus
from pathlib import Path

import pytest

from chalicelib.content_types import content_type
from chalicelib.reasons import reason
from infra import site

ROOT = Path(__file__).parents[2]
SHIPPED = [*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "infra").rglob("*.py")]
DIFFER = {
    "phrase": "chalicelib.reasons has the phrases of statuses",
    "guess_type": "chalicelib.content_types has the types of files",
    "guess_file_type": "chalicelib.content_types has the types of files",
    "getlocale": "nothing depends on the machine's language",
    "setlocale": "nothing depends on the machine's language",
}
"""Attributes whose values depend on the interpreter or on the machine, and what serves instead."""


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (404, "Not Found"),
        (503, "Service Unavailable"),
    ],
)
def test_a_status_has_the_phrase_of_its_rfc(status: int, phrase: str) -> None:
    assert reason(status) == phrase


def test_every_status_the_code_names_has_a_phrase() -> None:
    named = {
        node.attr
        for file in SHIPPED
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "HTTPStatus"
    }
    assert named
    for name in named:
        assert reason(HTTPStatus[name])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_is_asked_of_the_interpreter_that_interpreters_answer_differently(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        name = node.attr if isinstance(node, ast.Attribute) else ""
        assert name not in DIFFER, f"{file}:{getattr(node, 'lineno', 0)}: {DIFFER.get(name)}"


def test_every_file_of_the_site_has_a_type_that_is_known() -> None:
    assert {each.key for each in site.files() if each.content_type == "application/octet-stream"} == set()


def test_a_machine_that_knows_other_types_changes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {each.key: each.content_type for each in site.files()}
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_: ("text/x-odd", None))
    assert {each.key: each.content_type for each in site.files()} == before
    assert content_type("style.css") == "text/css; charset=utf-8"
    assert content_type("vendor.json") == "application/json"
    assert content_type("no-suffix") == "application/octet-stream"
