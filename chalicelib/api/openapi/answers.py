"""Every answer an endpoint gives, the errors included."""

import re
from http import HTTPStatus
from typing import Any

from chalicelib.api.openapi.parameters import is_versioned
from chalicelib.api.openapi.schemas import Schemas
from chalicelib.api.problems import CONTENT_TYPE, Problem
from chalicelib.api.registry import REGISTRY, Endpoint, Open
from chalicelib.domain.accounts import SignedIn
from chalicelib.reasons import reason

_HEADERS: dict[str, tuple[str, str]] = {
    "ETag": ("The version, to send back as `If-Match` or `If-None-Match`.", '"3"'),
    "Location": ("Where it is to be found.", "/api/services/01kg4r2c9x4k6m8n1p3q5s7t9v"),
    "Link": ('The next page, `rel="next"`; left out on the last one.', '</api/incidents?limit=50>; rel="next"'),
    "Set-Cookie": ("The refresh token, out of scripts' reach.", "allclear_refresh=...; Path=/api/auth; HttpOnly"),
    "Retry-After": ("Seconds to wait before the next try.", "2"),
    "RateLimit": ("What is left of the minute (`r`), and when it ends (`t`, seconds).", '"writes";r=1199;t=42'),
    "RateLimit-Policy": ("How many calls (`q`) in how many seconds (`w`).", '"writes";q=1200;w=60'),
    "X-Request-Id": ("Names this request in our logs; yours, if you sent one.", "4f8f6c1e-7c1b-4c53-9d0e-1b2f6a7c8d9e"),
    "X-Organization-Id": ("The organization you are in now; send it along at once.", "01kg4q0a7v2h4j6k8m1n3p5r7t"),
    "Idempotency-Replayed": ("`true` when this is the answer the first such request got.", "true"),
    "WWW-Authenticate": ("How to sign in, from a runtime on one machine.", 'Bearer realm="allclear"'),
    "x-amzn-Remapped-WWW-Authenticate": (
        "The same from AWS: API Gateway renames that header, so rely on the status.",
        'Bearer realm="allclear"',
    ),
}
_PROBLEMS: dict[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "The request can't be read: the body is not JSON, or the query is malformed.",
    HTTPStatus.UNAUTHORIZED: "Nobody is signed in: no token, or one that is not good (any more).",
    HTTPStatus.FORBIDDEN: "This is not yours to do.",
    HTTPStatus.NOT_FOUND: "It is not there, or it is not yours.",
    HTTPStatus.CONFLICT: "It does not fit with what is there now, or the same request is still under way.",
    HTTPStatus.PRECONDITION_FAILED: "Somebody changed it since you read it. `ETag` has the current version.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 256 KB.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not declared as `application/json`.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something in the request is not valid; `errors` names it.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests. Wait for as long as `Retry-After` says.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be reached or is overloaded. Nothing was changed: try again.",
}
_PAGE = {"text/html": {"schema": {"type": "string"}}}
_NO_JSON = {
    "/api/subscribers/export": {"text/csv": {"schema": {"type": "string"}}},
    "/api/exports/{export_id}/archive": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    "/subscription": _PAGE,
}
"""What is answered by no model, by the path that is read."""
_OF_PROBLEM = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate", "x-amzn-Remapped-WWW-Authenticate"),
    HTTPStatus.PRECONDITION_FAILED: ("ETag",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}


def headers() -> dict[str, Any]:
    """The headers of answers."""
    return {
        name: {"description": text, "schema": {"type": "string"}, "example": value}
        for name, (text, value) in _HEADERS.items()
    }


def problems(schemas: Schemas) -> dict[str, Any]:
    """The errors, each with an example."""
    return {reason(status).title().replace(" ", ""): _problem(status, schemas) for status in _PROBLEMS}


def of(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """By status."""
    if endpoint.forms:
        return {**_led_on(), **_success(endpoint, schemas), **_refused_to_people(endpoint, schemas)}
    refused = {
        str(int(status)): {"$ref": f"#/components/responses/{reason(status).title().replace(' ', '')}"}
        for status in _refusals(endpoint)
    }
    return {**_success(endpoint, schemas), **refused, **_health(endpoint, schemas)}


def _led_on() -> dict[str, Any]:
    """Where browsers get to that sent a plain form."""
    return {
        "200": {"description": "For a form, and where redirects are followed: that page.", "content": _PAGE},
        "303": {"description": "For a form: to the page that says what is next.", "headers": _referenced(["Location"])},
    }


def _refused_to_people(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """As ever, and for a form as a page that says why."""
    refused = {str(int(status)): _problem(status, schemas) for status in _refusals(endpoint)}
    return {status: {**answer, "content": answer["content"] | _PAGE} for status, answer in refused.items()}


def _success(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    status = HTTPStatus(endpoint.status)
    given: dict[str, Any] = {"description": reason(status), "headers": _referenced(_success_headers(endpoint))}
    if endpoint.answer:
        schema = schemas.given(endpoint.answer)
        given["content"] = {"application/json": {"schema": schema, "example": schemas.example(schema)}}
        also = getattr(endpoint.answer, "also_as", ())
        given["content"] |= {content_type: {"schema": {"type": "string"}} for content_type in also}
    elif endpoint.method == "GET" and endpoint.path in _NO_JSON:
        given["content"] = _NO_JSON[endpoint.path]
    if links := _links(endpoint):
        given["links"] = links
    answers = {str(int(status)): given}
    if endpoint.method == "GET" and is_versioned(endpoint):
        answers["304"] = {"description": "You hold the current version.", "headers": _referenced(["ETag"])}
    return answers


def _links(endpoint: Endpoint) -> dict[str, Any]:
    """Links from what was just created to what can be done with it."""
    if endpoint.status != HTTPStatus.CREATED:
        return {}
    item = re.compile(re.escape(endpoint.path) + r"/\{(\w+)\}(/\w+)?")
    found = [(other.operation, match[1]) for other in REGISTRY if (match := item.fullmatch(other.path))]
    return {
        operation: {"operationId": operation, "parameters": {name: "$response.body#/id"}} for operation, name in found
    }


def _success_headers(endpoint: Endpoint) -> list[str]:
    found = {
        "ETag": is_versioned(endpoint),
        "Location": endpoint.status == HTTPStatus.CREATED
        and "{" not in endpoint.path
        and "/auth/" not in endpoint.path
        and "/team/" not in endpoint.path,
        "X-Organization-Id": endpoint.operation in {"create_organization", "accept_invitation"},
        "Link": endpoint.query is not None and "cursor" in endpoint.query.model_fields,
        "Set-Cookie": endpoint.answer is SignedIn,
        "Idempotency-Replayed": endpoint.method == "POST",
        "RateLimit": True,
        "RateLimit-Policy": True,
        "X-Request-Id": True,
    }
    return [name for name, holds in found.items() if holds]


def _refusals(endpoint: Endpoint) -> list[HTTPStatus]:
    """What can go wrong follows from the declaration."""
    writes = endpoint.method != "GET"
    role = endpoint.role is not None
    signed_in = endpoint.access not in (Open.PUBLIC, Open.OPERATOR)
    takes = endpoint.body is not None or endpoint.query is not None
    can = {
        HTTPStatus.BAD_REQUEST: takes,
        HTTPStatus.UNAUTHORIZED: signed_in or "/auth/" in endpoint.path,
        HTTPStatus.FORBIDDEN: signed_in,
        HTTPStatus.NOT_FOUND: role
        or "{" in endpoint.path
        or endpoint.forms
        or endpoint.access is Open.OPERATOR
        or endpoint.path.startswith("/api/auth/sign"),
        HTTPStatus.CONFLICT: writes,
        HTTPStatus.PRECONDITION_FAILED: endpoint.locked,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: endpoint.body is not None or endpoint.method == "POST",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: endpoint.body is not None,
        HTTPStatus.UNPROCESSABLE_ENTITY: takes or role or endpoint.method == "POST" or "{month}" in endpoint.path,
        HTTPStatus.TOO_MANY_REQUESTS: True,
        HTTPStatus.SERVICE_UNAVAILABLE: True,
    }
    return [status for status, possible in can.items() if possible]


def _health(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    """/health says the same when it is unwell."""
    if endpoint.path != "/health" or endpoint.answer is None:
        return {}
    schema = schemas.given(endpoint.answer)
    return {
        "503": {"description": "The database can't be reached.", "content": {"application/json": {"schema": schema}}}
    }


def _problem(status: HTTPStatus, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.given(Problem)
    value = schemas.example(schema) | {"title": reason(status), "status": int(status), "detail": _PROBLEMS[status]}
    if status is HTTPStatus.UNPROCESSABLE_ENTITY:
        value |= {"detail": "name: must not be blank", "errors": [{"loc": ["name"], "msg": "must not be blank"}]}
    else:
        value.pop("errors", None)
    return {
        "description": _PROBLEMS[status],
        "headers": _referenced([*_OF_PROBLEM.get(status, ()), "X-Request-Id"]),
        "content": {CONTENT_TYPE: {"schema": schema, "example": value}},
    }


def _referenced(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
