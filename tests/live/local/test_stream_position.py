"""The kept position of the stream, also when the file is not what it should be."""

import logging
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.local.position import Position, PositionFile
from tests.live.local.conftest import Stack, wait_until

WRONG = [
    "",
    "{",
    "null",
    "7",
    '"text"',
    "[]",
    "[1, 2]",
    "true",
    '{"stream_arn": 7}',
    '{"base": "7"}',
    '{"base": null}',
    '{"base": true}',
    '{"base": 1.5}',
    '{"base": -1}',
    '{"base": 1e400}',
    f'{{"base": {10**18}}}',
    f'{{"base": 1{"0" * 5000}}}',
    '{"marks": null}',
    '{"marks": []}',
    '{"marks": {"shard": null}}',
    '{"marks": {"shard": ["7"]}}',
    '{"marks": {"shard": ["7", "id", "more"]}}',
    '{"marks": {"shard": [7, "id"]}}',
    '{"marks": {"shard": ["-7", "id"]}}',
    '{"marks": {"shard": ["seven", "id"]}}',
    f'{{"marks": {{"shard": ["{"9" * 40}", "id"]}}}}',
    '{"finished": "shard"}',
    '{"finished": [null]}',
    "[" * 100_000,
    "\udcff",
]


@pytest.mark.parametrize("content", WRONG)
def test_a_file_of_a_wrong_shape_is_one_line_and_a_fresh_start(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "stream-position.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    kept = PositionFile(file)
    assert [kept.load(), kept.load()] == [Position(), Position()]
    assert [(line.levelno, line.message) for line in caplog.records] == [
        (logging.WARNING, "stream-position-unreadable")
    ]
    assert (tmp_path / "stream-position.unreadable").exists()


def test_a_folder_in_its_place_is_one_line_and_a_fresh_start(tmp_path: Path) -> None:
    file = tmp_path / "stream-position.json"
    file.mkdir()
    kept = PositionFile(file)
    assert kept.load() == Position()
    kept.save(Position("arn"))
    assert kept.load() == Position("arn")


def test_what_was_saved_is_loaded_as_it_was(tmp_path: Path) -> None:
    marks = {"shard": ("000000000000000000123", "id"), "child": ("7", "id")}
    position = Position("arn", 1_800_000_000_000_000, marks, ["done"])
    kept = PositionFile(tmp_path / "stream-position.json")
    kept.save(position)
    assert kept.load() == position


def test_a_field_of_a_newer_version_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "stream-position.json"
    file.write_text('{"stream_arn": "arn", "base": 7, "since": "tomorrow"}')
    assert PositionFile(file).load() == Position("arn", 7)


@pytest.mark.parametrize("content", ["[]", '{"marks": {"shard": 7}}'])
def test_a_stack_whose_position_is_damaged_starts_and_goes_on(new_stack: Callable[..., Stack], content: str) -> None:
    stack = new_stack().start()
    assert stack.write("before").status == 201
    wait_until(lambda: "before" in stack.broadcast())
    stack.end(signal.SIGTERM)
    positions = list(stack.data_dir.glob("stream-position*.json"))
    assert positions
    for file in positions:
        file.write_text(content)
    stack.start()
    assert stack.write("after").status == 201
    wait_until(lambda: "after" in stack.broadcast())
    assert stack.output().count("stream-position-unreadable") == len(positions)
    assert "Traceback" not in stack.output()
