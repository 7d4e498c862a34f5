"""Where the API is, from whatever address of a page somebody has."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from allclear_cli.client.errors import UsageError

_PAGE = re.compile(r"(?P<before>.*)/status/(?P<slug>[a-z0-9-]+)(/.*)?")
_HERE = re.compile(r"(([a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(:|/|$)")


@dataclass(frozen=True)
class Address:
    """A deployment, and the page on it that was meant."""

    api: str
    """`https://status.example.com`: paths such as `/api/services` are below it."""
    live: str
    """Where its WebSocket is."""
    slug: str = ""
    """Empty where the address is of no page."""


def found(text: str, transport: httpx.BaseTransport | None = None) -> Address:
    """The deployment behind an address: its own, `.../status/{slug}` and what is below, or that of a page's own host.

    Only the last is asked, for a small file that every page has. Raises UsageError for what is no address.
    """
    scheme, host, path = _parts(text)
    if page := _PAGE.fullmatch(path):
        return _at(f"{scheme}://{host}{page['before']}", page["slug"])
    return _served_by(f"{scheme}://{host}", transport) or _at(f"{scheme}://{host}")


def _parts(text: str) -> tuple[str, str, str]:
    text = text.strip()
    if "://" not in text:
        text = f"{'http' if _HERE.match(text) else 'https'}://{text}"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"{text!r} is no address. It should look like https://status.example.com.")
    return parts.scheme, parts.netloc.rpartition("@")[2], parts.path


def _at(api: str, slug: str = "") -> Address:
    return Address(api, f"{api.replace('http', 'ws', 1)}/live", slug)


def _served_by(origin: str, transport: httpx.BaseTransport | None) -> Address | None:
    """What a page says on a host of its own; None where it says nothing, or nobody is there: a call will tell."""
    try:
        with httpx.Client(timeout=10, transport=transport) as http:
            said = http.send(_request(http, f"{origin}/oembed.json")).json()["allclear"]
        address = Address(str(said["api"]).rstrip("/"), str(said["live"]), str(said["slug"]))
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None
    if origin.startswith("https:") and not address.api.startswith("https:"):
        raise UsageError(f"{origin} says that its API is at {address.api}: a key would go there unencrypted.")
    return address


def _request(http: httpx.Client, url: str) -> httpx.Request:
    """Names below localhost are this machine (RFC 6761), which browsers know and many resolvers do not."""
    parts = urlsplit(url)
    request = http.build_request("GET", url)
    if (parts.hostname or "").endswith(".localhost"):
        request.url = request.url.copy_with(host="127.0.0.1")
    return request
