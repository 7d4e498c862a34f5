"""Reading a request's body within limits of size and time."""

import asyncio

from aiohttp import web

MAX_BODY = 6 * 1024 * 1024
"""Lambda's own limit on a request."""
BODY_SECONDS = 30.0


class TooLargeError(Exception):
    """The body is, or says it is, larger than allowed; what is left of it was not read."""


async def read_body(request: web.BaseRequest, limit: int = MAX_BODY) -> bytes:
    """The whole body; TooLargeError, or TimeoutError when it comes too slowly."""
    if (request.content_length or 0) > limit:
        raise TooLargeError
    if not request.can_read_body:
        return b""
    _ask_for_it(request)
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                raise TooLargeError
    return bytes(body)


def _ask_for_it(request: web.BaseRequest) -> None:
    """A client that sent `Expect: 100-continue` holds its body back until told that it may come."""
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
