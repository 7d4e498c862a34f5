"""What an event tells of a resource, within the room that a frame has, and what the audit log tells of a change."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.markdown import TREE
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization
from chalicelib.domain.times import to_wire

FRAME_BYTES = 100_000
"""API Gateway takes messages of up to 128 KB. The rest is for the envelope and the other fields of a frame."""
_OF_SERVICES = ("id", "status", "updated_at", "version")


def told(resource: str, subject: Model, along: Mapping[str, Sequence[Model]], *, deleted: bool) -> dict[str, Any]:
    """The `data` of an event: the subject under the name of its kind, and beside it what changed along with it."""
    about = {"id": subject.__dict__["id"], "deleted": True} if deleted else _shown(subject)
    others = {name: [other.model_dump(mode="json") for other in others] for name, others in along.items() if others}
    history = {"history": spans} if (spans := others.pop("history", None)) else {}
    if _size(others) > FRAME_BYTES // 2:
        stubs = {name: [_stub(name, other) for other in found] for name, found in others.items()}
        return _bounded({resource: about, **stubs}, resource) | {"partial": True} | history
    return _bounded({resource: about, **others}, resource) | history


def _stub(name: str, other: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a resource where all of it does not fit; nothing of what history counts is lost."""
    return {field: other[field] for field in (_OF_SERVICES if name == "services" else ("id",))}


def _shown(subject: Model) -> dict[str, Any]:
    """The resource as frames may show it. Of an organization that is its profile, never its settings."""
    public = subject.profile if isinstance(subject, Organization) else subject
    return public.model_dump(mode="json")


def _bounded(data: dict[str, Any], resource: str) -> dict[str, Any]:
    """The data, without the oldest updates where not all of them fit a frame; it is then marked as partial."""
    room = FRAME_BYTES - _size({**data, resource: {**data[resource], "updates": []}})
    if room < 0 and "services" in data[resource]:
        return {**data, resource: {**data[resource], "updates": [], "services": []}, "partial": True}
    kept: list[dict[str, Any]] = []
    for update in data[resource].get("updates", ()):
        room -= _size(update)
        if room < 0:
            return {**data, resource: {**data[resource], "updates": kept}, "partial": True}
        kept.append(update)
    return data


def _size(value: object) -> int:
    """Bytes as stored and as sent."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def lost(subject: Model) -> dict[str, Any]:
    """All that a deleted resource was, for the audit log; of maintenance also when it had ended."""
    fields = subject.model_dump(mode="json", exclude={"updates"})
    was = {field: [value, None] for field, value in fields.items() if not field.endswith(TREE)}
    ended_at = getattr(subject, "ended_at", None)
    return was | {"ended_at": [to_wire(ended_at), None]} if ended_at else was


def changed(before: Model, after: Model) -> dict[str, Any]:
    """What an edit changed, for the audit log: `{field: [before, after]}`."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    ignored = {"updated_at", "version", "updates"}
    return {
        field: [old.get(field), value]
        for field in {**old, **new}
        if field not in ignored and not field.endswith(TREE) and old.get(field) != (value := new.get(field))
    }
