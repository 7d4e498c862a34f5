"""UptimeRobot's webhook: values in the query, in a form or in JSON, as its user chose."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "monitorID": "779120345",
    "monitorURL": "https://api.example.com/health",
    "monitorFriendlyName": "API",
    "alertType": "1",
    "alertTypeFriendlyName": "Down",
    "alertDetails": "Connection Timeout",
    "alertDuration": "0",
    "alertDateTime": "1772439330",
}
_STATES = {"1": SignalState.FIRING, "2": SignalState.RESOLVED, "down": SignalState.FIRING, "up": SignalState.RESOLVED}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal of a monitor that goes down or up; nothing for certificates that expire."""
    given = {**message.came.query, **message.object}
    if "alertType" not in given and "alertTypeFriendlyName" not in given:
        raise UnreadableError("It says no alertType.")
    state = _STATES.get(text(given.get("alertType"))) or _STATES.get(text(given.get("alertTypeFriendlyName")).lower())
    if state is None:
        return []
    names = {"monitor": "monitorFriendlyName", "monitor_id": "monitorID", "url": "monitorURL", "tags": "monitorTags"}
    return [
        signal_of(
            text(given.get("monitorID"), given.get("monitorFriendlyName"), given.get("monitorURL")),
            state,
            moment(given.get("alertDateTime"), message.came.received_at),
            labels_of({label: given.get(name) for label, name in names.items()}),
            title=text(given.get("monitorFriendlyName"), given.get("monitorURL")),
            text=text(given.get("alertDetails")),
            url=text(given.get("monitorURL")),
        )
    ]
