"""A site in this process: the static pages with production's headers, documents to publish, and a live socket."""

import asyncio
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, TypeVar

import brotli  # type: ignore[import-untyped] # ships no types
from aiohttp import WSMsgType, web

from chalicelib.content_types import content_type
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.page import Page
from chalicelib.publish import metrics_page, past, permalinks, shell, subscribe_page, uptime_page
from tests.browser import uptime
from tests.browser.pages import NOW, Document

T = TypeVar("T")
BROTLI_QUALITY = 7  # between a CDN's 5 and the best, 11
ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static_site"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types push"
)


def _running_from(moment: datetime) -> Callable[[], datetime]:
    """A clock that shows `moment` now: the server's, beside which tests set the visitor's."""
    began = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - began)


@lru_cache(maxsize=256)
def _compressed(body: bytes) -> bytes:
    """As a CDN keeps it: compressed once."""
    packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
    return packed


class Site:
    """Answers as the CDN and the live socket do, and as badly as a test wants it to."""

    def __init__(self) -> None:
        self.clock: Callable[[], datetime] = _running_from(NOW)
        self.age = 0
        self.documents: dict[str, Document] = {}
        self.first_answers: dict[str, Document] = {}
        self.requests: Counter[str] = Counter()
        self.not_modified: Counter[str] = Counter()
        self.bytes_by_path: dict[str, int] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.received: list[Document] = []
        self.failing: set[str] = set()
        self.documents_down = False
        self.live_down = False
        self.mute = False
        self._runs = threading.Event()
        self._runs.set()
        self.url = ""
        self._noted = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.frozen = False
        self.drop_sockets()
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def frozen(self) -> bool:
        """Whether it takes connections and answers nobody."""
        return not self._runs.is_set()

    @frozen.setter
    def frozen(self, is_so: bool) -> None:
        if is_so:
            self._runs.clear()
        else:
            self._runs.set()

    def publish(self, document: Document) -> None:
        """Puts a page's document where it is fetched from, with its lists."""
        slug = document["organization"]["slug"]
        self.documents[f"/api/status/{slug}"] = document
        root = f"/api/status/{slug}"
        incidents = document["active_incidents"] + document["recent_incidents"]
        self.documents[f"{root}/incidents"] = {"incidents": incidents, "month": "2026-11", "next_cursor": None}
        for each in incidents:
            self.documents[f"{root}/incidents/{each['id']}"] = {
                "organization": document["organization"],
                "incident": each,
            }
        if document["organization"].get("show_uptime", True):
            self.documents[f"{root}/uptime/bars"] = uptime.bars(document)
            for month in ("2026-10", "2026-11"):
                self.documents[f"{root}/uptime?month={month}"] = uptime.month(document, month)
        for each in document["maintenance"]:
            self.documents[f"{root}/maintenance/{each['id']}"] = {
                "organization": document["organization"],
                "maintenance": each,
            }

    def push(self, *frames: Document) -> None:
        """Sends frames to every socket, in order."""
        self._run(self._send([json.dumps(frame) for frame in frames]))

    def drop_sockets(self) -> None:
        """Ends every connection, as a deployment does."""
        self._run(self._close())

    def wait_for_subscriber(self) -> None:
        """Until somebody has subscribed."""
        self._wait(lambda: any(each["action"] == "subscribe_organization" for each in self.received))

    def wait_for_request(self, path: str) -> None:
        """Until somebody has asked for a path."""
        self._wait(lambda: self.requests[path] > 0)

    def _wait(self, holds: Callable[[], bool]) -> None:
        with self._noted:
            assert self._noted.wait_for(holds, 10)

    def _run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result(10)

    async def _start(self) -> str:
        app = web.Application()
        app.router.add_get("/live", self._live)
        app.router.add_get("/api/{path:.*}", self._document)
        app.router.add_get("/{path:.*}", self._static)
        self._runner = web.AppRunner(app, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _send(self, messages: list[str]) -> None:
        for socket in self.sockets:
            for message in messages:
                await socket.send_str(message)

    async def _close(self) -> None:
        for socket in list(self.sockets):
            await socket.close()

    async def _thawed(self) -> None:
        """Answers nobody while frozen; connections are taken, as the system does for a process that is stopped."""
        if not self._runs.is_set():
            await asyncio.to_thread(self._runs.wait)

    async def _document(self, request: web.Request) -> web.Response:
        await self._thawed()
        with self._noted:
            self.requests[request.path_qs] += 1
            self._noted.notify_all()
        if self.documents_down or request.path in self.failing:
            return web.Response(status=503)
        key = request.path_qs if request.path_qs in self.documents else request.path
        if key not in self.documents:
            return web.Response(status=404)
        document = self.first_answers.pop(request.path_qs, self.documents[key])
        return self._answer(request, json.dumps(document).encode(), "application/json")

    async def _static(self, request: web.Request) -> web.Response:
        await self._thawed()
        self.requests[request.path_qs] += 1
        if request.path.startswith("/status/") and (page := self._shell(request.path)):
            return self._answer(request, page.encode(), "text/html")
        file = STATIC / ("index.html" if request.path == "/" else request.path[1:])
        file = file if file.is_file() else file.with_name(f"{file.name}.html")
        if not file.is_file():
            return self._answer(request, (STATIC / "404.html").read_bytes(), "text/html", 404)
        return self._answer(request, file.read_bytes(), content_type(file.name).partition(";")[0])

    def _shell(self, path: str) -> str | None:
        """What the publisher made of the document that is out; None where it made nothing."""
        slug, _, below = path.removeprefix("/status/").partition("/")
        kind, _, name = below.partition("/")
        if (document := self.documents.get(f"/api/status/{slug}")) is None:
            return None
        page = Page.model_validate(document)
        found = self.documents.get(f"/api/status/{slug}/{below}", {})
        if kind == "history":
            month = f"?cursor={name}" if name else ""
            return self._history(page, name, self.documents.get(f"/api/status/{slug}/incidents{month}"))
        if kind == "incidents" and "incident" in found:
            return permalinks.incident(page.organization, Incident.model_validate(found["incident"]))
        if kind == "maintenance" and "maintenance" in found:
            return permalinks.maintenance(page.organization, Maintenance.model_validate(found["maintenance"]))
        made: dict[str, Callable[[], str | None]] = {
            "": lambda: shell.overview(page),
            "uptime": lambda: uptime_page.page(page.organization, None),
            "subscribe": lambda: subscribe_page.page(page),
            "metrics": lambda: metrics_page.page(page.organization, json.dumps(found) if found else None),
        }
        return made[below]() if below in made else None

    def _history(self, page: Page, name: str, document: Document | None) -> str | None:
        found = document or {}
        entries: list[past.Entry] = [Incident.model_validate(each) for each in found.get("incidents", ())]
        entries += [Maintenance.model_validate(each) for each in found.get("maintenance", ())]
        older = found.get("next_cursor")
        if name:
            return past.month(page.organization, entries, name, older) if document else None
        return past.newest(page.organization, entries, older)

    def _answer(self, request: web.Request, body: bytes, content_type: str, status: int = 200) -> web.Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {
            "Date": format_datetime(self.clock(), usegmt=True),
            "Age": str(self.age),
            "ETag": etag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": CSP,
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("If-None-Match") == etag:
            self.not_modified[request.path] += 1
            return web.Response(status=304, headers=headers)
        compressed = _compressed(body)
        self.bytes_by_path[request.path] = len(compressed)
        headers["Content-Encoding"] = "br"
        return web.Response(body=compressed, status=status, headers=headers, content_type=content_type)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        await self._thawed()
        self.requests["/live"] += 1
        if self.live_down:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        with suppress(ConnectionError):
            await self._talk(request, socket)
        return socket

    async def _talk(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            await self._thawed()
            if message.type is WSMsgType.TEXT and not self.mute:
                await self._reply(socket, message.json())
        self.sockets.remove(socket)

    async def _reply(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        with self._noted:
            self.received.append(asked)
            self._noted.notify_all()
        if asked["action"] == "ping":
            await socket.send_json({"event": "pong"})
            return
        document = self.documents[f"/api/status/{asked['tenant_id']}"]
        organization = document["organization"]
        await socket.send_json(
            {
                "event": "subscribed",
                "tenant_id": organization["id"],
                "slug": organization["slug"],
                "version": document["version"],
            }
        )
