"""New Relic: the payload of a workflow, and the one of the channels before workflows."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "id": "4b1de0c7-2f6a-4c55-9d0e-73a1f2b3c4d5",
    "issueUrl": "https://radar-api.service.newrelic.example.com/accounts/1/issues/4b1de0c7",
    "title": "Error percentage > 5% for at least 5 minutes on 'api'",
    "priority": "CRITICAL",
    "impactedEntities": ["api"],
    "totalIncidents": 1,
    "state": "ACTIVATED",
    "trigger": "STATE_CHANGE",
    "isCorrelated": False,
    "createdAt": 1772439330000,
    "updatedAt": 1772439330000,
    "sources": ["newrelic"],
    "alertPolicyNames": ["Production"],
    "alertConditionNames": ["Error percentage"],
    "workflowName": "Status page",
}
_STATES = {
    "created": SignalState.FIRING,
    "activated": SignalState.FIRING,
    "acknowledged": SignalState.FIRING,
    "open": SignalState.FIRING,
    "closed": SignalState.RESOLVED,
    "resolved": SignalState.RESOLVED,
}
_NEITHER = "deactivated"
"""An issue of which nothing is wrong at the moment, and which may become active again until it is closed."""


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal, of an issue."""
    given = message.object
    said = text(given.get("state"), given.get("current_state")).lower()
    if said == _NEITHER:
        return []
    state = _STATES.get(said)
    if state is None:
        raise UnreadableError("It says no state of an issue.")
    labels = labels_of(
        {
            "priority": text(given.get("priority"), given.get("severity")),
            "policy": text(_first(given.get("alertPolicyNames")), given.get("policy_name")),
            "condition": text(_first(given.get("alertConditionNames")), given.get("condition_name")),
            "entity": text(_first(given.get("impactedEntities"))),
            "entities": ",".join(text(each) for each in given.get("impactedEntities") or []),
            "workflow": text(given.get("workflowName")),
        }
    )
    is_over = state is SignalState.RESOLVED
    at = (given.get("closedAt") or given.get("updatedAt")) if is_over else given.get("createdAt")
    return [
        signal_of(
            text(given.get("id"), given.get("issueId"), given.get("incident_id")),
            state,
            moment(at or given.get("timestamp"), message.came.received_at),
            labels,
            title=text(_first(given.get("title")), given.get("condition_name")),
            text=text(given.get("details")),
            url=text(given.get("issueUrl"), given.get("issuePageUrl"), given.get("incident_url")),
        )
    ]


def _first(value: object) -> object:
    return next(iter(value), None) if isinstance(value, list) else value
