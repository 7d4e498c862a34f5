"""Tenants never reach each other's, whatever the path, the header or the body says."""

import re

import pytest

from chalicelib.api.registry import REGISTRY, Endpoint
from tests.api.registered import ROLE_BOUND, WITH_ID, called, ids_of, name_of
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token, a_user

ODD_IDS = [
    "nope",
    "%2e%2e%2f%2e%2e",
    "%00",
    "a" * 3000,
    "01KG000000000000000000000Z",
    "01kg000000000000000000000z%0A",
    "%ff",
]


@pytest.mark.parametrize("endpoint", ROLE_BOUND, ids=name_of)
def test_whoever_is_in_no_organization_is_refused(api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    ids, stranger = ids_of(tenant), api.as_(a_token(a_user()))
    before = tables.contents()
    assert called(stranger, endpoint, ids).status == (404 if "{org_id}" in endpoint.path else 403)
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", WITH_ID, ids=name_of)
def test_what_belongs_to_another_organization_is_not_there(
    api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    theirs, me = ids_of(tenant), api.as_(a_tenant("Mine").token)
    before = tables.contents()
    assert called(me, endpoint, theirs).status == 404
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


@pytest.mark.parametrize("path", [each.path for each in REGISTRY if "{slug}" in each.path and each.method == "GET"])
def test_a_page_that_is_none_is_not_found(api: Api, path: str) -> None:
    for odd in ODD_IDS:
        target = path.replace("{slug}", odd).replace("{incident_id}", "x").replace("{maintenance_id}", "x")
        assert api.get(target).status == 404


def test_a_user_that_is_none_is_not_found(api: Api, tenant: Tenant) -> None:
    for odd in ODD_IDS:
        assert api.as_(tenant.token).get(f"/api/organizations/check-user/{odd}").status == 404


def test_a_member_of_several_organizations_says_which(api: Api, tenant: Tenant) -> None:
    other = a_tenant("Other", owner=tenant.owner)
    tenant.service("Here")
    other.service("There")
    undecided = api.as_(tenant.token).get("/api/services")
    assert (undecided.status, undecided.json()["errors"][0]["loc"]) == (422, ["header", "X-Organization-Id"])
    for chosen, name in ((tenant, "Here"), (other, "There")):
        listed = api.as_(tenant.token, X_Organization_Id=chosen.org_id).get("/api/services").json()
        assert [service["name"] for service in listed["items"]] == [name]


@pytest.mark.parametrize("chosen", ["nope", "a" * 3000, "%00", "01kg000000000000000000000z"])
def test_an_organization_that_is_none_cannot_be_chosen(api: Api, tenant: Tenant, chosen: str) -> None:
    assert api.as_(tenant.token, X_Organization_Id=chosen).get("/api/services").status == 404
