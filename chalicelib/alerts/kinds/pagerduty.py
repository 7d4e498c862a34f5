"""PagerDuty's webhooks, version 3: incidents that are triggered, reopened and resolved."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "event": {
        "id": "01D7QK3N5V8X2Z4B6C9E1F0GHJ",
        "event_type": "incident.triggered",
        "resource_type": "incident",
        "occurred_at": "2026-03-02T08:15:30.412Z",
        "agent": None,
        "client": None,
        "data": {
            "id": "Q2AIN5KXYZ41AB",
            "type": "incident",
            "html_url": "https://northwind.pagerduty.com/incidents/Q2AIN5KXYZ41AB",
            "number": 412,
            "status": "triggered",
            "incident_key": "api-errors",
            "title": "API error rate is high",
            "service": {"id": "PAPI001", "summary": "API", "type": "service_reference"},
            "urgency": "high",
            "priority": {"id": "PP1", "summary": "P1", "type": "priority_reference"},
        },
    }
}
_MOVES = frozenset({"incident.triggered", "incident.reopened", "incident.resolved"})


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """A signal for what moves an incident; nothing for notes, assignments and pings."""
    event = inner(message.object, "event")
    if not isinstance(event, dict):
        raise UnreadableError("It has no event of webhooks v3.")
    incident, kind = inner(event, "data") or {}, text(event.get("event_type"))
    if kind not in _MOVES:
        return []
    is_over = kind == "incident.resolved"
    service = text(inner(incident, "service", "summary"))
    labels = labels_of(
        {
            "service": service,
            "service_id": inner(incident, "service", "id"),
            "urgency": inner(incident, "urgency"),
            "priority": inner(incident, "priority", "summary"),
            "incident_key": inner(incident, "incident_key"),
            "team": inner(incident, "teams") and inner((incident["teams"] or [{}])[0], "summary"),
        }
    )
    return [
        signal_of(
            text(inner(incident, "id"), inner(incident, "incident_key")),
            SignalState.RESOLVED if is_over else SignalState.FIRING,
            moment(event.get("occurred_at"), message.came.received_at),
            labels,
            title=text(inner(incident, "title")),
            url=text(inner(incident, "html_url")),
        )
    ]
