"""The AsyncAPI 3 document of the WebSocket: what a client may send, and every frame it may receive."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.api.openapi.document import API_VERSION
from chalicelib.api.openapi.examples import example
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import PageStatus
from chalicelib.domain.services import Service

_TEXT = {"type": "string"}
_MODELS: tuple[type[BaseModel], ...] = (Incident, Maintenance, OrganizationProfile, PageStatus, Service)
_ACTIONS = {
    "subscribe_organization": "Be told from now on what changes on a page. Answered by `subscribed`, or `error`.",
    "unsubscribe_organization": "Be told no more of it. Answered by `unsubscribed`.",
    "ping": "Keep the connection: API Gateway ends one that is silent for 10 minutes. Answered by `pong`.",
}
_CODES: Mapping[str, str] = {
    "malformed": "No JSON object, or a `tenant_id` that cannot be one.",
    "unknown_action": "No such action.",
    "unknown_tenant": "No organization has this id or slug.",
    "too_many_subscriptions": "The connection watches 50 organizations already.",
    "unavailable": "The database cannot be reached right now: try again in a moment.",
    "binary_message": "Messages must be text. Only on one machine; API Gateway hands it over as malformed.",
    "too_many_messages": "Too fast: the message was not read. Only on one machine.",
    "internal_error": "A fault of ours: try again in a moment. Only on one machine.",
}
_CHANGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "service_update": ("A service, or its status, changed.", {"service": "Service"}),
    "incident_created": ("An incident was opened.", {"incident": "Incident", "services": "Service*"}),
    "incident_update": ("An incident changed, or was deleted.", {"incident": "Incident-", "services": "Service*"}),
    "maintenance_created": ("Maintenance was announced.", {"maintenance": "Maintenance", "services": "Service*"}),
    "maintenance_update": (
        "Maintenance changed, or was deleted.",
        {"maintenance": "Maintenance-", "services": "Service*"},
    ),
    "status_update": (
        "Anything else that changed the page: a service added, moved or deleted, the organization's settings.",
        {
            "service": "Service-",
            "services": "Service*",
            "incidents": "Incident*",
            "organization": "OrganizationProfile",
        },
    ),
}
_INTRODUCTION = """\
Subscribe to an organization, and every change of its page arrives as one frame that holds what changed.

- `version` counts the page's changes without a gap. Holding version V: apply V+1, drop V and below, and when more than
  V+1 arrives, read `/api/status/{slug}` again.
- `data.partial: true` means that the resource was too large for a frame: read the document.
- A connection can watch 50 organizations. A message can have 128 KB, of which a request needs less than 1; larger ones
  end the connection (1009). Who sends hundreds of messages a second is answered `too_many_messages` or cut off.
- After an `error` nothing has changed and the connection stays; `code` says why, for programs.
- Send `ping` every few minutes. A connection lasts for 2 hours at most: when it ends, reconnect after a random pause.
"""


def channels_document() -> dict[str, Any]:
    """One channel, two operations."""
    schemas = _schemas()
    sent, received = _requests(), {**_answers(), **_frames()}
    messages = {name: {"payload": payload, **about} for name, (about, payload) in {**sent, **received}.items()}
    for name, (_, payload) in {**sent, **received}.items():
        messages[name]["examples"] = [{"payload": _example(payload, schemas)}]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Allclear live",
            "version": API_VERSION,
            "description": _INTRODUCTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "live": {
                "host": "{host}",
                "protocol": "wss",
                "description": "The host of the page; `ws` on one machine.",
                "variables": {"host": {"default": "127.0.0.1:8000", "description": "Where this deployment lives."}},
            }
        },
        "channels": {"live": {"address": "/live", "messages": {n: _ref("messages", n) for n in messages}}},
        "operations": {
            "ask": _operation("receive", "What a client may say.", sent),
            "tell": _operation("send", "What a client is told.", received),
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def _schemas() -> dict[str, Any]:
    _, made = models_json_schema(
        [(model, "serialization") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    deleted = {"type": "object", "properties": {"id": _TEXT, "deleted": {"const": True}}, "required": ["id", "deleted"]}
    return {**made["$defs"], "Deleted": {**deleted, "description": "It is no more."}}


def _requests() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    tenant = {"tenant_id": {"type": "string", "maxLength": 64, "description": "The organization's slug, or its id."}}
    return {
        action: (
            {"summary": summary.partition(".")[0], "description": summary},
            _object({"action": {"const": action}, **({} if action == "ping" else tenant)}),
        )
        for action, summary in _ACTIONS.items()
    }


def _answers() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    version = {"type": "integer", "description": "From here on nothing will be missed."}
    return {
        "subscribed": (
            {"summary": "You will be told"},
            _object({"event": {"const": "subscribed"}, "tenant_id": _TEXT, "slug": _TEXT, "version": version}),
        ),
        "unsubscribed": (
            {"summary": "You will be told no more"},
            _object({"event": {"const": "unsubscribed"}, "tenant_id": _TEXT}),
        ),
        "pong": ({"summary": "We are there"}, _object({"event": {"const": "pong"}})),
        "error": (
            {
                "summary": "What was wrong with a message; the connection stays",
                "description": "\n".join(f"- `{code}`: {meaning}" for code, meaning in _CODES.items()),
            },
            _object({"event": {"const": "error"}, "code": {"enum": list(_CODES)}, "message": _TEXT}),
        ),
    }


def _frames() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    return {event: ({"summary": summary}, _frame(event, data)) for event, (summary, data) in _CHANGES.items()}


def _frame(event: str, data: Mapping[str, str]) -> dict[str, Any]:
    parts = {name: _part(kind) for name, kind in data.items()}
    parts |= {"status": _ref("schemas", "PageStatus"), "partial": {"type": "boolean"}}
    required = ["status"] if event == "status_update" else [next(iter(data)), "status"]
    return _object(
        {
            "event": {"const": event},
            "id": _TEXT,
            "tenant_id": _TEXT,
            "version": {"type": "integer"},
            "occurred_at": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "properties": parts, "required": required},
        }
    )


def _part(kind: str) -> dict[str, Any]:
    """`X` is one, `X-` one or none any more, `X*` several."""
    reference = _ref("schemas", kind.rstrip("*-"))
    if kind.endswith("*"):
        return {"type": "array", "items": reference}
    return {"anyOf": [reference, _ref("schemas", "Deleted")]} if kind.endswith("-") else reference


def _operation(action: str, summary: str, messages: Mapping[str, object]) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": _ref("channels", "live", components=False),
        "messages": [{"$ref": f"#/channels/live/messages/{name}"} for name in messages],
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(kind: str, name: str, *, components: bool = True) -> dict[str, str]:
    return {"$ref": f"#/{'components/' if components else ''}{kind}/{name}"}


def _example(payload: dict[str, Any], schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    return example(payload, schemas)
