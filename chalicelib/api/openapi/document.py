"""The OpenAPI 3.1 document."""

from typing import Any

from chalicelib.api.openapi import answers, parameters, webhooks
from chalicelib.api.openapi.schemas import Schemas
from chalicelib.api.reading import FORM
from chalicelib.api.registry import REGISTRY, Endpoint, Open
from chalicelib.domain.organizations import Role

API_VERSION = "1.0.0"
"""Of the API, not of the software: its first number changes when a client would have to."""

_TAGS = {
    "status": ("Status pages", "What visitors read: open to all, and served from the CDN."),
    "subscriptions": (
        "Subscriptions",
        "What a subscriber does with the link in a message: confirm, change, unsubscribe.",
    ),
    "subscribers": ("Subscribers", "Whom a page tells what happens."),
    "notification-preferences": ("My notifications", "What a member of the team is told, how, and when not."),
    "services": ("Services", "What an organization runs, and the state each is in."),
    "incidents": ("Incidents", "What is wrong, what we say about it, and how it ends."),
    "maintenance": ("Maintenance", "Announced work that starts and completes by itself."),
    "metrics": ("Metrics", "An organization's own numbers, and their lines on its page."),
    "organizations": ("Organizations", "Tenants, and the settings of their pages."),
    "team": ("Team", "Members, their roles, and invitations."),
    "api-keys": ("API keys", "Credentials for machines."),
    "preview": ("Writing", "What becomes of a text."),
    "events": ("Audit log", "Who did what, and when."),
    "auth": ("Signing in", "Accounts with an email address and a password, and their sessions."),
    "": ("About", "Where to start, and whether all is well."),
    "admin": ("Operator", "For whoever runs Allclear; nobody else finds these."),
}
_INTRODUCTION = """\
Everything Allclear can do, for programs. The guide with examples is `docs/api.md` in the repository.

- Send JSON, with `Authorization: Bearer` and an API key or an access token.
- An access token lives for 15 minutes, and no longer than its session; renew it with `POST /api/auth/refresh`.
- Errors are `application/problem+json` (RFC 9457); nothing was changed when you get one.
- Times are RFC 3339 in UTC with milliseconds. Ids are lowercase ULIDs.
- Lists come in pages: follow `Link: rel="next"`, or `next_cursor`.
- Send `If-Match` with the `ETag` you read, so that nothing is overwritten unseen.
- Send `Idempotency-Key` with a POST, so that it can be repeated safely.
- Changes are pushed over a WebSocket: see `/asyncapi.json`.
"""


def document() -> dict[str, Any]:
    """All of REGISTRY, whose modules must have been imported."""
    endpoints = sorted(REGISTRY, key=lambda endpoint: (endpoint.path, endpoint.method))
    schemas = Schemas(endpoints, webhooks.MODELS)
    used = {_tag(endpoint) for endpoint in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Allclear",
            "summary": "Status pages that change by themselves on every screen.",
            "description": _INTRODUCTION,
            "version": API_VERSION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "Where you read this."}],
        "tags": [{"name": name, "description": text} for key, (name, text) in _TAGS.items() if key in used],
        "paths": _paths(endpoints, schemas),
        "webhooks": webhooks.webhooks(schemas),
        "components": {
            "schemas": schemas.components,
            "parameters": parameters.components(),
            "headers": answers.headers(),
            "responses": answers.problems(schemas),
            "securitySchemes": _security_schemes(),
        },
    }


def _paths(endpoints: list[Endpoint], schemas: Schemas) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return paths


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.operation,
        "tags": [_TAGS[_tag(endpoint)][0]],
        "summary": endpoint.summary,
        "description": " ".join(filter(None, [endpoint.description.replace("\n", " "), _who(endpoint)])),
        "security": _security(endpoint),
        "parameters": parameters.of(endpoint),
        "responses": answers.of(endpoint, schemas),
    }
    if endpoint.body:
        schema = schemas.taken(endpoint.body)
        content = {"application/json": {"schema": schema, "example": schemas.example(schema)}}
        if endpoint.forms:
            content[FORM] = {"schema": schema}
        operation["requestBody"] = {"required": not endpoint.bodiless, "content": content}
    return operation


def _tag(endpoint: Endpoint) -> str:
    parts = endpoint.path.strip("/").split("/")
    found = parts[1] if parts[0] == "api" and len(parts) > 1 else parts[0]
    return found if found in _TAGS else ""


def _who(endpoint: Endpoint) -> str:
    if endpoint.access is Open.OPERATOR:
        return "For the operator."
    if endpoint.access is Open.PUBLIC:
        return "For everyone."
    by = " An API key can't do this." if endpoint.for_people else ""
    if endpoint.role:
        return f"For the role {endpoint.role}{'' if endpoint.role is Role.OWNER else ', and those above it'}.{by}"
    return f"For everyone who is signed in.{by}"


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if endpoint.access is Open.OPERATOR:
        return [{"operator": []}]
    if endpoint.path == "/api/auth/refresh":
        return [{"refresh": []}]
    return [] if endpoint.access is Open.PUBLIC else [{"bearer": []}]


def _security_schemes() -> dict[str, Any]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, an access token of `/api/auth/sign-in`, or one of a trusted provider.",
        },
        "refresh": {
            "type": "apiKey",
            "in": "cookie",
            "name": "allclear_refresh",
            "description": "Set by signing in; browsers send it by themselves.",
        },
        "operator": {"type": "http", "scheme": "bearer", "description": "The OPERATOR_TOKEN of this deployment."},
    }
