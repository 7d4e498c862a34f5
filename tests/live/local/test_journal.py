"""The database's file: it keeps a write-ahead log, and all that it held before."""

import sqlite3
from contextlib import closing
from pathlib import Path

from chalicelib.local.journal import write_ahead

FILE = "AKIA0_us-east-1.db"


def _asked(file: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database, database:
        return database.execute(question).fetchall()


def test_the_file_that_the_engine_will_find_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    write_ahead(tmp_path, "AKIA0", "us-east-1")
    assert _asked(tmp_path / FILE, "PRAGMA journal_mode") == [("wal",)]


def test_a_file_of_an_earlier_version_is_changed_over_with_all_that_it_holds(tmp_path: Path) -> None:
    _asked(tmp_path / FILE, "CREATE TABLE kept AS SELECT 'yes' AS answer")
    assert _asked(tmp_path / FILE, "PRAGMA journal_mode") == [("delete",)]
    write_ahead(tmp_path, "AKIA0", "us-east-1")
    write_ahead(tmp_path, "AKIA0", "us-east-1")
    assert _asked(tmp_path / FILE, "PRAGMA journal_mode") == [("wal",)]
    assert _asked(tmp_path / FILE, "SELECT answer FROM kept") == [("yes",)]


def test_a_file_that_cannot_be_changed_over_stops_no_start(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database at all, but much longer than the header of one " * 100)
    write_ahead(tmp_path, "AKIA0", "us-east-1")
