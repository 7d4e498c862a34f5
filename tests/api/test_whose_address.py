"""Whence a request came: as our proxies say where it came by them, and else as API Gateway saw."""

from dataclasses import replace

import pytest
from chalice.app import Request

import app  # noqa: F401 - declares the endpoints
from chalicelib.api.reading import Asked
from chalicelib.api.registry import REGISTRY
from chalicelib.config import settings

SECRET = "only-our-proxy-knows"
VISITOR, EDGE, CLAIMED = "198.51.100.7", "203.0.113.9", "192.0.2.66"


def _address(
    monkeypatch: pytest.MonkeyPatch, forwarded: str, secret: str, *, proxies: int = 1, peer: str = EDGE
) -> str:
    known = replace(settings(), trusted_proxies=proxies, proxy_secret=SECRET)
    monkeypatch.setattr("chalicelib.api.reading.settings", lambda: known)
    event = {
        "headers": {"X-Forwarded-For": forwarded, "X-Allclear-Proxy": secret},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": "GET", "resourcePath": "/api", "identity": {"sourceIp": peer}},
    }
    return Asked(REGISTRY[0], Request(event), {}).address


def test_a_proxy_of_ours_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _address(monkeypatch, f"{VISITOR}, {EDGE}", SECRET) == VISITOR


def test_what_a_visitor_claims_through_the_proxy_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _address(monkeypatch, f"{CLAIMED}, {VISITOR}, {EDGE}", SECRET) == VISITOR


@pytest.mark.parametrize("secret", ["", "guessed", "only-our-proxy-know", "only-our-proxy-knöws"])
def test_who_comes_around_the_proxy_is_who_they_are(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    assert _address(monkeypatch, f"{CLAIMED}, {VISITOR}", secret, peer=VISITOR) == VISITOR


def test_without_proxies_no_header_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _address(monkeypatch, f"{CLAIMED}, {EDGE}", SECRET, proxies=0, peer=VISITOR) == VISITOR
