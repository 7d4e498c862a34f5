"""Whom connections trust."""

import ssl
from urllib.parse import urlsplit

from chalicelib.aws import trust


def test_the_authorities_are_read_once_and_names_are_checked() -> None:
    found = trust.of(urlsplit("https://one.example"))
    assert found is trust.of(urlsplit("https://other.example/live"))
    assert found is not None
    assert (found.check_hostname, found.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_plain_http_needs_none() -> None:
    assert trust.of(urlsplit("http://127.0.0.1:8000")) is None
