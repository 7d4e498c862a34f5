"""Checks from other regions, where nothing but a checker is deployed.

It has a queue that it is told what to look at by, and one at home that it tells what it found. It can read no table.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.monitor_fields import MAX_BYTES
from chalicelib.domain.monitors import HOME, Monitor
from chalicelib.queues import queues
from chalicelib.queues.message import ChecksElsewhere

MESSAGE_BYTES = MAX_BYTES
"""Ten messages are sent at a time, for which SQS has 256 KB."""


def names() -> tuple[str, ...]:
    """The regions that monitors may be looked at from, besides home."""
    return tuple(_queues())


def hand_on(monitors: Sequence[Monitor], begins: float, spread: float) -> None:
    """Sends each region its monitors and the seconds to spread them over. One that can't be reached has no results."""
    for region in _queues():
        wanted = [shipped(each) for each in monitors if region in each.regions]
        messages = [ChecksElsewhere(begins, part, spread) for part in _parts(wanted)]
        if messages and (untaken := queues.current().send(queue_of(region), messages)):
            log.warning("region_not_told", region=region, count=len(untaken))


def shipped(monitor: Monitor) -> dict[str, Any]:
    """All that a check needs, and whose it is."""
    said = monitor.model_dump(mode="json", exclude={"rules"})
    return said | {"org_id": monitor.org_id, "secret_headers": monitor.secret_headers}


def _parts(wanted: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], ...]]:
    """As many in a message as it has room for."""
    parts: list[list[dict[str, Any]]] = []
    room = 0
    for each in wanted:
        size = len(json.dumps(each))
        if size > room:
            parts.append([])
            room = MESSAGE_BYTES
        parts[-1].append(each)
        room -= size
    return [tuple(part) for part in parts]


def queue_of(region: str) -> str:
    """As the settings call it."""
    return region if region == HOME else f"checks@{region}"


def _queues() -> Mapping[str, str]:
    return dict(each.split("=", 1) for each in settings().check_regions.split())
