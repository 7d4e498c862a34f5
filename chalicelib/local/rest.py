"""API Gateway's REST side: matches the app's routes and calls its handler on worker threads."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp import web

from chalicelib.local.body import TooLargeError, read_body
from chalicelib.local.invocation import LAMBDA_SECONDS, Event, Handler, LambdaContext
from chalicelib.local.problem import problem
from chalicelib.local.proxy_event import BadAnswerError, http_answer, proxy_event
from chalicelib.local.routes import Match, RouteTable

log = logging.getLogger(__name__)

WORKERS = 8
"""More would only wait for each other: measured on two cores, 16 answered fewer requests, and later."""
MOST_WAITING = 1000
SMALL_BODY = 64 * 1024
LARGE_AT_ONCE = 16
"""Bodies above SMALL_BODY that are held in memory at the same time."""


class RestApi:
    """Answers every request under the API's paths; never lets an exception or a trace through."""

    def __init__(
        self,
        app: Handler,
        routes: Mapping[str, Any],
        *,
        changed: Callable[[], None] = lambda: None,
        timeout: float = LAMBDA_SECONDS,
    ) -> None:
        self._app = app
        self._routes = RouteTable(routes)
        self._changed = changed
        self._timeout = timeout
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="rest")
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
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
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, request: web.BaseRequest, request_id: str) -> web.Response:
        match = self._routes.match(request.rel_url.raw_path)
        if match is None:
            return problem(404, "There is nothing at this address.", request_id)
        method = _method(request.method, match)
        if method is None:
            return _undeclared(request.method, match, request_id)
        if self.in_flight > MOST_WAITING:
            return problem(503, "Too many requests are waiting.", request_id, {"Retry-After": "1"})
        if (request.content_length or 0) <= SMALL_BODY and not request.headers.get("Transfer-Encoding"):
            return await self._read_and_call(request, match, method, request_id)
        async with self._large:
            return await self._read_and_call(request, match, method, request_id)

    async def _read_and_call(
        self, request: web.BaseRequest, match: Match, method: str, request_id: str
    ) -> web.Response:
        event = await _event(request, match, method, request_id)
        return event if isinstance(event, web.Response) else await self._call(event, request_id)

    async def _call(self, event: Event, request_id: str) -> web.Response:
        loop = asyncio.get_running_loop()
        context = LambdaContext("api_handler", request_id)
        running = loop.run_in_executor(self._pool, self._app, event, context)
        try:
            response = http_answer(await asyncio.wait_for(asyncio.shield(running), self._timeout))
        except TimeoutError:
            running.add_done_callback(_forget)
            log.error("rest-timeout", extra={"path": event["path"], "request_id": request_id})  # noqa: TRY400
            return problem(504, f"The answer took longer than {self._timeout:.0f} s.", request_id)
        except BadAnswerError:
            log.exception("rest-bad-answer", extra={"path": event["path"], "request_id": request_id})
            return problem(502, "The API gave an unusable answer.", request_id)
        except Exception:
            log.exception("rest-failed", extra={"path": event["path"], "request_id": request_id})
            return problem(502, "The API failed to answer.", request_id)
        if event["httpMethod"] not in {"GET", "OPTIONS"} and response.status < 400:
            loop.call_soon(self._changed)  # once the answer is written: who reads the stream would compete with it
        return response


async def _event(request: web.BaseRequest, match: Match, method: str, request_id: str) -> Event | web.Response:
    """The event for a request, or the answer to one that can't be read."""
    try:
        return proxy_event(request, match, method, await read_body(request), request_id)
    except TooLargeError:
        return problem(413, "The body is larger than 6 MB.", request_id)
    except TimeoutError:
        return problem(408, "The body did not arrive in time.", request_id, {"Connection": "close"})
    except ValueError:
        return problem(400, "The query string can't be read.", request_id)


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


def _forget(running: "asyncio.Future[Any]") -> None:
    """Looks at a late result, so that its exception is not reported as never retrieved."""
    if not running.cancelled():
        running.exception()
