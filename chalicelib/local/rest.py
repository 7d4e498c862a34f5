"""API Gateway's REST side: matches the app's routes and calls its handler on worker threads."""

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from chalicelib.local.body import TooLargeError, read_body
from chalicelib.local.problem import problem
from chalicelib.local.proxy_event import BadAnswerError, http_answer, proxy_event
from chalicelib.local.routes import Match, RouteTable

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any], Any], Any]

INTEGRATION_SECONDS = 29.0
WORKERS = 16
MOST_WAITING = 1000


@dataclass(frozen=True)
class LambdaContext:
    """The part of Lambda's context object that code relies on."""

    function_name: str
    aws_request_id: str
    _started: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """How long the gateway will still wait."""
        return max(0, int((self._started + INTEGRATION_SECONDS - time.monotonic()) * 1000))


class RestApi:
    """Answers every request under the API's paths; never lets an exception or a trace through."""

    def __init__(
        self,
        app: Handler,
        routes: Mapping[str, Any],
        *,
        changed: Callable[[], None] = lambda: None,
        timeout: float = INTEGRATION_SECONDS,
    ) -> None:
        self._app = app
        self._routes = RouteTable(routes)
        self._changed = changed
        self._timeout = timeout
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="rest")
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
        try:
            event = proxy_event(request, match, method, await read_body(request), request_id)
        except TooLargeError:
            return problem(413, "The body is larger than 6 MB.", request_id)
        except TimeoutError:
            return problem(408, "The body did not arrive in time.", request_id, {"Connection": "close"})
        except ValueError:
            return problem(400, "The query string can't be read.", request_id)
        return await self._call(event, request_id)

    async def _call(self, event: dict[str, Any], request_id: str) -> web.Response:
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
            self._changed()
        return response


def threaded(app: Any) -> Any:
    """`app` made safe to call from several threads at once: Chalice keeps the current request on the app itself."""
    base = type(app)
    if not issubclass(base, _RequestPerThread):
        app.__class__ = type(base.__name__, (_RequestPerThread, base), {})
    return app


class _RequestPerThread:
    _per_thread = threading.local()

    @property
    def current_request(self) -> Any:
        return getattr(self._per_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Any) -> None:
        self._per_thread.request = request

    @property
    def lambda_context(self) -> Any:
        return getattr(self._per_thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._per_thread.context = context


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
