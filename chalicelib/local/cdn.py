"""The CDN: published documents and the static site, with the headers of infra/cdn.json."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from chalicelib.local.assets import Asset, Assets
from chalicelib.local.cdn_rules import Behavior, CdnRules
from chalicelib.publish.documents import file_name, likely

Api = Callable[[web.BaseRequest], Awaitable[web.Response]]
_READS = frozenset({"GET", "HEAD"})
_PAGE = "X-Allclear-Page"
"""Says to the API which page's host a request came to."""


class Cdn:
    """Answers from files as long as it can; only what is not there, or not a read, goes to the API."""

    def __init__(self, rules: CdnRules, site: Path, documents: Path, api: Api) -> None:
        self._rules = rules
        self._site = Assets(site)
        self._documents = Assets(documents)
        self._api = api

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer for any path of the site, the documents or the API."""
        raw = request.rel_url.raw_path
        behavior = self._rules.behavior(raw)
        if _asks_to_read(request, behavior):
            return web.Response(status=204, headers=self._rules.open)
        if behavior.origin != "site" and request.method in _READS and (right := self._rules.moved(raw)):
            return _moved(request, right, behavior)
        return await self._answer(request, raw, behavior)

    async def answer_on_host(self, request: web.BaseRequest, slug: str) -> web.StreamResponse:
        """The answer for a path of a page's own host."""
        raw = request.rel_url.raw_path
        route = self._rules.route(slug, raw)
        behavior = self._rules.of_hosts[route.behavior]
        if _asks_to_read(request, behavior):
            return web.Response(status=204, headers=self._rules.open)
        if route.moved and request.method in _READS:
            return _moved(request, route.moved, behavior)
        headers = CIMultiDict(request.headers)
        headers[_PAGE] = slug
        there = URL.build(path=route.path, query_string=request.rel_url.raw_query_string, encoded=True)
        return await self._answer(request.clone(rel_url=there, headers=headers), route.path, behavior)

    def nobody(self, request: web.BaseRequest) -> web.Response:
        """The answer on a host that is nobody's."""
        headers = {**self._rules.of_hosts[-1].headers, "Cache-Control": "no-cache"}
        return _sized(web.Response(status=404, text="There is no page at this host.\n", headers=headers), request)

    async def _answer(self, request: web.BaseRequest, raw: str, behavior: Behavior) -> web.StreamResponse:
        if behavior.origin == "site":
            return await self._page(request, behavior, unquote(raw))
        if behavior.origin == "documents" and (found := await self._document(request, raw)):
            return _file_answer(request, found, behavior)
        answer = await self._api(request)
        if answer.status == HTTPStatus.NOT_FOUND and self._rules.is_page(raw):
            return await self._missing(request, behavior)
        return _through(answer, behavior)

    async def _document(self, request: web.BaseRequest, path: str) -> Asset | None:
        if request.method not in _READS:
            return None
        key = self._rules.document_key(path, request.rel_url.raw_query_string)
        for kind in likely(key) if key else ():
            if found := await self._documents.find(file_name(str(key), kind)):
                return found
        return None

    async def _page(self, request: web.BaseRequest, behavior: Behavior, path: str) -> web.Response:
        if request.method not in _READS:
            return web.Response(
                status=405, text="Only GET and HEAD.\n", headers={**behavior.headers, "Allow": "GET, HEAD"}
            )
        name = self._rules.site_file(path)
        found = await self._site.find(name) if name else None
        if found:
            return _file_answer(request, found, behavior)
        return await self._missing(request, behavior)

    async def _missing(self, request: web.BaseRequest, behavior: Behavior) -> web.Response:
        page = await self._site.find("404.html")
        body, kind = (page.bodies["identity"], page.content_type) if page else (b"Not found.\n", "text/plain")
        headers = {**behavior.headers, "Cache-Control": "no-cache", "Content-Type": kind}
        return _sized(web.Response(status=404, body=body, headers=headers), request)


def _asks_to_read(request: web.BaseRequest, behavior: Behavior) -> bool:
    """A browser's question whether a script of another site may read this: any may, and with any header."""
    return behavior.is_open and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _moved(request: web.BaseRequest, path: str, behavior: Behavior) -> web.Response:
    query = request.rel_url.raw_query_string
    return web.Response(status=301, headers={**behavior.headers, "Location": f"{path}?{query}" if query else path})


def _file_answer(request: web.BaseRequest, asset: Asset, behavior: Behavior) -> web.Response:
    encoding = asset.pick(request.headers.get("Accept-Encoding", ""))
    headers = {**behavior.headers, "ETag": asset.etag(encoding)}
    if len(asset.bodies) > 1:
        headers["Vary"] = "Accept-Encoding"
    if (held := request.headers.get("If-None-Match")) and asset.matches(held):
        return web.Response(status=304, headers=headers)
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    headers["Content-Type"] = asset.content_type
    return _sized(web.Response(body=asset.bodies[encoding], headers=headers), request)


def _sized(response: web.Response, request: web.BaseRequest) -> web.Response:
    """A HEAD says how long the body would be; aiohttp leaves the body itself out."""
    if request.method == "HEAD":
        response.headers["Content-Length"] = str(len(response.body or b""))  # type: ignore[arg-type]
    return response


def _through(response: web.Response, behavior: Behavior) -> web.Response:
    """The API's answer with the CDN's headers; how long it may be kept is the API's to say."""
    for name, value in behavior.headers.items():
        if name == "Cache-Control":
            continue
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response
