"""Sentry's internal integrations: metric alerts, issue alerts, and issues themselves."""

from collections.abc import Mapping
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "action": "critical",
    "actor": {"id": "sentry", "name": "Sentry", "type": "application"},
    "data": {
        "description_text": "120 events in the last 10 minutes",
        "description_title": "Critical: Too many errors",
        "web_url": "https://northwind.sentry.example.com/alerts/rules/details/7/",
        "metric_alert": {
            "id": "371",
            "identifier": "42",
            "title": "Too many errors",
            "date_started": "2026-03-02T08:14:00Z",
            "date_detected": "2026-03-02T08:15:30Z",
            "date_closed": None,
            "projects": ["api"],
            "alert_rule": {"id": "7", "name": "Too many errors", "environment": "production"},
        },
    },
    "installation": {"uuid": "a8e5d37a-696c-4c54-adb5-b3f28d64c7de"},
}
_ISSUE = {
    "created": SignalState.FIRING,
    "unresolved": SignalState.FIRING,
    "resolved": SignalState.RESOLVED,
    "ignored": SignalState.RESOLVED,
    "archived": SignalState.RESOLVED,
}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal; an issue that was told by an alert is over when Sentry says that it is resolved."""
    action, data = text(message.object.get("action")).lower(), inner(message.object, "data")
    if not isinstance(data, dict):
        raise UnreadableError("It has no data of Sentry's webhooks.")
    if "metric_alert" in data:
        return [_metric(action, data, message)]
    if "event" in data:
        return [_event(data, message)]
    state = _ISSUE.get(action)
    return [_issue(state, data["issue"], message)] if state and isinstance(data.get("issue"), dict) else []


def _metric(action: str, data: Mapping[str, Any], message: Message) -> Signal:
    alert, is_over = inner(data, "metric_alert"), action == "resolved"
    at = (inner(alert, "date_closed") if is_over else inner(alert, "date_detected")) or inner(alert, "date_started")
    rule = inner(alert, "alert_rule")
    return signal_of(
        f"metric alert {text(inner(rule, 'id'), inner(alert, 'identifier'), inner(alert, 'id'))}",
        SignalState.RESOLVED if is_over else SignalState.FIRING,
        moment(None if is_over and not inner(alert, "date_closed") else at, message.came.received_at),
        labels_of(
            {
                "severity": "" if is_over else action,
                "rule": inner(rule, "name"),
                "environment": inner(rule, "environment"),
                "project": text(*(inner(alert, "projects") or [])),
            }
        ),
        title=text(inner(alert, "title"), inner(rule, "name"), data.get("description_title")),
        text=text(data.get("description_text")),
        url=text(data.get("web_url")),
    )


def _event(data: Mapping[str, Any], message: Message) -> Signal:
    event = inner(data, "event")
    return signal_of(
        f"issue {text(inner(event, 'issue_id'), inner(event, 'event_id'))}",
        SignalState.FIRING,
        moment(inner(event, "datetime"), message.came.received_at),
        labels_of(
            {
                "severity": inner(event, "level"),
                "rule": data.get("triggered_rule"),
                "environment": inner(event, "environment"),
                "project": inner(event, "project"),
            }
        ),
        title=text(inner(event, "title"), inner(event, "message")),
        url=text(inner(event, "web_url")),
    )


def _issue(state: SignalState, issue: Mapping[str, Any], message: Message) -> Signal:
    """Only a header says when: so the same message again is not a new one."""
    return signal_of(
        f"issue {text(inner(issue, 'id'))}",
        state,
        moment(message.header("sentry-hook-timestamp"), message.came.received_at),
        labels_of({"severity": inner(issue, "level"), "project": text(inner(issue, "project", "slug"))}),
        title=text(inner(issue, "title")),
        url=text(inner(issue, "permalink"), inner(issue, "web_url")),
    )
