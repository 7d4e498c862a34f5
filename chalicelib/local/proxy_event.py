"""HTTP as API Gateway hands it to Lambda (REST API, proxy integration v1), and Lambda's answer as HTTP."""

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import CIMultiDict

from chalicelib.local.routes import Match

STAGE = "local"
API_ID = "local"
ACCOUNT = "000000000000"
_OURS = frozenset({"content-length", "transfer-encoding", "connection", "date", "server"})


class BadAnswerError(Exception):
    """The handler's return value is no proxy answer."""


def proxy_event(request: web.BaseRequest, match: Match, method: str, body: bytes, request_id: str) -> dict[str, Any]:
    """The event for `request`; ValueError when its query can't be read."""
    single, multi = _headers(request)
    text, is_base64 = _body(body)
    query = _query(request.rel_url.raw_query_string)
    return {
        "resource": match.resource,
        "path": request.rel_url.raw_path,
        "httpMethod": method,
        "headers": single,
        "multiValueHeaders": multi,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": _context(request, match, method, request_id),
        "body": text,
        "isBase64Encoded": is_base64,
    }


def http_answer(answer: object) -> web.Response:
    """The handler's answer; BadAnswerError when it is not one API Gateway would accept."""
    if not isinstance(answer, Mapping):
        raise BadAnswerError("not an object")
    try:
        status, body = int(answer["statusCode"]), _answer_body(answer)
        return web.Response(status=status, body=body, headers=_answer_headers(answer))
    except (KeyError, TypeError, ValueError) as error:
        raise BadAnswerError(str(error)) from error


def request_times() -> dict[str, Any]:
    """When this is, in both of the ways an event says it."""
    now = time.time()
    return {
        "requestTime": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(now * 1000),
    }


def source_ip(request: web.BaseRequest) -> str:
    """The peer's address. Forwarding headers are not trusted."""
    return request.remote or ""


def _headers(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, list[str]]]:
    """As they came. Who says nothing of what it accepts takes anything (RFC 9110): Chalice sends bytes where asked.

    API Gateway would answer such a request with base64; on AWS, though, links of archives lead to the bucket.
    """
    multi: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        multi.setdefault(name, []).append(_wire_text(value))
    forwarded = ", ".join([*multi.pop("X-Forwarded-For", []), source_ip(request)])
    if not any(name.lower() == "accept" for name in multi):
        multi["Accept"] = ["*/*"]
    multi |= {"X-Forwarded-For": [forwarded], "X-Forwarded-Proto": [request.scheme]}
    return {name: values[-1] for name, values in multi.items()}, multi


def _wire_text(value: str) -> str:
    """Bytes that are not UTF-8 read as Latin-1: an event is JSON and can't hold what aiohttp makes of them."""
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("latin-1")


def _query(raw: str) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True, max_num_fields=200, errors="replace"):
        query.setdefault(name, []).append(value)
    return query


def _body(body: bytes) -> tuple[str | None, bool]:
    if not body:
        return None, False
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _context(request: web.BaseRequest, match: Match, method: str, request_id: str) -> dict[str, Any]:
    return {
        "accountId": ACCOUNT,
        "apiId": API_ID,
        "domainName": request.headers.get("Host", ""),
        "extendedRequestId": request_id,
        "httpMethod": method,
        "identity": {"sourceIp": source_ip(request), "userAgent": request.headers.get("User-Agent")},
        "path": request.rel_url.raw_path,
        "protocol": "HTTP/1.1",
        "requestId": request_id,
        "resourcePath": match.resource,
        "stage": STAGE,
        **request_times(),
    }


def _answer_body(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body, validate=True)
    if not isinstance(body, str):
        raise TypeError("the body is no string")
    return body.encode()


def _answer_headers(answer: Mapping[str, Any]) -> CIMultiDict[str]:
    headers: CIMultiDict[str] = CIMultiDict()
    multi: Mapping[str, list[Any]] = answer.get("multiValueHeaders") or {}
    for name, values in multi.items():
        for value in values:
            headers.add(name, str(value))
    for name, value in (answer.get("headers") or {}).items():
        if name not in headers:
            headers.add(name, str(value))
    for name in [name for name in headers if name.lower() in _OURS]:
        headers.popall(name, None)
    if any("\n" in value or "\r" in value for value in headers.values()):
        raise ValueError("a header value has a line break")
    headers.setdefault("Content-Type", "application/json")
    return headers
