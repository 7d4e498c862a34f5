"""Which client a request belongs to, for sharing capacity among clients."""

from collections.abc import Callable

from aiohttp import web

from chalicelib.domain.networks import network_of

Whence = Callable[[web.BaseRequest], str]


def client_of(request: web.BaseRequest) -> str:
    """The peer's address, for IPv6 its /64 network. Forwarding headers are not trusted."""
    return network_of(request.remote or "")


def behind_proxies(address_of: Callable[[str, dict[str, str]], str]) -> Whence:
    """As the product itself tells callers apart, by TRUSTED_PROXIES; header names are in lowercase."""

    def whence(request: web.BaseRequest) -> str:
        peer = request.remote or ""
        forwarded = [*request.headers.getall("X-Forwarded-For", []), peer]
        headers = {
            "x-forwarded-for": ", ".join(forwarded),
            "x-allclear-proxy": request.headers.get("X-Allclear-Proxy", ""),
        }
        return network_of(address_of(peer, headers))

    return whence
