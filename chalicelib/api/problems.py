"""Errors as `application/problem+json` (RFC 9457): the one place where domain errors learn of HTTP."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from chalice.app import Response
from pydantic import BaseModel, ConfigDict, ValidationError

from chalicelib.api import wording
from chalicelib.api.reading import BadQueryError, RefusedError
from chalicelib.domain import errors
from chalicelib.reasons import reason

CONTENT_TYPE = "application/problem+json"

_STATUS: Mapping[type[errors.AllclearError], HTTPStatus] = {
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
    errors.ContendedError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
    errors.UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
}
_HEADERS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": 'Bearer realm="allclear"'},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "2"},
}


class FieldError(BaseModel):
    """What is wrong with one field."""

    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    """Why a request was refused; nothing was changed."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
    """Name it when you ask about the problem."""
    errors: list[FieldError] | None = None
    """Every field that is wrong, when the status is 422."""
    changed: list[str] | None = None
    """Ids of what was changed nevertheless, when a request about many things got only so far."""


def of(error: Exception, request_id: str) -> Response | None:
    """The problem that an error is; None for one that nobody was to raise."""
    match error:
        case ValidationError():
            return of_validation(error, request_id)
        case BadQueryError(error=ValidationError() as inner):
            return of_validation(inner, request_id, ("query",))
        case errors.AllclearError():
            return of_domain(error, request_id)
        case RefusedError():
            return problem(error.status, error.detail, request_id)
        case _:
            return None


def of_domain(error: errors.AllclearError, request_id: str) -> Response:
    """The problem a domain error is."""
    found = [FieldError(loc=list(error.loc), msg=error.detail)] if isinstance(error, errors.InvalidError) else None
    detail = _sentence(found) if found else error.detail
    done = list(error.done) if isinstance(error, errors.PartlyDoneError) else None
    return problem(_status(error), detail, request_id, found, _said_by(error), changed=done)


def _status(error: errors.AllclearError) -> HTTPStatus:
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def _said_by(error: errors.AllclearError) -> dict[str, str]:
    if isinstance(error, errors.StaleVersionError):
        return {"ETag": f'"{error.current}"'}
    if isinstance(error, errors.TooManyError):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": "1"} if isinstance(error, errors.InProgressError) else {}


def of_validation(error: ValidationError, request_id: str, where: Sequence[str] = ()) -> Response:
    """The problem that input is: 400 when it is not JSON at all, 422 when fields are wrong."""
    details = error.errors(include_url=False, include_input=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        return problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {_why_not_json(details[0]['msg'])}.", request_id)
    wrong = wording.found(details[:50], error.title)
    found = [FieldError(loc=[*where, *loc], msg=words) for loc, words in wrong]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(found), request_id, found)


def problem(
    status: HTTPStatus,
    detail: str,
    request_id: str,
    found: list[FieldError] | None = None,
    headers: Mapping[str, Any] | None = None,
    *,
    changed: list[str] | None = None,
) -> Response:
    """An answer that says what is wrong."""
    body = Problem(
        title=reason(status), status=status, detail=detail, request_id=request_id, errors=found, changed=changed
    )
    return Response(
        body.model_dump_json(exclude_none=True),
        {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", **_HEADERS.get(status, {}), **(headers or {})},
        status,
    )


def _why_not_json(message: str) -> str:
    return message.removeprefix("Invalid JSON: ")


def _sentence(found: Sequence[FieldError]) -> str:
    first = found[0]
    if first.msg[:1].isupper():
        return first.msg
    name = ".".join(str(part) for part in first.loc) or "The request"
    return f"{name}: {first.msg}"
