"""The endpoint decorator: authenticates, authorizes, validates, calls and renders, for every path alike."""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import unquote

from chalice import Blueprint
from chalice.app import Request, Response
from pydantic import BaseModel, ValidationError

from chalicelib import clock, log
from chalicelib.api import problems
from chalicelib.api.call import Answer, Call
from chalicelib.api.problems import RefusedError
from chalicelib.api.registry import REGISTRY, Access, Endpoint, Open
from chalicelib.auth.identity import identify
from chalicelib.auth.membership import acting_as
from chalicelib.domain.errors import AllclearError
from chalicelib.domain.organizations import Role

View = TypeVar("View", bound=Callable[[Any], Any])

MAX_BODY_BYTES = 256 * 1024
_NOT_SENT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def endpoint(  # noqa: PLR0913 - a declaration
    bp: Blueprint,
    method: str,
    path: str,
    access: Access,
    *,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
) -> Callable[[View], View]:
    """Declares a view of one method of one path. The view takes a `Call` and returns a model, an `Answer` or None."""

    def declare(view: View) -> View:
        operation = getattr(view, "__name__", path)
        summary = (view.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        declared = Endpoint(method, path, access, summary, view, body, query, answer, status, operation)
        REGISTRY.append(declared)
        _route(bp, declared)
        return view

    return declare


def _route(bp: Blueprint, declared: Endpoint) -> None:
    def handle(**path: str) -> Response:
        return _respond(declared, bp.current_request, path)

    handle.__name__ = declared.operation
    methods = ["GET", "HEAD"] if declared.method == "GET" else [declared.method]
    bp.route(declared.path, methods=methods, content_types=["*/*"], name=declared.operation)(handle)


def _respond(declared: Endpoint, request: Request, path: Mapping[str, str]) -> Response:
    started = time.perf_counter()
    request_id = str(request.context.get("requestId", ""))
    response = _guarded(declared, request, path, request_id)
    response.headers = {**_NOT_SENT, "X-Request-Id": request_id, **response.headers}
    log.info(
        "request",
        request_id=request_id,
        route=f"{declared.method} {declared.path}",
        status=int(response.status_code),
        ms=round((time.perf_counter() - started) * 1000, 1),
    )
    return response


def _guarded(declared: Endpoint, request: Request, path: Mapping[str, str], request_id: str) -> Response:
    try:
        return _rendered(declared, request, declared.view(_call(declared, request, path)))
    except ValidationError as error:
        return problems.of_validation(error, request_id)
    except AllclearError as error:
        return problems.of_domain(error, request_id)
    except RefusedError as error:
        return problems.problem(error.status, error.detail, request_id)
    except Exception:  # noqa: BLE001 - the edge: logged for us, and not shown to the caller
        log.exception("request_failed", request_id=request_id, route=f"{declared.method} {declared.path}")
        detail = "Something went wrong on our side. It has been logged."
        return problems.problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, request_id)


def _call(declared: Endpoint, request: Request, path: Mapping[str, str]) -> Call[Any, Any]:
    """In this order: who, whether they may, and only then what they sent."""
    headers = {name.lower(): value for name, value in dict(request.headers).items()}
    decoded = {name: unquote(value) for name, value in path.items()}
    user = member = None
    if declared.access is not Open.PUBLIC:
        identity = identify(headers.get("authorization", ""))
        user = identity.user
        if isinstance(declared.access, Role):
            member = acting_as(identity, decoded.get("org_id") or headers.get("x-organization-id"), declared.access)
    return Call(
        now=clock.now(),
        body=_body(declared, request, headers),
        query=_query(declared, request),
        path=decoded,
        headers=headers,
        user=user,
        member=member,
    )


def _body(declared: Endpoint, request: Request, headers: Mapping[str, str]) -> BaseModel | None:
    if declared.body is None:
        return None
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.")
    raw = request.raw_body or b""
    if len(raw) > MAX_BODY_BYTES:
        limit = f"The body may have at most {MAX_BODY_BYTES // 1024} KB."
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit)
    return declared.body.model_validate_json(raw)


def _query(declared: Endpoint, request: Request) -> BaseModel | None:
    if declared.query is None:
        return None
    return declared.query.model_validate(dict(request.query_params or {}))


def _rendered(declared: Endpoint, request: Request, result: object) -> Response:
    answer = result if isinstance(result, Answer) else Answer(result if isinstance(result, BaseModel) else None)
    status = answer.status or declared.status
    headers: dict[str, Any] = dict(answer.headers)
    if answer.model is None:
        return Response("", headers, HTTPStatus.NO_CONTENT if status == HTTPStatus.OK else status)
    headers = {"Content-Type": "application/json", **headers}
    if isinstance(version := getattr(answer.model, "version", None), int):
        headers["ETag"] = f'"{version}"'
    if declared.method == "GET" and _unchanged(request, headers.get("ETag")):
        return Response("", headers, HTTPStatus.NOT_MODIFIED)
    return Response(answer.model.model_dump_json(), headers, status)


def _unchanged(request: Request, etag: str | None) -> bool:
    return etag is not None and etag in str(request.headers.get("if-none-match", "")).replace("W/", "").split(", ")
