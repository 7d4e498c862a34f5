"""EventBridge's part: calls scheduled handlers at an interval, one run at a time."""

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.local.invocation import Handler, LambdaContext

log = logging.getLogger(__name__)


class Schedule:
    """One thread for all of them, so that a slow run delays the next instead of overlapping it."""

    def __init__(self, handlers: Sequence[Handler], seconds: float, changed: Callable[[], None]) -> None:
        self._handlers = handlers
        self._seconds = seconds
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """The first run is at once: what fell due while nothing ran is late already."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the run at hand has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            for handler in self._handlers:
                self._call(handler)
            self._changed()
            if self._stop.wait(self._seconds):
                return

    def _call(self, handler: Handler) -> None:
        name = getattr(getattr(handler, "func", handler), "__name__", "scheduled")
        try:
            handler(scheduled_event(), LambdaContext(name, str(uuid.uuid4())))
        except Exception:
            log.exception("scheduled-run-failed", extra={"handler": name})


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
