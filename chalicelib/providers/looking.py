"""Finding out what kind of page an address is, and reading one that is known."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from chalicelib.domain.providers import KnownStatus, Provider, ProviderKind, provider_id
from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.http_wire import Answer
from chalicelib.providers.fetching import fetched
from chalicelib.providers.kinds import Read, read

_OURS = re.compile(r"(https?://[^/]+)/(?:api/)?status/([^/?#]+)/?")
_V2 = re.compile(r"(.*?)/api/v2/[a-z]+\.json")
_SUMMARY = "/api/v2/summary.json"
_BELOW = re.compile(r"(https?://[^/]+)/(?:history|uptime|incidents/[^/]+)")
"""What somebody copies while they look at a page."""
_LONGEST_NAME = 60
_ALL_SECONDS = 22.0
"""For all that may be there; API Gateway waits for 29."""


async def found(url: str, now: datetime, *, loopback: bool) -> Provider:
    """The page at an address that somebody gave; raises FailedError where it is none that can be followed."""
    try:
        async with asyncio.timeout(_ALL_SECONDS):
            return await _found(url, now, loopback=loopback)
    except TimeoutError:
        raise FailedError(f"There was no answer within {_ALL_SECONDS:g} seconds.") from None


async def _found(url: str, now: datetime, *, loopback: bool) -> Provider:
    why = "There is no status page that can be followed: its address, or that of its feed, is needed."
    for kind, source, page in candidates(url):
        try:
            answer = await fetched(source, {}, loopback=loopback)
            if answer.status == 200:
                said = read(kind, answer.body, now)
                return _made(kind, source, page, said, answer, now)
        except FailedError as error:
            why = str(error)
        except ValueError:
            pass
    raise FailedError(why)


async def renewed(provider: Provider, now: datetime, *, loopback: bool) -> Provider | None:
    """The page as it is now; None where it can't be read."""
    known = {"If-None-Match": provider.etag, "If-Modified-Since": provider.last_modified}
    if _ages(provider):
        known = {}
    try:
        answer = await fetched(
            provider.source, {name: value for name, value in known.items() if value}, loopback=loopback
        )
        if answer.status == 304:
            return provider.but(checked_at=now)
        if answer.status != 200:
            return None
        said = read(provider.kind, answer.body, now)
        return _made(provider.kind, provider.source, provider.url, said, answer, now)
    except (FailedError, ValueError):
        return None


def _ages(provider: Provider) -> bool:
    """Whether the same document comes to say something else: entries of a feed count for two days."""
    return provider.kind is ProviderKind.FEED and provider.status is not KnownStatus.OPERATIONAL


def _plain(url: str) -> str:
    """One spelling of an address, so that all who follow a page share it."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, {"https": 443, "http": 80}.get(parts.scheme)} else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return urlunsplit((parts.scheme, f"{host}{port}", parts.path, parts.query, ""))


def candidates(url: str) -> Iterator[tuple[ProviderKind, str, str]]:
    """What may be there, the likeliest first: how it is read, what is read, and where people read it."""
    url = _plain(url)
    if ours := _OURS.fullmatch(url):
        yield ProviderKind.ALLCLEAR, f"{ours[1]}/api/status/{ours[2]}", f"{ours[1]}/status/{ours[2]}"
    v2 = _V2.fullmatch(url)
    page = v2[1] if v2 else url.partition("?")[0].rstrip("/")
    yield ProviderKind.STATUSPAGE, f"{page}{_SUMMARY}", page
    yield ProviderKind.FEED, url, url
    if below := _BELOW.fullmatch(page):
        yield ProviderKind.STATUSPAGE, f"{below[1]}{_SUMMARY}", below[1]


def _made(kind: ProviderKind, source: str, url: str, said: Read, answer: Answer, now: datetime) -> Provider:
    page = said.url if said.url.startswith("https://") and len(said.url) <= 200 else url
    return Provider(
        id=provider_id(source),
        kind=kind,
        url=page,
        source=source,
        name=" ".join(said.name.split())[:_LONGEST_NAME] or page[:_LONGEST_NAME],
        status=said.status,
        components=said.components,
        checked_at=now,
        etag=answer.headers.get("etag", "")[:500],
        last_modified=answer.headers.get("last-modified", "")[:100],
    )
