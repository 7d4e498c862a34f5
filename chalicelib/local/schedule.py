"""Does what EventBridge does on AWS: calls each job at its own rate, one run at a time."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.local.invocation import Handler, LambdaContext

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scheduled:
    """A job's handler and its rate."""

    name: str
    handler: Handler
    every_minutes: int


class Schedule:
    """One thread for all jobs, so that a slow run delays the next instead of overlapping it."""

    def __init__(self, jobs: Sequence[Scheduled], minute: float, changed: Callable[[], None]) -> None:
        """`minute` is how many seconds a minute of a rate takes here, where nobody pays for a run."""
        self._minute = minute
        self._changed = changed
        self._due = [(0.0, job) for job in jobs]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """The first run of each job is at once: what fell due while nothing ran is late already."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the run at hand has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._due and not self._stop.wait(self._until_next()):
            self._due = [self._run_if_due(due, job) for due, job in self._due]
            self._changed()

    def _until_next(self) -> float:
        return max(0.0, min(due for due, _ in self._due) - time.monotonic())

    def _run_if_due(self, due: float, job: Scheduled) -> tuple[float, Scheduled]:
        """When the job is due next."""
        if due > time.monotonic():
            return due, job
        _call(job)
        return time.monotonic() + job.every_minutes * self._minute, job


def _call(job: Scheduled) -> None:
    try:
        job.handler(scheduled_event(), LambdaContext(job.name, str(uuid.uuid4())))
    except Exception:
        log.exception("scheduled-run-failed", extra={"handler": job.name})


def scheduled_event() -> dict[str, Any]:
    """The event EventBridge sends for a rate or cron rule."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "",
        "resources": [],
        "detail": {},
    }
