"""/api/services."""

import re

import pytest

from chalicelib.domain.organizations import Role
from tests.edges import Api
from tests.factories import DOWN
from tests.tenancy import Tenant, a_token

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
SHAPE = {
    "id",
    "name",
    "description",
    "status",
    "category",
    "position",
    "created_at",
    "updated_at",
    "version",
}


def test_a_service_is_created_and_found_at_its_location(owner: Api) -> None:
    answer = owner.post("/api/services", {"name": "Checkout", "category": "Shop"})
    created = answer.json()
    assert answer.status == 201
    assert answer.headers["ETag"] == '"1"'
    assert set(created) == SHAPE
    assert (created["name"], created["category"], created["status"]) == ("Checkout", "Shop", "operational")
    assert TIME.fullmatch(created["created_at"])
    assert owner.get(answer.headers["Location"]).json() == created


def test_services_are_listed_in_page_order(owner: Api, tenant: Tenant) -> None:
    for name, position in (("C", 3), ("A", 1), ("B", 2)):
        tenant.service(name, position=position)
    listed = owner.get("/api/services").json()
    assert [service["name"] for service in listed["items"]] == ["A", "B", "C"]
    assert listed["next_cursor"] is None


def test_a_list_is_paged_and_links_to_its_next_page(owner: Api, tenant: Tenant) -> None:
    for name in "ABC":
        tenant.service(name)
    first = owner.get("/api/services?limit=2")
    assert [service["name"] for service in first.json()["items"]] == ["A", "B"]
    link = re.fullmatch(r'<(\S+)>; rel="next"', first.headers["Link"])
    assert link is not None
    second = owner.get(link[1])
    assert [service["name"] for service in second.json()["items"]] == ["C"]
    assert "Link" not in second.headers


def test_an_edit_keeps_what_it_does_not_name(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service("Checkout", description="Cards.")
    edited = owner.put(f"/api/services/{checkout.id}", {"name": "Payments"})
    assert (edited.status, edited.headers["ETag"]) == (200, '"2"')
    assert (edited.json()["name"], edited.json()["description"]) == ("Payments", "Cards.")
    assert owner.get(f"/api/services/{checkout.id}").json() == edited.json()


@pytest.mark.parametrize(("given", "status"), [("major_outage", "major_outage"), ("degraded", "degraded_performance")])
def test_the_status_of_a_service_is_changed(owner: Api, tenant: Tenant, given: str, status: str) -> None:
    changed = owner.put(f"/api/services/{tenant.service().id}/status", {"status": given})
    assert (changed.status, changed.json()["status"], changed.json()["version"]) == (200, status, 2)


def test_a_deleted_service_is_gone(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    deleted = owner.delete(f"/api/services/{checkout.id}")
    assert (deleted.status, deleted.body) == (204, "")
    assert owner.get(f"/api/services/{checkout.id}").status == 404
    assert owner.delete(f"/api/services/{checkout.id}").status == 404


def test_head_says_what_get_says_without_a_change(owner: Api, tenant: Tenant) -> None:
    path = f"/api/services/{tenant.service().id}"
    got, head = owner.get(path), owner.send("HEAD", path)
    counted = {"RateLimit": ""}
    assert head.status == got.status
    assert {**head.headers, **counted} == {**got.headers, **counted}


def test_a_reader_who_holds_the_version_is_told_that_nothing_changed(owner: Api, tenant: Tenant) -> None:
    path = f"/api/services/{tenant.service().id}"
    for held in ('"1"', 'W/"1"', '"7", "1"'):
        answer = owner.get(path, If_None_Match=held)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, "", '"1"')
    assert owner.get(path, If_None_Match='"2"').status == 200


@pytest.mark.parametrize("stale", ['"1"', '"99"', 'W/"1"', "1", "junk", '""'])
def test_a_writer_with_a_stale_version_is_refused_and_told_the_current_one(
    owner: Api, tenant: Tenant, stale: str
) -> None:
    checkout = tenant.service()
    tenant.sets(checkout, DOWN)
    for answer in (
        owner.put(f"/api/services/{checkout.id}", {"name": "X"}, If_Match=stale),
        owner.put(f"/api/services/{checkout.id}/status", {"status": "operational"}, If_Match=stale),
        owner.delete(f"/api/services/{checkout.id}", If_Match=stale),
    ):
        assert (answer.status, answer.headers["ETag"]) == (412, '"2"')
    assert owner.get(f"/api/services/{checkout.id}").json()["name"] == "Checkout"


@pytest.mark.parametrize("current", ['"1"', "*", 'W/"1"'])
def test_a_writer_with_the_current_version_is_served(owner: Api, tenant: Tenant, current: str) -> None:
    checkout = tenant.service()
    assert owner.put(f"/api/services/{checkout.id}", {"name": "X"}, If_Match=current).status == 200


def test_viewers_read_and_members_write(api: Api, tenant: Tenant) -> None:
    viewer, member = (api.as_(a_token(tenant.joined_by(role))) for role in (Role.VIEWER, Role.MEMBER))
    assert viewer.get("/api/services").status == 200
    assert viewer.post("/api/services", {"name": "X"}).status == 403
    assert member.post("/api/services", {"name": "X"}).status == 201
