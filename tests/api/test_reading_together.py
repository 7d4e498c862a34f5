"""Who says in which organization they act has the membership and the service read in one round trip."""

from typing import Any

import pytest

from chalicelib.domain.organizations import Role
from chalicelib.store.dynamodb import shared_connection
from tests.edges import Api
from tests.engine import Engine
from tests.factories import DOWN, SLOW
from tests.tenancy import Tenant, a_tenant, a_token

ORGANIZATION = "X-Organization-Id"


def acting_in(api: Api, tenant: Tenant, **more: str) -> Api:
    return api.as_(tenant.token, X_Organization_Id=tenant.org_id, **more)


def asked(tables: Engine) -> list[str]:
    return [operation for operation, _ in tables.requests]


def test_a_status_change_is_one_read_and_one_write(api: Api, tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    owner = acting_in(api, tenant)
    owner.get(f"/api/services/{checkout.id}")
    tables.requests.clear()
    assert owner.put(f"/api/services/{checkout.id}/status", {"status": "major_outage"}).status == 200
    assert asked(tables) == ["BatchGetItem", "TransactWriteItems"]
    assert tenant.status_of(checkout) is DOWN


def test_a_change_that_lost_its_race_reads_anew(api: Api, tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    tables.before("TransactWriteItems", lambda: tenant.sets(checkout, SLOW))
    answer = acting_in(api, tenant).put(f"/api/services/{checkout.id}/status", {"status": "major_outage"})
    assert (answer.status, answer.json()["version"]) == (200, 3)


def test_a_stale_version_is_refused_from_what_was_read_along(api: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    tenant.sets(checkout, SLOW)
    path = f"/api/services/{checkout.id}/status"
    assert acting_in(api, tenant).put(path, {"status": "major_outage"}, If_Match='"1"').status == 412
    assert tenant.status_of(checkout) is SLOW


@pytest.mark.parametrize("service_id", ["01hzy3a8f0000000000000000a", "no-id", "x" * 250])
def test_a_service_that_is_not_there_is_a_404(api: Api, tenant: Tenant, service_id: str) -> None:
    owner = acting_in(api, tenant)
    assert owner.get(f"/api/services/{service_id}").status == 404
    assert owner.put(f"/api/services/{service_id}/status", {"status": "major_outage"}).status == 404


def test_another_organization_s_service_is_neither_read_nor_changed(api: Api, tenant: Tenant) -> None:
    other = a_tenant()
    theirs = other.service()
    path = f"/api/services/{theirs.id}"
    for acting in (acting_in(api, tenant), api.as_(tenant.token, X_Organization_Id=other.org_id)):
        assert acting.get(path).status == 404
        assert acting.put(f"{path}/status", {"status": "major_outage"}).status == 404
    assert other.status_of(theirs).value == "operational"


def test_a_role_that_does_not_suffice_is_refused_with_the_service_read(api: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)), X_Organization_Id=tenant.org_id)
    assert viewer.put(f"/api/services/{checkout.id}/status", {"status": "major_outage"}).status == 403
    assert tenant.status_of(checkout).value == "operational"


@pytest.mark.parametrize("left_out", ["tests-members", "tests-services"])
def test_what_a_busy_database_leaves_out_is_read_by_itself(
    api: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    checkout = tenant.service()
    answered = shared_connection().wire.call

    def leaving_out(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        answer = answered(operation, arguments)
        if operation == "BatchGetItem":
            del answer["Responses"][left_out]
        return answer

    monkeypatch.setattr(shared_connection().wire, "call", leaving_out)
    answer = acting_in(api, tenant).put(f"/api/services/{checkout.id}/status", {"status": "major_outage"})
    assert answer.status == 200


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_a_database_that_is_away_is_a_503(api: Api, tenant: Tenant, tables: Engine, code: str) -> None:
    checkout = tenant.service()
    tables.fails("BatchGetItem", code)
    answer = acting_in(api, tenant).put(f"/api/services/{checkout.id}/status", {"status": "major_outage"})
    assert answer.status == 503
