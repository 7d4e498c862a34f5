"""Datadog's webhooks. Its own payload says little; docs/api.md has one that says which alert it is, and its state."""

import re
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "id": "5120938471650234112",
    "alert_id": "90817263",
    "alert_cycle_key": "11640972358120364",
    "alert_transition": "Triggered",
    "alert_type": "error",
    "alert_priority": "P1",
    "alert_scope": "service:api,env:prod",
    "title": "[Triggered on {service:api}] API latency is high",
    "body": "p99 was above 2 s for 5 minutes.",
    "date": "1772439330000",
    "last_updated": "1772439330000",
    "link": "https://app.datadoghq.example.com/event/event?id=5120938471650234112",
    "tags": "env:prod,service:api,team:shop",
}
_STATES = {
    "triggered": SignalState.FIRING,
    "re-triggered": SignalState.FIRING,
    "renotify": SignalState.FIRING,
    "warn": SignalState.FIRING,
    "re-warn": SignalState.FIRING,
    "no data": SignalState.FIRING,
    "re-no data": SignalState.FIRING,
    "recovered": SignalState.RESOLVED,
}
_TYPES = {
    "error": SignalState.FIRING,
    "warning": SignalState.FIRING,
    "success": SignalState.RESOLVED,
}

_BEFORE, _BRACKETS = re.compile(r"(?:\[[^\]]*\]\s*)*"), re.compile(r"\[([^\]]*)\]")
_SAYS = re.compile(rf"(?:\[(?:p[1-5]|(?:{'|'.join(_STATES)})(?: on (?P<group>[^\]]*))?)\]\s*)+", re.IGNORECASE)
"""`[P1] [Triggered on {host:a}]` before what the monitor is called, which may have brackets of its own."""


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal; of the monitor and what it is about, unless its cycle has a key."""
    given = message.object
    title = text(given.get("alert_title"), given.get("title"), given.get("event_title"))
    if title.upper().startswith("[TEST]"):
        return []
    state = _state(given, title)
    if state is None:
        raise UnreadableError("It says neither alert_transition nor alert_type: see the documentation for a payload.")
    tags = _tags(text(given.get("tags"))) | _tags(text(given.get("alert_scope"), given.get("scope")))
    labels = labels_of(
        {
            **tags,
            "monitor_id": given.get("alert_id"),
            "priority": given.get("alert_priority") or given.get("priority"),
            "alert_type": given.get("alert_type"),
            "host": given.get("hostname") or given.get("host"),
        }
    )
    about = text(given.get("alert_scope"), given.get("scope"), _group(title))
    return [
        signal_of(
            text(given.get("alert_cycle_key")) or f"{text(given.get('alert_id'), _bare(title))} {about}".strip(),
            state,
            moment(given.get("last_updated") or given.get("date"), message.came.received_at),
            labels,
            title=_bare(title),
            text=text(given.get("text_only_msg"), given.get("body"), given.get("event_msg")),
            url=text(given.get("link"), inner(given, "url")),
        )
    ]


def _state(given: Any, title: str) -> SignalState | None:  # noqa: ANN401 - JSON
    found = _STATES.get(text(given.get("alert_transition")).lower()) or _TYPES.get(
        text(given.get("alert_type")).lower()
    )
    if found:
        return found
    words = [each.partition(" on ")[0].lower() for each in _BRACKETS.findall(_BEFORE.match(title)[0])]  # type: ignore[index]
    return next((_STATES[each] for each in words if each in _STATES), None)


def _bare(title: str) -> str:
    """Without `[P1] [Triggered on {...}]` before it, which changes as it recovers."""
    return _SAYS.sub("", title, count=1) if _SAYS.match(title) else title


def _group(title: str) -> str:
    """Which of a monitor's groups it is about, as `{host:a}`; empty where the title does not say it."""
    found = _SAYS.match(title)
    return (found["group"] or "") if found else ""


def _tags(said: str) -> dict[str, str]:
    pairs = [each.strip().partition(":") for each in said.split(",")]
    return {name: value or "true" for name, _, value in pairs if name}
