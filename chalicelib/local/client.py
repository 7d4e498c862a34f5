"""Whose a request is: what counts as one client where shares are given out."""

from collections.abc import Callable

from aiohttp import web

from chalicelib.domain.networks import network_of

Whence = Callable[[web.BaseRequest], str]


def client_of(request: web.BaseRequest) -> str:
    """The peer, an IPv6 one with its whole /64; what a forwarding header claims is not believed."""
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
