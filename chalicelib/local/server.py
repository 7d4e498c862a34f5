"""The HTTP server under the gateway: limits on headers and time, and errors in the API's own shape."""

import asyncio
import logging
import socket
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web
from aiohttp.http import WebSocketReader
from aiohttp.http_exceptions import LineTooLong
from aiohttp.web_protocol import RequestHandler

from chalicelib.domain.networks import network_of
from chalicelib.local.admission import Admission
from chalicelib.local.faults import StartError
from chalicelib.local.frames import ClientFrames
from chalicelib.local.problem import problem
from chalicelib.local.settings import RuntimeSettings

log = logging.getLogger(__name__)

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
KEEP_ALIVE_SECONDS = 60.0
"""Also how long a client may take to send a request's headers."""
HEADER_BYTES = 16 * 1024
HEADERS = 100
BACKLOG = 4096
SERVER = "Allclear"


class _Masked:
    """aiohttp's reader of frames, which takes those that are not masked, behind a look at each."""

    def __init__(self, reader: WebSocketReader) -> None:
        self._reader = reader
        self._frames = ClientFrames()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Whether the connection is over, and what was not read."""
        return self._reader.feed_data(self._frames.checked(data))

    def feed_eof(self) -> None:
        """The client sends nothing more."""
        self._reader.feed_eof()


class _Protocol(RequestHandler):
    """Answers what never became a request, or what broke on the way, without a page of HTML or a trace."""

    __slots__ = ("_admission", "client")

    def __init__(self, server: "_Server", admission: Admission, **settings: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(server, **settings)
        self._admission = admission
        self.client = ""

    @property
    def idle(self) -> bool:
        """Whether it waits for a request, or for the rest of one's headers."""
        return self._waiter is not None and not self._waiter.done()

    def unread(self) -> int:
        """Bytes the client has not taken yet."""
        return self.transport.get_write_buffer_size() if self.transport else 0

    def cut(self) -> None:
        """Ends the connection at once."""
        if self.transport:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.client = network_of(peer[0]) if peer else ""
        self._admission.arrived(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """A client has gone."""
        self._admission.left(self)
        super().connection_lost(exc)

    def set_parser(self, parser: Any, data_received_cb: Callable[[], None] | None = None) -> None:  # noqa: ANN401
        """From here on the client speaks WebSocket."""
        super().set_parser(cast("WebSocketReader", _Masked(parser)), data_received_cb)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp passes it
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp passes it
    ) -> web.StreamResponse:
        """The answer when a request can't be parsed, or when the gateway itself fails."""
        request_id = str(uuid.uuid4())
        if isinstance(exc, LineTooLong):
            return _closing(problem(431, "The request's headers are too large.", request_id))
        if status < 500:
            return _closing(problem(status, "The request is not valid HTTP.", request_id))
        log.error("gateway-failed", exc_info=exc, extra={"request_id": request_id})
        return _closing(problem(status, "The gateway failed to answer.", request_id))


class _Server(web.Server):
    def __init__(self, handler: Handler, admission: Admission, **settings: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(handler, **settings)
        self._admission = admission

    def __call__(self) -> RequestHandler:
        return _Protocol(self, self._admission, loop=self._loop, **self._kwargs)


def listening_socket(settings: RuntimeSettings) -> socket.socket:
    """A bound socket, or StartError naming the port or the host; nobody can connect to it yet."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        raise StartError(_unbound(settings, error)) from None
    return bound


def new_server(handler: Handler, admission: Admission) -> web.Server:
    """The protocol factory; requests' bodies are left as they were sent, compressed or not."""
    return _Server(
        handler,
        admission,
        access_log=None,
        auto_decompress=False,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        max_line_size=HEADER_BYTES,
        max_field_size=HEADER_BYTES,
        max_headers=HEADERS,
    )


async def listen(server: web.Server, bound: socket.socket, settings: RuntimeSettings) -> asyncio.Server:
    """Starts to accept connections; StartError when somebody else came first."""
    try:
        return await asyncio.get_running_loop().create_server(server, sock=bound, backlog=BACKLOG)
    except OSError as error:
        raise StartError(_unbound(settings, error)) from None


def _closing(response: web.Response) -> web.Response:
    response.headers["Server"] = SERVER
    response.force_close()
    return response


def _unbound(settings: RuntimeSettings, error: OSError) -> str:
    if error.errno in {98, 48}:
        return f"PORT {settings.port} is in use on {settings.host}. Stop what uses it, or set PORT to another."
    if error.errno == 13:
        return f"PORT {settings.port} needs rights this user does not have. Set PORT to one above 1023."
    return f"HOST {settings.host} can't be listened on: {error.strerror}."
