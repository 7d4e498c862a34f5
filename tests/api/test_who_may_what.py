"""Every endpoint: who may call it, and that tenants never reach each other's."""

import base64
import json
import re
from datetime import timedelta
from typing import Any

import jwt
import pytest

from chalicelib.api.registry import REGISTRY, Endpoint, Open
from chalicelib.auth.identity import access_token
from chalicelib.clock import now
from chalicelib.domain.organizations import Role
from tests.api.registered import ROLE_BOUND, SIGNED_IN, WITH_ID, called, name_of
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token, a_user

SECRET = "a-secret-of-tests-and-of-nothing-else"
ODD_IDS = [
    "nope",
    "%2e%2e%2f%2e%2e",
    "%00",
    "a" * 3000,
    "01KG000000000000000000000Z",
    "01kg000000000000000000000z%0A",
    "%ff",
]


def _ids(tenant: Tenant) -> dict[str, str]:
    checkout = tenant.service()
    return {
        "service_id": checkout.id,
        "incident_id": tenant.opens(checkout).id,
        "maintenance_id": tenant.schedules(checkout).id,
        "member_id": tenant.owner.id,
        "org_id": tenant.org_id,
    }


@pytest.mark.parametrize("endpoint", SIGNED_IN, ids=name_of)
def test_without_a_good_token_nobody_gets_in(tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    before = tables.contents()
    for given in (
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer x.y.z",
        "Bearer " + "a" * 9000,
        "Bearer \u00e9.\u00e9.x",
    ):
        answer = called(Api(headers={"Authorization": given} if given else {}), endpoint, {})
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", ROLE_BOUND, ids=name_of)
def test_a_role_below_the_one_it_asks_for_is_refused(
    api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    assert endpoint.role is not None
    ids, lower = _ids(tenant), [role for role in Role if not role.includes(endpoint.role)]
    callers = [api.as_(a_token(tenant.joined_by(role))) for role in lower]
    before = tables.contents()
    for caller in callers:
        assert called(caller, endpoint, ids).status == 403
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", ROLE_BOUND, ids=name_of)
def test_whoever_is_in_no_organization_is_refused(api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    ids, stranger = _ids(tenant), api.as_(a_token(a_user()))
    before = tables.contents()
    assert called(stranger, endpoint, ids).status == (404 if "{org_id}" in endpoint.path else 403)
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", WITH_ID, ids=name_of)
def test_what_belongs_to_another_organization_is_not_there(
    api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    theirs, me = _ids(tenant), api.as_(a_tenant("Mine").token)
    before = tables.contents()
    assert called(me, endpoint, theirs).status == 404
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", ROLE_BOUND, ids=name_of)
def test_an_organization_that_is_not_mine_cannot_be_chosen(
    api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    theirs, mine = _ids(tenant), a_tenant("Mine")
    before = tables.contents()
    for chosen in (tenant.org_id, "nope", "a" * 3000):
        answer = called(api.as_(mine.token, X_Organization_Id=chosen), endpoint, theirs)
        assert answer.status == 404
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", WITH_ID, ids=name_of)
def test_an_id_that_is_none_is_not_found(api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    owner = api.as_(tenant.token)
    before = tables.contents()
    for odd in ODD_IDS:
        answer = called(owner, endpoint, dict.fromkeys(re.findall(r"{(\w+)}", endpoint.path), odd))
        assert answer.status == 404, answer.body
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert tables.contents() == before


@pytest.mark.parametrize("path", [each.path for each in REGISTRY if "{slug}" in each.path])
def test_a_page_that_is_none_is_not_found(api: Api, path: str) -> None:
    for odd in ODD_IDS:
        target = path.replace("{slug}", odd).replace("{incident_id}", "x").replace("{maintenance_id}", "x")
        assert api.get(target).status == 404


def test_a_user_that_is_none_is_not_found(api: Api, tenant: Tenant) -> None:
    for odd in ODD_IDS:
        assert api.as_(tenant.token).get(f"/api/organizations/check-user/{odd}").status == 404


@pytest.mark.parametrize("endpoint", [each for each in REGISTRY if each.access is Open.PUBLIC], ids=name_of)
def test_what_is_public_asks_for_no_token(api: Api, tables: Engine, endpoint: Endpoint) -> None:
    answer = called(api, endpoint, {})
    assert answer.status < 500
    if "/api/auth/" not in endpoint.path:
        assert answer.status in {200, 404}


def test_a_member_of_several_organizations_says_which(api: Api, tenant: Tenant) -> None:
    other = a_tenant("Other", owner=tenant.owner)
    tenant.service("Here")
    other.service("There")
    undecided = api.as_(tenant.token).get("/api/services")
    assert (undecided.status, undecided.json()["errors"][0]["loc"]) == (422, ["header", "X-Organization-Id"])
    for chosen, name in ((tenant, "Here"), (other, "There")):
        listed = api.as_(tenant.token, X_Organization_Id=chosen.org_id).get("/api/services").json()
        assert [service["name"] for service in listed["items"]] == [name]


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
