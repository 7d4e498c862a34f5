"""Does what EventBridge does on AWS: calls each job at its own rate, and never twice at a time."""

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
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Scheduled:
    """A job's handler and its rate."""

    name: str
    handler: Handler
    every_minutes: int
    on_the_minute: bool = False
    """Whether others of its kind alone may delay it: what is looked at each minute is late otherwise."""


class Schedule:
    """All jobs: those on the minute on one thread, and all others on another."""

    def __init__(self, jobs: Sequence[Scheduled], minute: float, changed: Callable[[], None]) -> None:
        """`minute` is how many seconds a minute of a rate takes here, where nobody pays for a run."""
        lanes = ([job for job in jobs if job.on_the_minute is alone] for alone in (True, False))
        self._lanes = [_Lane(some, minute, changed) for some in lanes if some]

    def start(self) -> None:
        """The first run of each job is at once: what fell due while nothing ran is late already."""
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        """Returns when the runs at hand have ended, or after 5 seconds: what they have left, the next ones do."""
        for lane in self._lanes:
            lane.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for lane in self._lanes:
            if lane.is_alive():
                lane.join(max(0.0, deadline - time.monotonic()))


class _Lane(threading.Thread):
    """One thread for some jobs, so that a slow run delays the next instead of overlapping it."""

    def __init__(self, jobs: Sequence[Scheduled], minute: float, changed: Callable[[], None]) -> None:
        super().__init__(name=f"schedule-{jobs[0].name}", daemon=True)
        self._minute = minute
        self._changed = changed
        self._due = [(0.0, job) for job in jobs]
        self._stopped = threading.Event()

    def stop(self) -> None:
        """No further run begins."""
        self._stopped.set()

    def run(self) -> None:
        """Until it is stopped."""
        while not self._stopped.wait(self._until_next()):
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
