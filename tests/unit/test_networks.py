"""Which addresses are one client."""

import pytest

from chalicelib.domain.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("[2001:DB8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("2002:c000:207:1::1", "192.0.2.7"),
        ("2002:c000:207:ffff::1", "192.0.2.7"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdf8", "192.0.2.7"),
        ("::1", "::/64"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_what_one_subscriber_has_is_one_client(address: str, network: str) -> None:
    assert network_of(address) == network
