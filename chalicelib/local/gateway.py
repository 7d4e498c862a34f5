"""One port for everything: the API, the live socket, its management API, the CDN and the outbox."""

import asyncio
import logging
import socket

from aiohttp import web

from chalicelib.local import management
from chalicelib.local.admission import Admission, room
from chalicelib.local.cdn import Cdn
from chalicelib.local.hosts import Hosts, Site
from chalicelib.local.mail import Outbox
from chalicelib.local.management import Management
from chalicelib.local.rest import RestApi
from chalicelib.local.server import SERVER, listen, new_server
from chalicelib.local.settings import RuntimeSettings
from chalicelib.local.sockets import Sockets
from chalicelib.local.waiting import until

log = logging.getLogger(__name__)

IN_FLIGHT_SECONDS = 10.0


class Gateway:
    """Hands each request to the part it is for; stops without breaking off what it has begun."""

    def __init__(
        self, rest: RestApi, sockets: Sockets, management_api: Management, cdn: Cdn, outbox: Outbox, hosts: Hosts
    ) -> None:
        self._rest = rest
        self._sockets = sockets
        self._management = management_api
        self._cdn = cdn
        self._outbox = outbox
        self._hosts = hosts
        self._admission = Admission(room())
        self._http = new_server(self._handle, self._admission)
        self._listener: asyncio.Server | None = None
        self._watchers: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self, bound: socket.socket, settings: RuntimeSettings) -> None:
        """Returns when requests are being answered."""
        self._watchers = [asyncio.create_task(each) for each in (self._sockets.sweep(), self._admission.watch())]
        self._listener = await listen(self._http, bound, settings)

    async def finish_requests(self) -> None:
        """Takes no new connections, and returns when the requests under way are answered."""
        self._stopping = True
        if self._listener:
            self._listener.close()
        await until(lambda: not self._rest.in_flight, IN_FLIGHT_SECONDS)

    async def close(self) -> None:
        """Ends the live connections, then all others."""
        for watcher in self._watchers:
            watcher.cancel()
        await self._sockets.close()
        await self._http.shutdown(timeout=1.0)
        self._rest.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        response = await self._route(request)
        if not response.prepared:
            response.headers["Server"] = SERVER
            if self._stopping:
                response.force_close()
        return response

    async def _route(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        page = self._hosts.page_of(request.headers.get("Host", ""))
        if page is None:
            return self._cdn.nobody(request)
        if path == "/live":
            return await self._sockets.serve(request)
        if not isinstance(page, Site):
            return await self._cdn.answer_on_host(request, page)
        if path.startswith(management.PREFIX):
            return await self._management.answer(request)
        if path.startswith("/_local/"):
            return await self._outbox.answer(request)
        return await self._cdn.answer(request)
