"""Opsgenie's outgoing webhooks: alerts that are created and closed."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "action": "Create",
    "alert": {
        "alertId": "7c1f0a52-93de-4b8f-a6d1-2f4e5b6c7d8e-1772439330000",
        "message": "Queue of orders grows",
        "tags": ["orders", "prod"],
        "tinyId": "871",
        "entity": "orders",
        "alias": "orders-queue",
        "createdAt": 1772439330000,
        "updatedAt": 1772439330000000000,
        "username": "Alerting",
        "priority": "P2",
        "team": "Shop",
    },
    "source": {"name": "web", "type": "web"},
    "integrationId": "37c8f316-17c6-49d7-899b-9c7e540c048d",
    "integrationName": "Status page",
}
_STATES = {
    "create": SignalState.FIRING,
    "close": SignalState.RESOLVED,
    "delete": SignalState.RESOLVED,
}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """A signal for an alert that is created or closed; nothing for notes and acknowledgements."""
    alert = inner(message.object, "alert")
    if not isinstance(alert, dict):
        raise UnreadableError("It has no alert.")
    state = _STATES.get(text(message.object.get("action")).lower())
    if state is None:
        return []
    details: dict[str, Any] = alert["details"] if isinstance(alert.get("details"), dict) else {}
    tags = [text(each) for each in alert.get("tags") or []]
    labels = labels_of(
        {
            **details,
            "priority": alert.get("priority"),
            "entity": alert.get("entity"),
            "alias": alert.get("alias"),
            "team": alert.get("team"),
            "tags": ",".join(tags),
        }
    )
    at = alert.get("createdAt") if state is SignalState.FIRING else alert.get("updatedAt")
    return [
        signal_of(
            text(alert.get("alertId"), alert.get("alias")),
            state,
            moment(at, message.came.received_at),
            labels,
            title=text(alert.get("message")),
            text=text(alert.get("description")),
        )
    ]
