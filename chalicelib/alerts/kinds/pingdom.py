"""Pingdom's webhooks of state changes."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "check_id": 8123077,
    "check_name": "API",
    "check_type": "HTTP",
    "check_params": {"hostname": "api.example.com", "encryption": True, "port": 443, "url": "/health"},
    "tags": ["prod"],
    "previous_state": "UP",
    "current_state": "DOWN",
    "importance_level": "HIGH",
    "state_changed_timestamp": 1772439330,
    "state_changed_utc_time": "2026-03-02T08:15:30",
    "long_description": "HTTP error 502",
    "description": "HTTP error 502",
    "version": 1,
}
_STATES = {
    "DOWN": SignalState.FIRING,
    "FAILING": SignalState.FIRING,
    "UP": SignalState.RESOLVED,
    "SUCCESS": SignalState.RESOLVED,
}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal of a check."""
    given = message.object
    state = _STATES.get(text(given.get("current_state")).upper())
    if state is None:
        raise UnreadableError("It says no current_state that is known.")
    return [
        signal_of(
            text(given.get("check_id"), given.get("check_name")),
            state,
            moment(
                given.get("state_changed_timestamp") or given.get("state_changed_utc_time"), message.came.received_at
            ),
            labels_of(
                {
                    "check": given.get("check_name"),
                    "check_id": given.get("check_id"),
                    "type": given.get("check_type"),
                    "importance": given.get("importance_level"),
                    "hostname": inner(given, "check_params", "hostname"),
                    "tags": ",".join(text(each) for each in given.get("tags") or []),
                }
            ),
            title=text(given.get("check_name")),
            text=text(given.get("long_description"), given.get("description")),
        )
    ]
