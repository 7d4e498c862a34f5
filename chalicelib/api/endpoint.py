"""The endpoint decorator: declares a method of a path once, for the routes, the documentation and the checks."""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from chalice import Blueprint
from chalice.app import Response

from chalicelib.api import cors, edge
from chalicelib.api.registry import MAX_BODY_BYTES, REGISTRY, About, Access, AnswerModel, Budget, Endpoint, of_path

if TYPE_CHECKING:
    from pydantic import BaseModel

View = TypeVar("View", bound=Callable[[Any], Any])


def endpoint(  # noqa: PLR0913 - a declaration
    bp: Blueprint,
    method: str,
    path: str,
    access: Access,
    *,
    body: "type[BaseModel] | None" = None,
    query: "type[BaseModel] | None" = None,
    answer: AnswerModel = None,
    status: int = 200,
    locked: bool = False,
    budget: Budget | None = None,
    about: About | None = None,
    counted_by: Callable[[Any], str] | None = None,
    forms: bool = False,
    most_bytes: int = MAX_BODY_BYTES,
    seconds: float | None = None,
    bodiless: bool = False,
) -> Callable[[View], View]:
    """Declares a view of one method of one path. The view takes a `Call` and returns a model, an `Answer` or None."""

    def declare(view: View) -> View:
        operation = getattr(view, "__name__", path)
        summary, _, description = inspect.cleandoc(view.__doc__ or "").partition("\n")
        declared = Endpoint(
            method,
            path,
            access,
            summary.rstrip("."),
            view,
            body,
            query,
            answer,
            status,
            operation,
            description.strip(),
            locked,
            budget,
            about,
            counted_by,
            forms,
            most_bytes,
            seconds,
            bodiless,
        )
        if not of_path(path):
            _route_preflight(bp, path)
        REGISTRY.append(declared)
        _route(bp, declared)
        return view

    return declare


def _route(bp: Blueprint, declared: Endpoint) -> None:
    def handle(**path: str) -> Response:
        return edge.respond(declared, bp.current_request, path)

    handle.__name__ = declared.operation
    methods = ["GET", "HEAD"] if declared.method == "GET" else [declared.method]
    bp.route(declared.path, methods=methods, content_types=["*/*"], name=declared.operation)(handle)


def _route_preflight(bp: Blueprint, path: str) -> None:
    """On API Gateway a method that no route declares never arrives, and with it a browser's question whether it may."""

    def handle(**_: str) -> Response:
        return cors.preflight(path, bp.current_request)

    handle.__name__ = f"options_{len(REGISTRY)}"
    bp.route(path, methods=["OPTIONS"], content_types=["*/*"], name=handle.__name__)(handle)
