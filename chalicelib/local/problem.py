"""Errors the gateway itself answers, in the shape the API uses (RFC 9457)."""

import json
from collections.abc import Mapping

from aiohttp import web

from chalicelib.reasons import reason

_HEADERS = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",  # there is nothing in it, and a script of another origin must see why
}


def problem(status: int, detail: str, request_id: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An `application/problem+json` answer."""
    body = {
        "type": "about:blank",
        "title": reason(status),
        "status": status,
        "detail": detail,
        "request_id": request_id,
    }
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        headers={**_HEADERS, "X-Request-Id": request_id, **(headers or {})},
    )
