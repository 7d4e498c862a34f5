"""Prometheus Alertmanager's webhook, version 4, which Grafana's alerting sends as well."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, objects, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "version": "4",
    "groupKey": '{}:{alertname="HighErrorRate"}',
    "status": "firing",
    "receiver": "status-page",
    "groupLabels": {"alertname": "HighErrorRate"},
    "commonLabels": {"alertname": "HighErrorRate", "severity": "critical"},
    "commonAnnotations": {},
    "externalURL": "https://alertmanager.example.com",
    "truncatedAlerts": 0,
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "HighErrorRate", "service": "api", "severity": "critical"},
            "annotations": {"summary": "More than 5% of requests fail"},
            "startsAt": "2026-03-02T08:15:30.125Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://prometheus.example.com/graph?g0.expr=errors",
            "fingerprint": "c8f5a1d2e3b49760",
        }
    ],
}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """A signal for each of its alerts; the fingerprint is the key."""
    if not isinstance(message.object.get("alerts"), list):
        raise UnreadableError("It has no list of alerts.")
    return signals(message)


def signals(message: Message) -> list[Signal]:
    """One for each of `alerts`."""
    status, received_at = message.object.get("status"), message.came.received_at
    return [_signal({"status": status, **each}, received_at) for each in objects(message.object["alerts"])]


def _signal(alert: Mapping[str, Any], received_at: datetime) -> Signal:
    """It fires since it started, and is over since it ended: a repetition says the same."""
    labels = labels_of(inner(alert, "labels") or {})
    annotations = inner(alert, "annotations") or {}
    is_over = inner(alert, "status") == "resolved"
    starts_at = moment(inner(alert, "startsAt"), received_at)
    ends_at = moment(inner(alert, "endsAt"), received_at)
    return signal_of(
        text(inner(alert, "fingerprint")) or _key(labels),
        SignalState.RESOLVED if is_over else SignalState.FIRING,
        max(starts_at, ends_at) if is_over else starts_at,
        labels,
        title=text(annotations.get("summary"), labels.get("alertname"), annotations.get("title")),
        text=text(annotations.get("description"), annotations.get("message"), annotations.get("summary")),
        url=text(inner(alert, "dashboardURL"), inner(alert, "generatorURL")),
    )


def _key(labels: Mapping[str, str]) -> str:
    """Labels are what makes an alert the same one."""
    return ",".join(f"{name}={labels[name]}" for name in sorted(labels))
