"""Which address counts as one client: what one subscriber has is one, however many addresses that is."""

import ipaddress
from functools import lru_cache

_SUBSCRIBER = 64
"""Bits of an IPv6 prefix. Everyone has a /64, and 2^64 addresses in it to choose from."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its /64; what is no address as it is.

    An IPv4 address counts as the same in every IPv6 form it may come in: mapped, 6to4, Teredo or translated.
    """
    try:
        parsed = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if inner := _ipv4_within(parsed):
        return str(inner)
    return str(ipaddress.IPv6Network((parsed, _SUBSCRIBER), strict=False))


def _ipv4_within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
