"""The edge: every request passes here on its way in and out, and every error becomes an answer.

What only errors, writes and people who are signed in need is imported when the first of them comes: the public reads
start without models.
"""

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from chalice.app import Request, Response

from chalicelib import clock, log
from chalicelib.api import cors, limits
from chalicelib.api.call import Call
from chalicelib.api.reading import Asked
from chalicelib.api.registry import Budget, Endpoint, Open
from chalicelib.api.rendering import rendered
from chalicelib.aws.deadline import due_in
from chalicelib.domain.errors import ForbiddenError, NotFoundError, UnauthenticatedError

if TYPE_CHECKING:
    from chalicelib.auth.identity import Identity
    from chalicelib.domain.organizations import Member

ANSWER_SECONDS = 4.2
"""When an answer is due, be it 503; what is late then may take a moment more, and 5 s is what is promised.

An operator's calls may wait for tables to be made.
"""
_NOT_SENT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_HOST_OF = "x-allclear-page"
"""The slug of the page whose own host a request came to; it only ever narrows what a caller may do."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass
class Trace:
    """The fields of a request's log line."""

    request_id: str
    organization: str | None = None
    actor: str | None = None
    limit: Mapping[str, str] = field(default_factory=dict)


def respond(declared: Endpoint, request: Request, path: Mapping[str, str]) -> Response:
    """The answer, whatever happens, with what belongs on every answer; one log line says what became of it."""
    started = time.perf_counter()
    asked = Asked(declared, request, path)
    trace = Trace(_request_id(asked))
    usual = ANSWER_SECONDS if declared.access is not Open.OPERATOR else math.inf
    with due_in(declared.seconds or usual):
        response = _guarded(asked, trace, lambda: _answered(asked, trace))
    if asked.is_form:
        response = _for_people(response)
    response.headers = {
        **_NOT_SENT,
        **cors.headers(declared, asked.headers.get("origin", "")),
        "X-Request-Id": trace.request_id,
        **trace.limit,
        **response.headers,
    }
    _log(declared, trace, int(response.status_code), round((time.perf_counter() - started) * 1000, 1))
    return response


def _for_people(response: Response) -> Response:
    from chalicelib.api import forms  # noqa: PLC0415 - few calls are forms

    return forms.for_people(response)


def _log(declared: Endpoint, trace: Trace, status: int, ms: float) -> None:
    failed = int(status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    log.measured(
        "request",
        {"kind": declared.budget.value},
        {"RequestLatency": log.Metric(ms, "Milliseconds"), "RequestFailures": log.Metric(failed)},
        request_id=trace.request_id,
        route=f"{declared.method} {declared.path}",
        status=status,
        ms=ms,
        organization=trace.organization,
        actor=trace.actor,
    )


def _request_id(asked: Asked) -> str:
    """The caller's own, so that they find it again in our answers and logs; else the gateway's."""
    given = asked.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(asked.request.context.get("requestId", ""))


def _guarded(asked: Asked, trace: Trace, answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except Exception as error:  # noqa: BLE001 - the edge: logged for us, and not shown to the caller
        from chalicelib.api import problems  # noqa: PLC0415

        return problems.of(error, trace.request_id) or _failed(asked, trace)


def _failed(asked: Asked, trace: Trace) -> Response:
    from chalicelib.api import problems  # noqa: PLC0415

    declared = asked.declared
    log.exception("request_failed", request_id=trace.request_id, route=f"{declared.method} {declared.path}")
    detail = "Something went wrong on our side. It has been logged."
    return problems.problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, trace.request_id)


def _answered(asked: Asked, trace: Trace) -> Response:
    """Checks who is calling, how often, and whether they may, and reads the body only then."""
    identity = _identified(asked, trace)
    who = identity.user.id if identity else limits.anonymous(asked.address)
    for budget, whose in _budgets(asked, who):
        _spend(budget, whose, trace)
    if identity:
        _need_live_session(asked, identity)
    member, found = _member(asked, identity, trace)
    call: Call[Any, Any] = Call(
        now=clock.now(),
        body=asked.body(),
        query=asked.query(),
        path=asked.path,
        headers=asked.headers,
        user=identity.user if identity else None,
        email_verified=identity.email_verified if identity else False,
        member=member,
        found=found,
        session_id=identity.session_id if identity else "",
        sender=limits.anonymous(asked.address),
        asked=asked,
    )
    return _once(
        asked,
        f"{member.org_id}#{who}" if member else who,
        lambda: _guarded(asked, trace, lambda: rendered(asked.declared, asked.request, asked.declared.view(call))),
    )


def _once(asked: Asked, who: str, answer: Callable[[], Response]) -> Response:
    """Requests that may be repeated are carried out once: see `idempotency`."""
    if asked.declared.method != "POST":
        return answer()
    from chalicelib.api import idempotency  # noqa: PLC0415

    return idempotency.once(asked, who, answer)


def _identified(asked: Asked, trace: Trace) -> "Identity | None":
    """A caller whose token is refused is counted by address, so that tokens cannot be guessed without limit."""
    try:
        return _identity(asked, trace)
    except (UnauthenticatedError, ForbiddenError, NotFoundError):
        _spend(Budget.PUBLIC, limits.anonymous(asked.address), trace)
        raise


def _budgets(asked: Asked, who: str) -> list[tuple[Budget, str]]:
    """What a call counts against, and whose that is.

    Signing in counts against what one address may try at one account, and only what that allows against what the
    address may try at all: who hammers at one account does not use up the minute of a whole office.
    """
    declared = asked.declared
    if declared.budget is Budget.ALERTS:
        return [(Budget.ALERTS, f"{who}#{limits.blurred(asked.path['source_id'])}")]
    if not declared.counted_by:
        return [(declared.budget, who)]
    about = limits.blurred(declared.counted_by(asked.body()))
    return [(Budget.SIGN_IN, f"{who}#{about}"), (Budget.SIGN_INS, who)]


def _spend(budget: Budget, who: str, trace: Trace) -> None:
    try:
        trace.limit = limits.spend(budget, who, clock.now())
    except limits.ExhaustedError as error:
        trace.limit = error.headers
        raise


def _identity(asked: Asked, trace: Trace) -> "Identity | None":
    if asked.declared.access is Open.PUBLIC:
        return None
    from chalicelib.auth.identity import identify  # noqa: PLC0415
    from chalicelib.auth.operator import need_operator  # noqa: PLC0415

    if asked.declared.access is Open.OPERATOR:
        need_operator(asked.headers.get("authorization", ""))
        trace.actor = "operator"
        return None
    identity = identify(asked.headers.get("authorization", ""))
    trace.actor = identity.user.id
    if asked.declared.for_people:
        identity.need_person()
    return identity


def _need_live_session(asked: Asked, identity: "Identity") -> None:
    from chalicelib.auth.live_sessions import need_live_session  # noqa: PLC0415

    need_live_session(identity, clock.now(), at_once=asked.declared.ends_with_session)


def _member(asked: Asked, identity: "Identity | None", trace: Trace) -> "tuple[Member | None, Any]":
    role, about = asked.declared.role, asked.declared.about
    if identity is None or role is None:
        return None, None
    from chalicelib.auth.membership import acting_as  # noqa: PLC0415

    named = asked.declared.chosen_by(asked.path) if asked.declared.chosen_by else asked.path.get("org_id")
    chosen = named or asked.headers.get("x-organization-id")
    if about:
        named = asked.path[about.parameter]
        member, found = acting_as(identity, chosen, role, lambda org_id, user_id: about.read(org_id, user_id, named))
    else:
        member, found = acting_as(identity, chosen, role)
    trace.organization = member.org_id
    _check_host(asked.headers.get(_HOST_OF, ""), member.org_id)
    return member, found


def _check_host(slug: str, org_id: str) -> None:
    """On a page's own host there is nothing of other organizations; raises NotFoundError."""
    if slug:
        from chalicelib.store import slugs  # noqa: PLC0415 - few calls that need a role come this way

        if slugs.holder(slug) != org_id:
            raise NotFoundError("There is nothing at this address.")
