"""API Gateway's REST side: matches the app's routes and calls its handler on threads, each client in its turn."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from aiohttp import web

from chalicelib.local.body import Bodies, CrowdedError, TooLargeError
from chalicelib.local.client import Whence, client_of
from chalicelib.local.invocation import LAMBDA_SECONDS, Event, Handler, LambdaContext
from chalicelib.local.lane import FullError, Lane, LeftError, ShareError, Size
from chalicelib.local.problem import problem
from chalicelib.local.proxy_event import BadAnswerError, http_answer, proxy_event
from chalicelib.local.routes import Match, RouteTable

log = logging.getLogger(__name__)

CALLS = Size(places=10, places_each=8, waiting=1000, waiting_each=300)
"""More places would only wait for each other: measured on two cores, 16 answered fewer requests than 8, and later."""
HASHING = Size(places=2, places_each=2, waiting=48, waiting_each=16, niceness=10)
"""Calls that hash a password: each takes a core and much memory for a good part of a second."""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class RestApi:
    """Answers every request under the API's paths; never lets an exception or a trace through."""

    def __init__(
        self,
        app: Handler,
        routes: Mapping[str, Any],
        *,
        hashing: Collection[tuple[str, str]] = (),
        whence: Whence = client_of,
        changed: Callable[[], None] = lambda: None,
        timeout: float = LAMBDA_SECONDS,
    ) -> None:
        """`hashing` are the methods and routes that hash a password; `changed` is told of every change."""
        self._app = app
        self._routes = RouteTable(routes)
        self._hashing = frozenset(hashing)
        self._whence = whence
        self._changed = changed
        self._timeout = timeout
        self._calls = Lane("rest", CALLS)
        self._hashes = Lane("hashing", HASHING)
        self._bodies = Bodies()
        self.in_flight = 0

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """The app's answer, or the one API Gateway would give in its place."""
        request_id = str(uuid.uuid4())
        self.in_flight += 1
        try:
            response = await self._answer(request, request_id)
        finally:
            self.in_flight -= 1
        response.headers.setdefault("x-amzn-RequestId", request_id)
        return response

    def close(self) -> None:
        """Lets go of the worker threads; calls still running are not waited for."""
        self._calls.close()
        self._hashes.close()

    async def _answer(self, request: web.BaseRequest, request_id: str) -> web.Response:
        match = self._routes.match(request.rel_url.raw_path)
        if match is None:
            return problem(404, "There is nothing at this address.", request_id)
        method = _method(request.method, match)
        if method is None:
            return _undeclared(request.method, match, request_id)
        return await self._read_and_call(request, match, method, request_id)

    async def _read_and_call(
        self, request: web.BaseRequest, match: Match, method: str, request_id: str
    ) -> web.Response:
        client = self._whence(request)
        try:
            async with self._bodies.of(request, client) as body:
                event = proxy_event(request, match, method, body, request_id)
                return await self._call(event, client, lambda: _is_there(request))
        except TooLargeError:
            return problem(413, "The body is larger than 6 MB.", request_id)
        except TimeoutError:
            return problem(408, "The body did not arrive in time.", request_id, {"Connection": "close"})
        except CrowdedError:
            return problem(503, "Too many large bodies are waiting.", request_id, {"Retry-After": "1"})
        except ValueError:
            return problem(400, "The query string can't be read.", request_id)

    async def _call(self, event: Event, client: str, wanted: Callable[[], bool]) -> web.Response:
        request_id = event["requestContext"]["requestId"]
        context = LambdaContext("api_handler", request_id)
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._in_lane(event, client, lambda: self._app(event, context), wanted)
            response = http_answer(answer)
        except TimeoutError:
            log.error("rest-timeout", extra={"path": event["path"], "request_id": request_id})  # noqa: TRY400
            return problem(504, f"The answer took longer than {self._timeout:.0f} s.", request_id)
        except (FullError, LeftError) as error:
            return _not_begun(error, request_id)
        except BadAnswerError:
            log.exception("rest-bad-answer", extra={"path": event["path"], "request_id": request_id})
            return problem(502, "The API gave an unusable answer.", request_id)
        except Exception:
            log.exception("rest-failed", extra={"path": event["path"], "request_id": request_id})
            return problem(502, "The API failed to answer.", request_id)
        if event["httpMethod"] not in _READS and response.status < 400:
            # once the answer is written: who reads the stream would compete with it
            asyncio.get_running_loop().call_soon(self._changed)
        return response

    async def _in_lane(
        self, event: Event, client: str, work: Callable[[], object], wanted: Callable[[], bool]
    ) -> object:
        """Its reads don't wait for a client's changes, nor anything for what hashes."""
        method = event["httpMethod"]
        if (method, event["resource"]) in self._hashing:
            return await self._hashes.run(client, work, wanted)
        return await self._calls.run((client, method in _READS), work, wanted)


def _not_begun(error: FullError | LeftError, request_id: str) -> web.Response:
    if isinstance(error, ShareError):
        return problem(429, "Too many of your requests are waiting.", request_id, {"Retry-After": "2"})
    return problem(503, "Too many requests are waiting.", request_id, {"Retry-After": "2"})


def _is_there(request: web.BaseRequest) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _method(asked: str, match: Match) -> str | None:
    """The declared method that answers `asked`: HEAD is answered by GET where it has none of its own."""
    if asked in match.methods:
        return asked
    return "GET" if asked == "HEAD" and "GET" in match.methods else None


def _undeclared(asked: str, match: Match, request_id: str) -> web.Response:
    methods = set(match.methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in match.methods else set())
    allow = {"Allow": ", ".join(sorted(methods))}
    if asked == "OPTIONS":
        return web.Response(status=204, headers=allow)
    return problem(405, f"{asked} is not possible here.", request_id, allow)
