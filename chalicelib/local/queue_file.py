"""SQS on one machine: queues in one SQLite file of the data folder, with SQS's semantics. It survives kill -9."""

import os
import sqlite3
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from chalicelib.queues.message import S, owner_of

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        body TEXT NOT NULL,
        sent_at REAL NOT NULL,
        visible_at REAL NOT NULL,
        receives INTEGER NOT NULL DEFAULT 0,
        receipt TEXT,
        owner TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX IF NOT EXISTS by_visibility ON messages (queue, visible_at);
"""
_SINCE = """
    CREATE INDEX IF NOT EXISTS by_owner ON messages (queue, owner, visible_at);
    CREATE INDEX IF NOT EXISTS in_work ON messages (queue, owner) WHERE receipt IS NOT NULL;
"""
_VISIBLE = "SELECT id, body, sent_at, receives FROM messages WHERE queue = ? AND visible_at <= ?"
_FIRST = " ORDER BY visible_at LIMIT ?"
_DEAD = ".dead"
RETENTION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True)
class Received:
    """A message as a reader gets it."""

    receipt: str
    body: str
    sent_at: float
    receives: int


class QueueFile:
    """All queues, for any number of threads of this process; nobody else may have the file open."""

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._changed: dict[str, threading.Condition] = {}
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(_SCHEMA)
        self._add_owner()
        self._database.executescript(_SINCE)
        self._release_received()

    def close(self) -> None:
        """What was being handled is delivered again after the next start."""
        with self._lock:
            self._database.close()

    def send(self, queue: str, messages: Sequence[S], delay: int = 0) -> Sequence[S]:
        """Returns when they are on disk. All are taken, or none of them."""
        now = self._now()
        rows = [(queue, message.body, now, now + delay, owner_of(message)) for message in messages]
        try:
            with self._transaction(on_disk=True) as database:
                database.executemany(
                    "INSERT INTO messages (queue, body, sent_at, visible_at, owner) VALUES (?, ?, ?, ?, ?)", rows
                )
        except sqlite3.Error:
            return messages
        self.wake(queue)
        return ()

    def hide(self, queue: str, receipt: str, seconds: int) -> None:
        """The message is not being handled any more, and is delivered again after so long."""
        with self._transaction() as database:
            database.execute(
                "UPDATE messages SET visible_at = ?, receipt = NULL WHERE queue = ? AND receipt = ?",
                (self._now() + seconds, queue, receipt),
            )
        self.wake(queue)

    def receive(self, queue: str, limit: int, visibility: float, tries: int, each: int = 0) -> list[Received]:
        """At most `limit` messages that are visible; nobody else gets them for `visibility` seconds.

        Owners who have nothing in work come first, and one who has `each` in work gets nothing more. A message that was
        received `tries` times becomes a dead letter instead.
        """
        now = self._now()
        with self._transaction() as database:
            self._bury(database, queue, now, tries)
            found = _found(database, queue, now, limit, each)
            received = [(uuid.uuid4().hex, *row) for row in found]
            database.executemany(
                "UPDATE messages SET receipt = ?, visible_at = ?, receives = receives + 1 WHERE id = ?",
                [(receipt, now + visibility, message_id) for receipt, message_id, *_ in received],
            )
        return [Received(receipt, body, sent_at, receives + 1) for receipt, _, body, sent_at, receives in received]

    def delete(self, queue: str, receipts: Sequence[str]) -> None:
        """They are handled. A receipt that is not the last one of its message changes nothing."""
        with self._transaction() as database:
            database.executemany(
                "DELETE FROM messages WHERE queue = ? AND receipt = ?", [(queue, receipt) for receipt in receipts]
            )

    def dead_letters(self, queue: str) -> list[str]:
        """The bodies of what was given up."""
        with self._lock:
            rows = self._database.execute(
                "SELECT body FROM messages WHERE queue = ? ORDER BY id", (queue + _DEAD,)
            ).fetchall()
        return [str(body) for (body,) in rows]

    def wait(self, queue: str, most: float, each: int = 0) -> None:
        """Returns when there may be something to receive, or after `most` seconds.

        Only what makes a message visible sooner ends it: readers that receive nothing would wake each other for ever.
        What waits because its owner has enough in work is received by whoever ends some of that.
        """
        with self._lock:
            now = self._now()
            if _found(self._database, queue, now, 1, each):
                return
            (next_at,) = self._database.execute(
                "SELECT MIN(visible_at) FROM messages WHERE queue = ? AND visible_at > ?", (queue, now)
            ).fetchone()
            left = most if next_at is None else min(most, next_at - now)
            if left > 0:
                self._condition(queue).wait(left)

    def wake(self, queue: str) -> None:
        """Ends every `wait` for this queue; readers of others are left alone."""
        with self._lock:
            self._condition(queue).notify_all()

    def _condition(self, queue: str) -> threading.Condition:
        return self._changed.setdefault(queue, threading.Condition(self._lock))

    def _bury(self, database: sqlite3.Connection, queue: str, now: float, tries: int) -> None:
        database.execute(
            "UPDATE messages SET queue = ?, receipt = NULL, visible_at = ?"
            " WHERE queue = ? AND visible_at <= ? AND receives >= ?",
            (queue + _DEAD, now, queue, now, tries),
        )
        database.execute("DELETE FROM messages WHERE queue = ? AND sent_at < ?", (queue, now - RETENTION_SECONDS))

    def _add_owner(self) -> None:
        """To a file of an earlier version."""
        columns = [name for _, name, *_ in self._database.execute("PRAGMA table_info(messages)")]
        if "owner" not in columns:
            self._database.execute("ALTER TABLE messages ADD COLUMN owner TEXT NOT NULL DEFAULT ''")

    def _release_received(self) -> None:
        """These were being handled when the process before died."""
        with self._transaction() as database:
            database.execute(
                "UPDATE messages SET visible_at = ?, receipt = NULL WHERE receipt IS NOT NULL", (self._now(),)
            )

    @contextmanager
    def _transaction(self, *, on_disk: bool = False) -> Iterator[sqlite3.Connection]:
        """Survives kill -9 in any case; `on_disk`, which takes milliseconds, also the loss of power.

        Without it, a machine that loses power delivers again what was received or deleted just before.
        """
        with self._lock:
            self._database.execute(f"PRAGMA synchronous = {'FULL' if on_disk else 'NORMAL'}")
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


def _found(database: sqlite3.Connection, queue: str, now: float, limit: int, each: int) -> list[tuple[Any, ...]]:
    """Visible messages, as `receive` chooses them."""
    in_work: Counter[str] = Counter()
    counting = "SELECT owner, COUNT(*) FROM messages WHERE queue = ? AND receipt IS NOT NULL AND visible_at > ?"
    in_work.update(dict(database.execute(f"{counting} GROUP BY owner", (queue, now)).fetchall()))
    others = f" AND owner NOT IN ({','.join('?' * len(in_work))})"
    found = database.execute(_VISIBLE + others + _FIRST, (queue, now, *in_work, limit)).fetchall()
    for owner, number in sorted(in_work.items(), key=itemgetter(1)):
        room = limit - len(found)
        if room <= 0 or (each and number >= each):
            break
        found += database.execute(f"{_VISIBLE} AND owner = ?{_FIRST}", (queue, now, owner, room)).fetchall()
    return found
