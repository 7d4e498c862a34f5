"""Healthchecks.io's webhooks, whose body its user writes: docs/api.md has the one that is read here."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "code": "2f1d0c3b-5a49-4e8e-b7a6-c1d2e3f4a5b6",
    "name": "Nightly backup",
    "status": "down",
    "tags": "backup prod",
    "now": "2026-03-02T08:15:30+00:00",
}
_STATES = {"down": SignalState.FIRING, "up": SignalState.RESOLVED}


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal of a check; `$JSON`, which has all of the check, is read, too."""
    given = {**message.came.query, **message.object}
    state = _STATES.get(text(given.get("status")).lower())
    if state is None:
        raise UnreadableError("It says no status that is up or down.")
    tags = given.get("tags")
    return [
        signal_of(
            text(given.get("code"), given.get("uuid"), given.get("unique_key"), given.get("slug"), given.get("name")),
            state,
            moment(given.get("now") or given.get("at"), message.came.received_at),
            labels_of(
                {
                    "check": given.get("name"),
                    "slug": given.get("slug"),
                    "tags": " ".join(map(text, tags)) if isinstance(tags, list) else tags,
                }
            ),
            title=text(given.get("name")),
            text=text(given.get("body"), given.get("desc")),
        )
    ]
