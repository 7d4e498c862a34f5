"""Delivers notices: pushes the frames of one version to connections, and logs the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import clock, log
from chalicelib.live.push import Delivery, Push
from chalicelib.store import viewers

_KIND = {"kind": "broadcast"}
MOST_VALUES = 100
"""The most values that CloudWatch takes for one metric in one line."""


@dataclass(frozen=True)
class Notice:
    """What viewers of an organization are told: plain values, so that it can be handed to another invocation."""

    org_id: str
    version: int
    messages: tuple[str, ...]
    written: tuple[str, ...]
    """When each change was written, in RFC 3339."""


def deliver(notice: Notice, connection_ids: Sequence[str], push: Push) -> None:
    """Pushes to these connections, and forgets those that are gone."""
    told = push.post(connection_ids, notice.messages) if connection_ids and notice.messages else Delivery(0)
    for connection_id in told.gone:
        viewers.forget(notice.org_id, connection_id)
    metrics = {
        "Connections": log.Metric(len(connection_ids)),
        "Frames": log.Metric(told.sent),
        "GoneConnections": log.Metric(len(told.gone)),
        "PushFailures": log.Metric(len(told.failed)),
    }
    if told.sent:
        metrics["PushLatency"] = log.Metric(_since(notice.written)[:MOST_VALUES], "Milliseconds")
    about: dict[str, Any] = {"organization": notice.org_id, "version": notice.version, "events": len(notice.written)}
    log.measured("broadcast", _KIND, metrics, **about)


def _since(written: Sequence[str]) -> list[int]:
    """Milliseconds from each write to its last frame: now."""
    now = clock.now()
    return [round((now - datetime.fromisoformat(each)).total_seconds() * 1000) for each in written]
