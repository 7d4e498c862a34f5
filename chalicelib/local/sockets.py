"""API Gateway's WebSocket side: connections, and the handlers that are told of them, in order for each."""

import asyncio
import json
import logging
import uuid
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from chalicelib.domain.networks import network_of
from chalicelib.local.connection import Connection, new_socket
from chalicelib.local.frames import text_frame
from chalicelib.local.invocation import Event, Handler, LambdaContext
from chalicelib.local.lane import Lane, Size
from chalicelib.local.problem import problem
from chalicelib.local.socket_event import Caller, connect_event, disconnect_event, message_event
from chalicelib.local.waiting import until

log = logging.getLogger(__name__)

CALLS = Size(places=10, places_each=8, waiting=100_000, waiting_each=100_000)
"""Each connection has one call at a time, so that how many wait is bounded by how many are open."""
GOING_AWAY = 1001
_DATA = frozenset({WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING})


@dataclass(frozen=True)
class Handlers:
    """The Lambda functions behind $connect, $default and $disconnect."""

    connect: Handler
    message: Handler
    disconnect: Handler


def error_frame(message: str, code: str) -> bytes:
    """The gateway's own complaint, in the shape of the live protocol."""
    return text_frame(json.dumps({"event": "error", "message": message, "code": code}))


_BINARY = error_frame("Messages must be text.", "binary_message")
_TOO_MANY = error_frame("Too many messages; this one was not read.", "too_many_messages")
_FAILED = error_frame("The message could not be handled. Try again in a moment.", "internal_error")


class Sockets:
    """All connections of this gateway; every method runs on the event loop."""

    def __init__(self, handlers: Handlers, *, idle: float = 600.0, longest: float = 7200.0) -> None:
        self._handlers = handlers
        self._idle = idle
        self._longest = longest
        self._calls = Lane("live", CALLS)
        self._connections: dict[str, Connection] = {}
        self._open_tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._connections)

    def get(self, connection_id: str) -> Connection | None:
        """The connection, while it is open."""
        return self._connections.get(connection_id)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """The handshake, and then the connection until it ends."""
        if not new_socket().can_prepare(request):
            detail = "This address speaks WebSocket (RFC 6455, version 13)."
            upgrade = {"Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Connection": "close"}
            return problem(426, detail, str(uuid.uuid4()), upgrade)
        caller = Caller(request)
        if refusal := await self._refusal(request, caller):
            return refusal
        return await self._talk(request, Connection(caller, asyncio.get_running_loop().time()))

    def write(self, connection_ids: Iterable[str], frames: bytes) -> list[str]:
        """Sends `frames` to each; the ids of those that are gone."""
        now = asyncio.get_running_loop().time()
        known = self._connections
        return [each for each in connection_ids if (found := known.get(each)) is None or not found.write(frames, now)]

    async def sweep(self) -> None:
        """Closes connections that are idle or too old, for as long as it runs."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(max(0.05, min(self._idle, self._longest, 60.0) / 4))
            now = loop.time()
            for connection in list(self._connections.values()):
                if now - connection.touched > self._idle:
                    connection.close(GOING_AWAY, "Idle for too long")
                elif now - connection.opened > self._longest:
                    connection.close(GOING_AWAY, "Open for too long")

    async def close(self, patience: float = 5.0) -> None:
        """Closes every connection with 1001, and returns when their $disconnect handlers are done."""
        for connection in list(self._connections.values()):
            connection.close(GOING_AWAY, "Going away")
        await until(lambda: not self._connections and not self._open_tasks, patience)
        for connection in self._connections.values():
            connection.abort()
        self._calls.close()

    async def _refusal(self, request: web.BaseRequest, caller: Caller) -> web.Response | None:
        try:
            event = connect_event(request, caller)
        except ValueError:
            return problem(400, "The query string can't be read.", caller.id)
        try:
            answer = await self._call(self._handlers.connect, event)
            status = int(answer.get("statusCode", 200)) if isinstance(answer, dict) else 200
        except Exception:
            log.exception("connect-failed", extra={"connection_id": caller.id})
            return problem(502, "The connection could not be made.", caller.id)
        if status < 300:
            return None
        return problem(status if 400 <= status < 600 else 403, "The connection was refused.", caller.id)

    async def _talk(self, request: web.BaseRequest, connection: Connection) -> web.StreamResponse:
        caller = connection.caller
        try:
            await connection.open(request)
            self._connections[caller.id] = connection
            await self._listen(connection)
        except ConnectionError:
            log.debug("connection-lost", extra={"connection_id": caller.id})
        finally:
            self._connections.pop(caller.id, None)
            connection.end()
            event = disconnect_event(caller, connection.end_code(), "")
            self._soon(self._call_quietly(self._handlers.disconnect, event))
        return connection.socket

    async def _listen(self, connection: Connection) -> None:
        """Reads the next message when the last one is handled: what a client sends faster stays in its own socket."""
        loop = asyncio.get_running_loop()
        while True:
            message = await connection.socket.receive()
            now = connection.touched = loop.time()
            if connection.closing and message.type in _DATA:
                continue
            if message.type is WSMsgType.TEXT:
                await self._handle(connection, message.data, now)
            elif message.type is WSMsgType.BINARY:
                connection.write(_BINARY, now)
            elif message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is not WSMsgType.PONG:
                return

    async def _handle(self, connection: Connection, body: str, now: float) -> None:
        if not connection.may_send(now):
            connection.write(_TOO_MANY, now)
        elif not await self._call_quietly(self._handlers.message, message_event(connection.caller, body)):
            connection.write(_FAILED, now)

    async def _call(self, handler: Handler, event: Event) -> object:
        about = event["requestContext"]
        context = LambdaContext("websocket_handler", about["requestId"])
        client = network_of(about["identity"]["sourceIp"])
        return await self._calls.run(client, lambda: handler(event, context))

    async def _call_quietly(self, handler: Handler, event: Event) -> bool:
        """False when the handler raised, which is logged and goes no further."""
        try:
            await self._call(handler, event)
        except Exception:
            about = event["requestContext"]
            fields = {"route": about["routeKey"], "connection_id": about["connectionId"]}
            log.exception("websocket-handler-failed", extra=fields)
            return False
        return True

    def _soon(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(work)
        self._open_tasks.add(task)
        task.add_done_callback(self._open_tasks.discard)


def parts(connection_ids: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    """The ids in runs of `size`, in order."""
    return (connection_ids[start : start + size] for start in range(0, len(connection_ids), size))
