"""The routes of v1. API Gateway has few resources for all its paths, so each stands for the paths of one length."""

from collections.abc import Callable

from chalice import Blueprint
from chalice.app import Request, Response

from chalicelib.api import cors, edge
from chalicelib.api.call import Call
from chalicelib.api.registry import Endpoint, Open
from chalicelib.api.statuspage import (  # noqa: F401 - they declare their paths
    answering,
    asking,
    component_groups,
    components,
    incident_updates,
    incidents,
    many_subscribers,
    metrics,
    pages,
    postmortems,
    subscribers,
    templates,
    uptime,
    users,
    without_counterpart,
)
from chalicelib.api.statuspage.declared import found
from chalicelib.domain.errors import NotFoundError

bp = Blueprint(__name__)

LONGEST = 6
"""Segments behind `/v1`: `/pages/{page_id}/incidents/{incident_id}/incident_updates/{update_id}`."""
_LETTERS = "abcdef"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _nothing(_: Call[None, None]) -> None:
    raise NotFoundError("There is nothing at this address.")


NOTHING = Endpoint("GET", "/v1", Open.PUBLIC, "", _nothing, operation="v1_nothing")
"""What answers where nothing is: it counts, so that nobody tries addresses without limit."""


def _answer(request: Request, segments: list[str]) -> Response:
    by_method, parameters = found(segments)
    if request.method == "OPTIONS":
        return cors.preflight(request.path, request, by_method)
    declared = by_method.get("GET" if request.method == "HEAD" else request.method, NOTHING)
    return answering.translated(edge.respond(declared, asking.translated(request), parameters))


def _route(length: int) -> None:
    names = [_LETTERS[place] for place in range(length)]

    def handle(**path: str) -> Response:
        return _answer(bp.current_request, [path[name] for name in names])

    handle.__name__ = f"v1_{length}"
    path = "/".join(["/v1", *(f"{{{name}}}" for name in names)])
    declare: Callable[[Callable[..., Response]], object] = bp.route(
        path, methods=list(_METHODS), content_types=["*/*"], name=handle.__name__
    )
    declare(handle)


for _length in range(1, LONGEST + 1):
    _route(_length)
