"""Getting a document of somebody else's, guarded as every call to a stranger is; an unchanged one costs little."""

import asyncio
from collections.abc import Mapping

from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.http_wire import Answer, asked, led_to
from chalicelib.monitors.reaching import connected, guarded

USER_AGENT = "Allclear/1 (reads status pages)"
MAX_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
_HOPS = 4
_REDIRECTS = {301, 302, 303, 307, 308}


async def fetched(url: str, known: Mapping[str, str], *, loopback: bool) -> Answer:
    """The answer, redirects followed; raises FailedError. `known` are headers that make it conditional."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _fetched(url, known, loopback=loopback)
    except TimeoutError:
        raise FailedError(f"There was no answer within {SECONDS:g} seconds.") from None
    except (OSError, UnicodeError):
        raise FailedError("The connection failed before there was an answer.") from None


async def _fetched(url: str, known: Mapping[str, str], *, loopback: bool) -> Answer:
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json, application/xml;q=0.9, */*;q=0.1", **known}
    for _ in range(_HOPS):
        target = guarded(url, loopback=loopback)
        async with connected(target, None, tls=target.scheme == "https") as line:
            answer = await asked(line, "GET", target, headers, None, MAX_BYTES)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return answer
        url = led_to(target, answer.headers["location"])
    raise FailedError("There were too many redirects.")
