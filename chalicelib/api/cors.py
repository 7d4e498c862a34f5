"""Which pages of other origins may read an answer: any page may read public ones, and ALLOWED_ORIGINS all."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from chalice.app import Request, Response

from chalicelib.api.registry import Endpoint, Open, of_path
from chalicelib.config import settings

EXPOSED = (
    "ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, "
    "X-Organization-Id, X-Request-Id"
)
_TAKEN = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Organization-Id, X-Request-Id"
_MAX_AGE = "7200"


def headers(declared: Endpoint, origin: str) -> dict[str, str]:
    """What lets a page of `origin` read the answer; belongs on every answer, so that pages can read errors, too."""
    if declared.access is Open.PUBLIC and declared.method == "GET":
        return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
    return {"Vary": "Origin", **_for_trusted(origin)}


def preflight(path: str, request: Request, by_method: Mapping[str, Endpoint] | None = None) -> Response:
    """204, with what a page of this origin may send; without it when that is nothing.

    `by_method` are the path's endpoints where they are not in the registry.
    """
    sent = {name.lower(): value for name, value in dict(request.headers).items()}
    asked = {"HEAD": "GET"}.get(method := sent.get("access-control-request-method", ""), method)
    declared = by_method if by_method is not None else {endpoint.method: endpoint for endpoint in of_path(path)}
    methods = sorted({*declared, "OPTIONS", *(["HEAD"] if "GET" in declared else [])})
    answer: dict[str, str | list[str]] = {
        "Allow": ", ".join(methods),
        "Vary": "Origin, Access-Control-Request-Method",
        "Cache-Control": "no-store",
    }
    if endpoint := declared.get(asked):
        answer |= _granted(headers(endpoint, sent.get("origin", "")), ", ".join(methods))
    return Response("", answer, 204)


def _granted(allowed: Mapping[str, str], methods: str) -> dict[str, str]:
    granted = {name: value for name, value in allowed.items() if name.startswith("Access-Control-Allow")}
    if not granted:
        return {}
    return {
        **granted,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _TAKEN,
        "Access-Control-Max-Age": _MAX_AGE,
    }


def _for_trusted(origin: str) -> dict[str, str]:
    if origin not in trusted_origins():
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": EXPOSED,
    }


@cache
def trusted_origins() -> frozenset[str]:
    """ALLOWED_ORIGINS, and our own."""
    own = urlsplit(settings().public_url)
    given = settings().allowed_origins.replace(",", " ").split()
    return frozenset(
        [origin.rstrip("/") for origin in given] + ([f"{own.scheme}://{own.netloc}"] if own.netloc else [])
    )
