"""Documents that were lost or damaged while nothing ran are made again at the start, without new versions."""

import logging
import threading
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


class Mending:
    """Renders every page anew, on a thread of its own; a file that is as it should be is left alone."""

    def __init__(self, pages: Callable[[], Iterable[str]], republish: Callable[[str], object]) -> None:
        self._pages = pages
        self._republish = republish
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mending", daemon=True)

    def start(self, patience: float) -> None:
        """Returns when all is done, or after `patience` seconds, and goes on meanwhile."""
        self._thread.start()
        self._thread.join(patience)

    def stop(self) -> None:
        """Returns when the page at hand is done."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            for org_id in self._pages():
                if self._stopped.is_set():
                    return
                self._mend(org_id)
        except Exception:
            log.exception("documents-not-checked")

    def _mend(self, org_id: str) -> None:
        try:
            self._republish(org_id)
        except Exception:
            log.exception("documents-not-mended", extra={"organization": org_id})
