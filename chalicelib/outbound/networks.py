"""Which addresses are public: on the internet, and nobody's own network, machine or cloud metadata.

Spelled out instead of `ipaddress.is_global`, whose answers differ between versions of Python. IPv6 is an allow-list:
only global unicast, less what is set apart in it.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network; Linux takes 0.0.0.0 for itself
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers; Alibaba's metadata
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's wire server
            "169.254.0.0/16",  # link-local; AWS, Google and Azure metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.0.2.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_UNICAST = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",
            "2002::/16",  # 6to4, which holds an IPv4 address
            "3fff::/20",
        ),
    )
)
_MAPPED, _NAT64 = ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96")
"""Both hold an IPv4 address in their last four bytes, and lead to it."""


def is_public(address: Address) -> bool:
    """Whether strangers may have us call it. An IPv6 form of an IPv4 address is as public as that one."""
    held = _held(address)
    if isinstance(held, IPv4Address):
        return not any(held in network for network in _NOT_PUBLIC_4)
    has_scope = held.scope_id is not None
    return held in _UNICAST and not has_scope and not any(held in network for network in _NOT_PUBLIC_6)


def is_loopback(address: Address) -> bool:
    """Whether it is this machine itself, in any form."""
    return _held(address).is_loopback


def read(text: str) -> Address | None:
    """The address that a text is, in its usual spelling; None for anything else."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _held(address: Address) -> Address:
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
