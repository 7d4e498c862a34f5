"""Handing batches of stream records to a reader the way Lambda does: in order, again when it fails."""

import json
import logging
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from chalicelib.local.invocation import Handler, LambdaContext
from chalicelib.local.stream_source import Record

log = logging.getLogger(__name__)

TRIES = 5
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0


class Database(Protocol):
    """Tells a database that is away from a handler that fails."""

    @property
    def starts(self) -> int:
        """How often the database was started."""

    def answers(self) -> bool:
        """Whether it can be reached now."""


class StoppedError(Exception):
    """The stack is stopping; what was not handled is handled after the next start."""


class Delivery:
    """Gives every record to the handler until it is handled. A record that cannot be goes to a file of dead letters."""

    def __init__(
        self,
        name: str,
        handler: Handler,
        database: Database,
        dead_letters: Path,
        wait: Callable[[float], bool],
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._name = name
        self._handler = handler
        self._database = database
        self._dead_letters = dead_letters
        self._wait = wait
        self._first_pause = first_pause

    def deliver(self, records: Sequence[Record], done: Callable[[Record], None], tries: int = TRIES) -> None:
        """Calls `done` with the last record of each run that is handled; StoppedError when told to stop."""
        failures = 0
        while records:
            starts = self._database.starts
            handled, named = self._call(records)
            if handled:
                done(records[handled - 1])
                records, failures = records[handled:], 0
            if not records:
                return
            if self._database.starts != starts or not self._database.answers():
                self._pause(failures)
                continue
            failures += 1
            if failures < tries:
                self._pause(failures)
                continue
            records, failures = self._give_way(records, done, named=named), 0

    def _call(self, records: Sequence[Record]) -> tuple[int, bool]:
        """How many records from the first on are handled, and whether the handler named the one that is not."""
        try:
            context = LambdaContext(self._name, str(records[0]["eventID"]))
            answer = self._handler({"Records": list(records)}, context)
        except Exception:
            log.exception("stream-reader-failed", extra={"reader": self._name, "records": len(records)})
            return 0, False
        failed = [each.get("itemIdentifier") for each in (answer or {}).get("batchItemFailures") or ()]
        if not failed:
            return len(records), False
        numbers = [_number(record) for record in records]
        lowest = min((numbers.index(each) for each in failed if each in numbers), default=-1)
        log.warning("stream-reader-partial", extra={"reader": self._name, "failed": len(failed), "of": len(records)})
        return (lowest, True) if lowest >= 0 else (0, False)

    def _give_way(self, records: Sequence[Record], done: Callable[[Record], None], *, named: bool) -> Sequence[Record]:
        """Narrows down to the record that fails, puts it aside, and returns what comes after it."""
        if len(records) == 1:
            self._bury(records[0])
            done(records[0])
            return ()
        cut = 1 if named else len(records) // 2
        self.deliver(records[:cut], done, tries=2)
        return records[cut:]

    def _bury(self, record: Record) -> None:
        with self._dead_letters.open("a") as file:
            file.write(json.dumps(record, default=str) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fields = {"sequence_number": _number(record), "file": str(self._dead_letters)}
        log.critical("stream-record-given-up", extra=fields)

    def _pause(self, failures: int) -> None:
        longest = min(LONGEST_PAUSE, self._first_pause * 2**failures)
        if self._wait(longest * random.uniform(0.5, 1.0)):  # noqa: S311 - jitter, not a secret
            raise StoppedError


def _number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
