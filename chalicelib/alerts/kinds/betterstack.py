"""Better Stack's outgoing webhooks of incidents."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "data": {
        "id": "418203377",
        "type": "incident",
        "attributes": {
            "name": "api.example.com",
            "url": "https://api.example.com/health",
            "http_method": "get",
            "cause": "Status 502",
            "started_at": "2026-03-02T08:15:30.000Z",
            "acknowledged_at": None,
            "resolved_at": None,
            "team_name": "Northwind",
            "status": "Started",
        },
        "relationships": {"monitor": {"data": {"id": "2201", "type": "monitor"}}},
    }
}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal of an incident; nothing for monitors and people on call."""
    data = inner(message.object, "data")
    attributes = inner(data, "attributes")
    if not isinstance(attributes, dict):
        raise UnreadableError("It has no data of an incident.")
    if inner(data, "type") != "incident":
        return []
    is_over = bool(attributes.get("resolved_at")) or text(attributes.get("status")).lower() == "resolved"
    at = attributes.get("resolved_at") if is_over else attributes.get("started_at")
    return [
        signal_of(
            text(inner(data, "id")),
            SignalState.RESOLVED if is_over else SignalState.FIRING,
            moment(at, message.came.received_at),
            labels_of(
                {
                    "monitor": attributes.get("name"),
                    "monitor_id": text(inner(data, "relationships", "monitor", "data", "id")),
                    "url": attributes.get("url"),
                    "cause": attributes.get("cause"),
                    "team": attributes.get("team_name"),
                }
            ),
            title=text(attributes.get("name"), attributes.get("url")),
            text=text(attributes.get("cause")),
            url=text(attributes.get("origin_url"), attributes.get("url")),
        )
    ]
