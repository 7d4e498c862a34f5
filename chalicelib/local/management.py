"""API Gateway's management API for WebSocket connections: `/@connections/{id}`."""

import json
import uuid
from datetime import UTC, datetime
from urllib.parse import unquote

from aiohttp import web

from chalicelib.local.body import Bodies, CrowdedError, TooLargeError
from chalicelib.local.connection import Connection
from chalicelib.local.frames import MAX_MESSAGE, text_frame
from chalicelib.local.loopback import from_this_machine
from chalicelib.local.problem import problem
from chalicelib.local.sigv4 import SignatureCheck
from chalicelib.local.sockets import Sockets

PREFIX = "/@connections/"


class Management:
    """Lets a caller on this machine that holds the stack's credentials send to a connection, look at it, close it."""

    def __init__(self, sockets: Sockets, check: SignatureCheck) -> None:
        self._sockets = sockets
        self._check = check
        self._bodies = Bodies()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """200, 204, 403 without the right signature, 405, 410 when the connection is gone, 413."""
        request_id = str(uuid.uuid4())
        if not from_this_machine(request):
            return problem(403, "Forbidden", request_id)
        try:
            async with self._bodies.of(request, request.remote or "", MAX_MESSAGE) as body:
                return self._checked(request, body, request_id)
        except TooLargeError:
            return problem(413, "A message is 128 KB at most.", request_id)
        except TimeoutError:
            return problem(408, "The body did not arrive in time.", request_id)
        except CrowdedError:
            return problem(503, "Too many messages are waiting.", request_id, {"Retry-After": "1"})

    def _checked(self, request: web.BaseRequest, body: bytes, request_id: str) -> web.Response:
        if not self._check.accepts(request.method, _url(request), request.headers, body):
            return problem(403, "The signature does not match.", request_id)
        return self._act(request, body, request_id)

    def _act(self, request: web.BaseRequest, body: bytes, request_id: str) -> web.Response:
        connection = self._sockets.get(unquote(request.rel_url.raw_path).removeprefix(PREFIX))
        if connection is None:
            return problem(410, "The connection is gone.", request_id)
        if request.method == "POST":
            return self._send(connection, body, request_id)
        if request.method == "GET":
            return web.json_response(_describe(connection))
        if request.method == "DELETE":
            connection.close(1000, "Closed by the server")
            return web.Response(status=204)
        return problem(405, f"{request.method} is not possible here.", request_id, {"Allow": "DELETE, GET, POST"})

    def _send(self, connection: Connection, body: bytes, request_id: str) -> web.Response:
        try:
            frame = text_frame(body.decode())
        except UnicodeDecodeError:
            return problem(400, "A message is UTF-8 text.", request_id)
        if self._sockets.write([connection.caller.id], frame):
            return problem(410, "The connection is gone.", request_id)
        return web.Response(body=json.dumps({}).encode(), content_type="application/json")


def _url(request: web.BaseRequest) -> str:
    """The URL as it was on the wire: a signature covers its escapes."""
    return f"http://{request.headers.get('Host', '')}{request.raw_path}"


def _describe(connection: Connection) -> dict[str, object]:
    caller = connection.caller
    connected = datetime.fromtimestamp(caller.connected_at / 1000, UTC)
    return {
        "connectedAt": connected.isoformat().replace("+00:00", "Z"),
        "identity": {"sourceIp": caller.ip, "userAgent": caller.user_agent},
        "lastActiveAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }
