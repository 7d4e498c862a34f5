"""Turns what a view returned into an HTTP answer."""

from http import HTTPStatus
from typing import Any

from chalice.app import Request, Response

from chalicelib.api.call import Answer, Body
from chalicelib.api.registry import Endpoint


def rendered(declared: Endpoint, request: Request, result: Answer | Body | None) -> Response:
    """JSON, with its ETag once it has a version; 304 where the caller holds that one; 204 for nothing."""
    answer = result if isinstance(result, Answer) else Answer(result)
    status = answer.status or declared.status
    headers: dict[str, Any] = dict(answer.headers)
    if answer.model is None:
        return Response("", headers, HTTPStatus.NO_CONTENT if status == HTTPStatus.OK else status)
    headers = {"Content-Type": "application/json", **headers}
    if isinstance(version := getattr(answer.model, "version", None), int) and version:
        headers["ETag"] = f'"{version}"'
    if declared.method == "GET" and _unchanged(request, headers.get("ETag")):
        return Response("", headers, HTTPStatus.NOT_MODIFIED)
    return Response(answer.model.model_dump_json(), headers, status)


def _unchanged(request: Request, etag: str | None) -> bool:
    known = str(request.headers.get("if-none-match", "")).replace("W/", "").split(",")
    return etag is not None and etag in (each.strip() for each in known)
