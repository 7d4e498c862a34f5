"""One status for many services: all that are named, in few transactions, each change on every screen."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.ids import new_id
from chalicelib.domain.roles import Role
from chalicelib.domain.services import MAX_SERVICES, Service, ServiceEdit
from chalicelib.store import services as stored_services
from chalicelib.store import viewers as stored_viewers
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Services
from chalicelib.use_cases import services
from tests.client import Client
from tests.edges import Api, Stream, Viewers
from tests.engine import Engine
from tests.factories import DOWN, NOW, SLOW, UP, a_service
from tests.tenancy import Tenant, a_tenant, a_token

PATH = "/api/services/status"


def listed(tenant: Tenant, count: int) -> list[Service]:
    """New services of the tenant."""
    found = [a_service(f"Service {number}", org_id=tenant.org_id, position=number) for number in range(count)]
    for service in found:
        to_row(Services, service).save()
    return found


def statuses(tenant: Tenant) -> list[str]:
    """Of all services, in page order."""
    return [each.status for each in stored_services.of_organization(tenant.org_id)]


def asking(services: list[Service], status: str = "major_outage") -> dict[str, Any]:
    """The body of a request."""
    return {"service_ids": [each.id for each in services], "status": status}


def test_five_hundred_services_change_in_few_transactions_and_no_other_does(
    api: Api, tenant: Tenant, tables: Engine
) -> None:
    many = listed(tenant, MAX_SERVICES)
    spared = many[7]
    tables.requests.clear()
    reply = api.as_(tenant.token).put(PATH, asking([each for each in many if each is not spared]))
    assert reply.status == 200, reply.body
    assert [item["status"] for item in reply.json()["items"]] == ["major_outage"] * (MAX_SERVICES - 1)
    assert set(reply.json()) == {"items"}
    assert statuses(tenant).count(DOWN) == MAX_SERVICES - 1
    assert stored_services.get(tenant.org_id, spared.id) == spared
    written = [asked["TransactItems"] for operation, asked in tables.requests if operation == "TransactWriteItems"]
    assert len(written) == 6
    assert max(map(len, written)) <= 100


def test_every_change_reaches_a_viewer_who_refetches_nothing(
    api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    many = listed(tenant, 250)
    tenant.sets(many[0], SLOW)
    stream.flow()
    document = documents / f"api/status/{tenant.slug}.json"
    client = Client(lambda: pytest.fail("a document was fetched"), json.loads(document.read_text()))
    stored_viewers.remember(tenant.org_id, "a-viewer", NOW)
    api.as_(tenant.token).put(PATH, asking(many, "degraded"))
    stream.flow()
    frames = viewers.seen_by("a-viewer")
    assert [frame["event"] for frame in frames] == ["service_update"] * 3
    client.hears(frames)
    page = json.loads(document.read_text())
    assert client.page["services"] == page["services"]
    assert client.page["version"] == page["version"]
    assert {each["status"] for each in page["services"]} == {"degraded_performance"}


def test_a_service_that_is_not_there_is_named_and_nothing_changes(api: Api, tenant: Tenant, tables: Engine) -> None:
    (mine,), (other,) = listed(tenant, 1), listed(a_tenant("Other"), 1)
    before = tables.contents()
    for stranger in (other.id, new_id(NOW)):
        reply = api.as_(tenant.token).put(PATH, {"service_ids": [mine.id, stranger], "status": "major_outage"})
        assert reply.status == 422
        assert reply.json()["errors"] == [{"loc": ["service_ids", 1], "msg": "is not a service of this organization"}]
    assert tables.contents() == before


def test_a_service_named_twice_changes_once(api: Api, tenant: Tenant) -> None:
    (one,) = listed(tenant, 1)
    reply = api.as_(tenant.token).put(PATH, asking([one, one, one]))
    assert [(item["id"], item["version"]) for item in reply.json()["items"]] == [(one.id, 2)]


@pytest.mark.parametrize(
    "body",
    [
        {"service_ids": [], "status": "operational"},
        {"service_ids": ["x"], "status": "operational"},
        {"service_ids": "all", "status": "operational"},
        {"status": "operational"},
        {"service_ids": [new_id(NOW)] * (MAX_SERVICES + 1), "status": "operational"},
        {"service_ids": [new_id(NOW)], "status": "broken"},
        {"service_ids": [new_id(NOW)], "status": "operational", "why": "?"},
    ],
)
def test_what_makes_no_sense_is_a_422(api: Api, tenant: Tenant, body: dict[str, Any]) -> None:
    assert api.as_(tenant.token).put(PATH, body).status == 422


def test_members_may_and_viewers_may_not(api: Api, tenant: Tenant) -> None:
    many = listed(tenant, 2)
    assert api.as_(a_token(tenant.joined_by(Role.VIEWER))).put(PATH, asking(many)).status == 403
    assert statuses(tenant) == [UP, UP]
    assert api.as_(a_token(tenant.joined_by(Role.MEMBER))).put(PATH, asking(many)).status == 200


def test_a_write_that_comes_between_is_kept_and_only_what_it_changed_is_read_again(
    api: Api, tenant: Tenant, tables: Engine
) -> None:
    many = listed(tenant, 3)

    def rename() -> None:
        services.edit(tenant.org_id, many[1].id, ServiceEdit(name="Renamed"), tenant.actor, NOW)
        tables.requests.clear()

    tables.before("TransactWriteItems", rename)
    assert api.as_(tenant.token).put(PATH, asking(many)).status == 200
    found = stored_services.of_organization(tenant.org_id)
    assert [(each.name, each.status) for each in found] == [
        ("Service 0", DOWN),
        ("Renamed", DOWN),
        ("Service 2", DOWN),
    ]
    read = [asked["Key"]["service_id"]["S"] for operation, asked in tables.requests if operation == "GetItem"]
    assert read == [many[1].id]


def test_a_service_deleted_at_that_moment_is_left_out(api: Api, tenant: Tenant, tables: Engine) -> None:
    many = listed(tenant, 3)
    tables.before("TransactWriteItems", lambda: services.delete(tenant.org_id, many[1].id, tenant.actor, NOW))
    reply = api.as_(tenant.token).put(PATH, asking(many))
    assert [item["id"] for item in reply.json()["items"]] == [many[0].id, many[2].id]
    assert statuses(tenant) == [DOWN, DOWN]


def test_a_fault_in_the_middle_says_which_changed_and_the_same_request_completes_it(
    api: Api, tenant: Tenant, tables: Engine
) -> None:
    many, seen = listed(tenant, 150), list[str]()

    def busy(operation: str, _: dict[str, object]) -> None:
        seen.append(operation)
        if seen.count("TransactWriteItems") > 1:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "busy"}}, operation)

    tables.faults.append(busy)
    reply = api.as_(tenant.token).put(PATH, asking(many))
    tables.faults.remove(busy)
    assert (reply.status, reply.headers["Retry-After"]) == (503, "2")
    changed = reply.json()["changed"]
    assert changed == [each.id for each in stored_services.of_organization(tenant.org_id) if each.status is DOWN]
    assert 0 < len(changed) < 150
    assert f"{len(changed)} of 150 services" in reply.json()["detail"]
    assert api.as_(tenant.token).put(PATH, asking(many)).status == 200
    assert set(statuses(tenant)) == {DOWN}


def test_the_audit_log_has_one_line_a_transaction_that_says_what_each_was(api: Api, tenant: Tenant) -> None:
    many = listed(tenant, 3)
    tenant.sets(many[1], SLOW)
    api.as_(tenant.token).put(PATH, asking(many))
    newest = api.as_(tenant.token).get("/api/events").json()["items"][0]
    assert newest["summary"] == "3 services: major outage"
    assert newest["changes"] == {
        "status": [
            {"Service 0": "operational", "Service 1": "degraded_performance", "Service 2": "operational"},
            "major_outage",
        ]
    }


def test_many_services_move_to_a_category_and_each_keeps_its_position(
    api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    many = listed(tenant, 120)
    tenant.sets(many[0], SLOW)
    stream.flow()
    document = documents / f"api/status/{tenant.slug}.json"
    client = Client(lambda: pytest.fail("a document was fetched"), json.loads(document.read_text()))
    stored_viewers.remember(tenant.org_id, "a-viewer", NOW)
    body = {"service_ids": [each.id for each in many[:110]], "category": "Payments"}
    reply = api.as_(tenant.token).put("/api/services/category", body)
    assert (reply.status, len(reply.json()["items"])) == (200, 110)
    stream.flow()
    client.hears(viewers.seen_by("a-viewer"))
    page = json.loads(document.read_text())
    assert client.page["services"] == page["services"]
    assert [each["category"] for each in page["services"]] == ["Payments"] * 110 + [""] * 10
    assert [each["position"] for each in page["services"]] == list(range(120))
    assert page["services"][0]["status"] == "degraded_performance"
    newest = api.as_(tenant.token).get("/api/events").json()["items"][0]
    assert newest["type"] == "service.moved"
    assert newest["changes"]["category"][1] == "Payments"
    assert set(newest["changes"]["category"][0].values()) == {""}


def test_a_category_that_the_page_has_no_room_for_so_often_is_refused(api: Api, tenant: Tenant, tables: Engine) -> None:
    many = [a_service(f"Service {number}", org_id=tenant.org_id, description="x" * 4900) for number in range(20)]
    for service in many:
        to_row(Services, service).save()
    before = tables.contents()
    body = {"service_ids": [each.id for each in many], "category": "é" * 100}
    for given, status in ((body, 409), (body | {"service_ids": [new_id(NOW)]}, 422), (body | {"category": 1}, 422)):
        assert api.as_(tenant.token).put("/api/services/category", given).status == status
        assert tables.contents() == before
    assert api.as_(tenant.token).put("/api/services/category", body | {"category": "Shop"}).status == 200
