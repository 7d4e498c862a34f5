"""Grafana's alerting: the shape of Alertmanager with more in it; before Grafana 9, one rule in a shape of its own."""

from typing import Any

from chalicelib.alerts.kinds import alertmanager
from chalicelib.alerts.message import Message, UnreadableError, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "receiver": "status-page",
    "status": "firing",
    "orgId": 1,
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "Checkout latency", "grafana_folder": "Shop", "severity": "warning"},
            "annotations": {"summary": "The checkout answers in more than 2 s"},
            "startsAt": "2026-03-02T08:15:30Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://grafana.example.com/alerting/grafana/bdx1/view",
            "fingerprint": "4d3c2b1a09f8e7d6",
            "silenceURL": "https://grafana.example.com/alerting/silence/new",
            "dashboardURL": "https://grafana.example.com/d/shop",
            "panelURL": "https://grafana.example.com/d/shop?viewPanel=2",
            "values": {"B": 2.4},
        }
    ],
    "groupLabels": {},
    "commonLabels": {"severity": "warning"},
    "commonAnnotations": {},
    "externalURL": "https://grafana.example.com/",
    "version": "1",
    "groupKey": '{}:{alertname="Checkout latency"}',
    "truncatedAlerts": 0,
    "title": "[FIRING:1] Checkout latency",
    "state": "alerting",
    "message": "Checkout latency is firing",
}
_STATES = {
    "alerting": SignalState.FIRING,
    "no_data": SignalState.FIRING,
    "ok": SignalState.RESOLVED,
    "resolved": SignalState.RESOLVED,
}


_TEST = {"alertname": "TestAlert", "instance": "Grafana"}
"""Labels of what the button Test of a contact point sends. Its end never comes."""


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """A signal for each of its alerts, but for Grafana's own tests."""
    if isinstance(message.object.get("alerts"), list):
        return [each for each in alertmanager.signals(message) if not _TEST.items() <= each.labels.items()]
    if "ruleId" not in message.object:
        raise UnreadableError("It has neither alerts nor a rule.")
    given = message.object
    state = _STATES.get(text(given.get("state")))
    if state is None:
        return []
    labels = labels_of({**(given.get("tags") or {}), "alertname": given.get("ruleName"), "ruleId": given["ruleId"]})
    return [
        signal_of(
            f"rule {given['ruleId']}",
            state,
            message.came.received_at,
            labels,
            title=text(given.get("ruleName"), given.get("title")),
            text=text(given.get("message")),
            url=text(given.get("ruleUrl")),
        )
    ]
