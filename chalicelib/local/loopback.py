"""Telling the person at this machine from a visitor."""

import ipaddress

from aiohttp import web


def from_this_machine(request: web.BaseRequest) -> bool:
    """Whether the request came over loopback, or from the very address it was sent to."""
    transport = request.transport
    peer = transport.get_extra_info("peername") if transport else None
    own = transport.get_extra_info("sockname") if transport else None
    return peer is not None and own is not None and (_is_loopback(peer[0]) or peer[0] == own[0])


def asked_by_local_name(request: web.BaseRequest) -> bool:
    """Whether the Host header names this machine: a stranger's page that resolves to 127.0.0.1 does not."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    name = host.strip("[]")
    return name == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
