"""Refusals as Statuspage's clients read them: `{"error": "..."}`, and a list of sentences for what is invalid."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from chalicelib.api.problems import CONTENT_TYPE

_NAMES = {
    "title": "name",
    "text": "body",
    "category": "group_id",
    "impact": "impact_override",
    "service_ids": "component_ids",
    "service_status": "components",
    "scheduled_start": "scheduled_for",
    "scheduled_end": "scheduled_until",
    "started_at": "backfill_date",
    "created_at": "display_at",
    "show_uptime": "showcase",
    "url": "endpoint",
}
"""What our use cases call a field, and what a Statuspage client sent it as."""
_WRAPPERS = frozenset(
    {
        "body",
        "component",
        "component_group",
        "incident",
        "incident_update",
        "page",
        "postmortem",
        "query",
        "subscriber",
        "template",
    }
)
_NO_JSON = {"Content-Type": "text/plain"}
"""Of an answer without a body: API Gateway calls what has no type JSON, and a well-known client would read that."""
_SAID = {HTTPStatus.UNAUTHORIZED: "Could not authenticate", HTTPStatus.NOT_FOUND: "Not found"}


def translated(response: Response) -> Response:
    """The answer, a refusal in their words."""
    status = HTTPStatus(int(response.status_code))
    if status is HTTPStatus.NO_CONTENT:
        response.headers = {**response.headers, **_NO_JSON}
    if response.headers.get("Content-Type") != CONTENT_TYPE:
        return response
    problem = json.loads(response.body)
    error: Any = _SAID.get(status, problem["detail"])
    if status in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        error = list(_sentences(problem.get("errors") or [])) or [problem["detail"]]
    elif status is HTTPStatus.BAD_REQUEST:
        error = [problem["detail"]]
    headers = {**response.headers, "Content-Type": "application/json"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'OAuth realm="allclear"'
    return Response(json.dumps({"error": error}), headers, status)


def _sentences(errors: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for each in errors:
        loc = [str(part) for part in each["loc"]]
        if loc and loc[0] in _WRAPPERS and len(loc) > 1:
            loc = loc[1:]
        named = ".".join([_NAMES.get(loc[0], loc[0]), *loc[1:]]) if loc else ""
        yield f"{named} {each['msg']}" if named and not each["msg"][:1].isupper() else each["msg"]
