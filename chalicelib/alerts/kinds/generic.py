"""Any JSON, or a form: a mapping says where what is. Without one, the names of a signal's own fields are looked for."""

from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.paths import PathError, find, find_all
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import GenericMapping, Source, labels_of

SAMPLE: Any = {
    "key": "api-errors",
    "state": "firing",
    "title": "The API answers with errors",
    "at": "2026-03-02T08:15:30Z",
    "labels": {"service": "api", "severity": "critical"},
}
OWN_NAMES = GenericMapping(
    key="key", state="state", title="title", text="text", at="at", url="url", labels={}
)  # fmt: skip


def read(message: Message, source: Source) -> list[Signal]:
    """A signal for each of its alerts; one whose word says neither is left out."""
    mapping = source.mapping or OWN_NAMES
    if source.mapping is None and isinstance(message.json, list):
        raise UnreadableError("It is a list: a mapping says where its alerts are, such as [*].")
    try:
        alerts = find_all(message.json, mapping.alerts) if mapping.alerts else [message.json]
        found = [_signal(each, mapping, message, own=source.mapping is None) for each in alerts]
    except PathError as error:
        raise UnreadableError(f"The mapping can't be used: {error}.") from None
    if not alerts:
        raise UnreadableError(f"There is nothing at {mapping.alerts}.")
    return [each for each in found if each]


def _signal(alert: object, mapping: GenericMapping, message: Message, *, own: bool) -> Signal | None:
    state = _state(alert, mapping, own=own)
    if state is None:
        return None
    labels = {name: find(alert, path) for name, path in mapping.labels.items()}
    if own:
        plain = alert if isinstance(alert, dict) else {}
        labels = {**plain, **(inner(alert, "labels") if isinstance(inner(alert, "labels"), dict) else {})}
    title = text(find(alert, mapping.title), *(_own(alert, "name", "summary", "alert") if own else ()))
    key = text(find(alert, mapping.key), *(_own(alert, "id", "fingerprint", "name") if own else ()), title)
    return signal_of(
        key or "alert",
        state,
        moment(find(alert, mapping.at), message.came.received_at),
        labels_of(labels),
        title=title,
        text=text(find(alert, mapping.text)),
        url=text(find(alert, mapping.url)),
    )


def _state(alert: object, mapping: GenericMapping, *, own: bool) -> SignalState | None:
    if mapping.state is None:
        return SignalState.FIRING
    said = find(alert, mapping.state)
    if said is None and own:
        said = inner(alert, "status")
    word = str(said).strip().lower()
    if word in {each.lower() for each in mapping.resolved}:
        return SignalState.RESOLVED
    return SignalState.FIRING if word in {each.lower() for each in mapping.firing} else None


def _own(alert: object, *names: str) -> list[object]:
    return [inner(alert, each) for each in names]
