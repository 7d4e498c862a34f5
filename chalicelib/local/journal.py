"""How DynamoDB Local writes to the disk: its file keeps a write-ahead log, which waits for the disk once for a write.

With SQLite's older journal, which the engine's own files have, a write waits four times. Either way it is on disk when
it is acknowledged. SQLite keeps the choice in the file, so it is made while the engine is not running.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

_PAGE = 1024
"""Bytes; what the engine's own files have. Only a file that is still empty takes it."""


def write_ahead(folder: Path, access_key: str, region: str) -> None:
    """Sees to the file of this key's data, which is made if it is not there yet.

    The name is the engine's. Where the log cannot be had, as on a network's file system, the engine writes as before.
    """
    file = folder / f"{access_key}_{region}.db"
    try:
        with closing(sqlite3.connect(file, timeout=2, isolation_level=None)) as engine:
            engine.execute(f"PRAGMA page_size = {_PAGE}")
            mode = engine.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    except sqlite3.Error as error:
        mode = str(error)
    if mode != "wal":
        log.warning("no-write-ahead-log", extra={"reason": mode})
