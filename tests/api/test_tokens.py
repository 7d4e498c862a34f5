"""Tokens of our own: what is forged, tampered with, stale or for others opens nothing."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from chalicelib.auth.identity import access_token
from chalicelib.clock import now
from tests.edges import Api
from tests.tenancy import Tenant, a_tenant

SECRET = "a-secret-of-tests-and-of-nothing-else"


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "Bearer " + "a" * 100_000, "Bearer \u00e9.\u00e9.x"],
    ids=lambda given: given[:16],
)
def test_what_is_no_token_is_refused_with_how_to_sign_in(api: Api, tenant: Tenant, given: str) -> None:
    answer = api.get("/api/services", **({"Authorization": given} if given else {}))
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def _claims(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    moment = int(now().timestamp())
    claims = {
        "iss": "allclear",
        "aud": "allclear",
        "sub": tenant.owner.id,
        "email": tenant.owner.email,
        "name": "Ada",
        "sid": tenant.owner.id,
        "iat": moment,
        "exp": moment + 60,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def test_a_token_made_as_ours_are_is_good(api: Api, tenant: Tenant) -> None:
    token = jwt.encode(_claims(tenant), SECRET, "HS256")
    assert api.as_(token).get("/api/services").status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1},
        {"exp": None},
        {"iss": "somebody"},
        {"iss": None},
        {"aud": "somebody"},
        {"aud": None},
        {"sub": None},
        {"sub": 7},
        {"iat": 99999999999},
        {"nbf": 99999999999},
    ],
    ids=str,
)
def test_a_token_whose_claims_are_wrong_is_refused(api: Api, tenant: Tenant, changes: dict[str, Any]) -> None:
    token = jwt.encode(_claims(tenant, **changes), SECRET, "HS256")
    assert api.as_(token).get("/api/services").status == 401


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_signed_otherwise_is_refused(api: Api, tenant: Tenant) -> None:
    claims = _claims(tenant)
    good = jwt.encode(claims, SECRET, "HS256")
    head, body, signature = good.split(".")
    other = _claims(a_tenant("Other"))
    forged = [
        jwt.encode(claims, "another-secret-that-is-long-enough-too", "HS256"),
        jwt.encode(claims, SECRET * 2, "HS512"),
        f"{_part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        f"{_part({'alg': 'None'})}.{body}.{signature}",
        f"{head}.{_part(other)}.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{_part({'alg': 'RS256', 'kid': 'x', 'jku': 'https://evil.example/'})}.{body}.{signature}",
        f"{_part([])}.{body}.{signature}",
        f"{_part({'alg': 'HS256', 'crit': ['x'], 'x': 1})}.{body}.{signature}",
    ]
    assert [api.as_(token).get("/api/services").status for token in forged] == [401] * len(forged)


def test_a_token_expires(api: Api, tenant: Tenant) -> None:
    old = access_token(tenant.owner, tenant.owner.id, now() - timedelta(minutes=16))
    assert "expired" in api.as_(old).get("/api/services").json()["detail"]
    young = access_token(tenant.owner, tenant.owner.id, now() - timedelta(minutes=14))
    assert api.as_(young).get("/api/services").status == 200
