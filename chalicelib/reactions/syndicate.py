"""Writes what other programs read: Statuspage's documents, feeds, calendars, badges.

There is a message for each publication, and one writing may tell of many: what this process wrote of that version or a
newer one is not written again, and a page that was written a moment ago waits.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.config import settings
from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import write_syndicated
from chalicelib.queues import queues
from chalicelib.queues.message import NewVersion

settings().need("table_prefix", "documents")
QUEUE = "syndicate"
PAUSE_SECONDS = 0.25
"""Between two writings of a page by one process; what comes earlier waits for a second, which queues count in."""
_SHARE = 10
"""Documents that take a second are written every ten."""
_KNOWN_SECONDS = 60.0
"""For so long what was written counts as written; where tables were restored, versions begin anew."""
_ENTRIES = "entries"


class NotSentError(Exception):
    """The queue did not take the message back."""


@dataclass
class _Written:
    """What this process wrote last of a page."""

    at: float
    took: float
    versions: dict[str, int] = field(default_factory=dict)
    """By part: the page, its entries, each service."""


_written: dict[Id, _Written] = {}


def syndicate(change: NewVersion) -> None:
    """Safe to repeat, in any order and side by side."""
    _forget(time.monotonic())
    last = _written.get(change.org_id)
    if last and all(last.versions.get(part, 0) >= change.version for part in _parts(change)):
        return
    if last and (wait := _pause(last)) > 0:
        if queues.current().send(QUEUE, [change], wait):
            raise NotSentError(change.org_id)
        return
    began, versions = time.monotonic(), last.versions if last else {}
    _written[change.org_id] = _Written(began, 0, versions)
    version = write_syndicated(change)
    _written[change.org_id] = _Written(
        began, time.monotonic() - began, {**versions, **dict.fromkeys(_parts(change), version)}
    )


def _pause(last: _Written) -> int:
    """Seconds until it may be written again; 0 for now."""
    left = last.at + max(PAUSE_SECONDS, _SHARE * last.took) - time.monotonic()
    return max(0, math.ceil(left))


def _parts(change: NewVersion) -> Iterable[str]:
    yield ""
    if change.entries:
        yield _ENTRIES
    for service_id in change.services:
        yield f"{service_id} {_ENTRIES}" if change.entries else service_id


def _forget(now: float) -> None:
    for org_id, last in list(_written.items()):
        if now - last.at > _KNOWN_SECONDS:
            _written.pop(org_id, None)
