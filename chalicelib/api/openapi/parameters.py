"""What an endpoint takes besides a body: from its path, its query model, and the headers it heeds."""

import re
from typing import Any

from chalicelib.api.openapi.examples import example
from chalicelib.api.registry import Endpoint

_PATH: dict[str, tuple[str, dict[str, Any]]] = {
    "slug": ("The page's address.", {"type": "string", "minLength": 1}),
    "user_id": ("Whom it is about.", {"type": "string", "minLength": 1}),
    "range": ("Over how long.", {"type": "string", "enum": ["week", "month", "quarter"]}),
    "invitation": ("The invitation's id; without signing in, its token.", {"type": "string", "minLength": 1}),
}
_ULID = {"type": "string", "minLength": 1}
# No examples here: Swagger UI would send them.
_HEADERS: dict[str, dict[str, Any]] = {
    "OrganizationId": {
        "name": "X-Organization-Id",
        "in": "header",
        "description": "Which organization the request acts in; needed by who is in several.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": 'The `ETag` as last read, such as `"3"`. Where it is no longer the current one, the answer is '
        "412, and nothing is changed.",
        "schema": {"type": "string"},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A word of your own, best a UUID. Within 24 hours the same request with the same key is "
        "answered as the first one was, and nothing is done twice; another request with that key is a 422.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!-~]+$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "An `ETag` you hold: the answer is 304, and empty, while it is the current one.",
        "schema": {"type": "string"},
    },
}

_TOLD = frozenset({"list_organizations", "check_user"})
"""They know at once of the organization that is named, though it was joined a moment ago."""


def components() -> dict[str, Any]:
    """The headers that many endpoints take."""
    return _HEADERS


def of(endpoint: Endpoint) -> list[dict[str, Any]]:
    """In the order path, query, headers."""
    return [*_path(endpoint), *_query(endpoint), *({"$ref": f"#/components/parameters/{n}"} for n in _heeded(endpoint))]


def is_versioned(endpoint: Endpoint) -> bool:
    """Whether what it answers has a version, and with it an ETag."""
    fields = endpoint.answer.model_fields if endpoint.answer else {}
    return "version" in fields and fields["version"].annotation is int


def _heeded(endpoint: Endpoint) -> list[str]:
    heeded = {
        "OrganizationId": (endpoint.role is not None and "{org_id}" not in endpoint.path)
        or endpoint.operation in _TOLD,
        "IfMatch": endpoint.locked,
        "IfNoneMatch": endpoint.method == "GET" and is_versioned(endpoint),
        "IdempotencyKey": endpoint.method == "POST",
    }
    return [name for name, holds in heeded.items() if holds]


def _path(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [_path_parameter(name) for name in re.findall(r"{(\w+)}", endpoint.path)]


def _path_parameter(name: str) -> dict[str, Any]:
    description, schema = _PATH.get(name, (f"The {name.removesuffix('_id').replace('_', ' ')}'s id.", _ULID))
    value = example(schema, {}, name)
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": value,
    }


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema()
    known = schema.get("$defs", {})
    return [_query_parameter(name, dict(of_field), known) for name, of_field in schema["properties"].items()]


def _query_parameter(name: str, schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    schema.pop("title", None)
    if schema.get("default", ...) is None:
        del schema["default"]
    kinds = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
    kind = dict(kinds[0]) if kinds else {}
    if "$ref" in schema:
        kind["$ref"] = schema.pop("$ref")
    if reference := kind.pop("$ref", None):
        kind = {key: value for key, value in known[reference.rpartition("/")[2]].items() if key in {"enum", "type"}}
    description = schema.pop("description", "")
    return {"name": name, "in": "query", "description": description, "schema": {**kind, **schema}}
