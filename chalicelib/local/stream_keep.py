"""Keeps undelivered stream records over a long stop, since DynamoDB Local drops those older than 24 hours."""

import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

_RENEW = "UPDATE us SET CreationDateTime = :now WHERE SequenceNumber >= :first AND CreationDateTime < :now"


def renew_records(folder: Path, first: int) -> None:
    """Makes the records from number `first` on as new as this moment; only while the engine is not running.

    Its own file is the one place where they can be reached. A later engine may look different inside: that is logged,
    and costs only what was written and not pushed more than a day before the start.
    """
    for file in folder.glob("*.db"):
        try:
            with closing(sqlite3.connect(file, timeout=2)) as engine, engine:
                engine.execute(_RENEW, {"now": int(time.time() * 1000), "first": first})
        except sqlite3.Error as error:
            log.warning("stream-records-not-renewed", extra={"reason": str(error)})
