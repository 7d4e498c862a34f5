"""Components of v1: services of ours, in Statuspage's words."""

import pytest

from chalicelib.domain.api_keys import Scope
from chalicelib.domain.services import ServiceStatus
from tests.edges import Api
from tests.engine import Engine
from tests.statuspage.conftest import a_key
from tests.tenancy import Tenant, a_tenant

FORM = "application/x-www-form-urlencoded"


def test_a_component_is_made_read_changed_and_deleted(client: Api, page: str, tenant: Tenant) -> None:
    made = client.post(f"{page}/components", {"component": {"name": "Checkout", "description": "Pays"}})
    assert made.status == 201
    component = made.json()
    assert component["name"] == "Checkout"
    assert component["status"] == "operational"
    assert component["page_id"] == tenant.org_id
    assert (component["group_id"], component["group"], component["only_show_if_degraded"]) == (None, False, False)
    assert component["created_at"].endswith("Z")
    one = f"{page}/components/{component['id']}"
    changed = client.send("PATCH", one, {"component": {"status": "partial_outage"}})
    assert (changed.status, changed.json()["status"]) == (200, "partial_outage")
    assert client.put(one, {"component": {"name": "Pay"}}).json()["name"] == "Pay"
    assert client.get(one).json()["status"] == "partial_outage"
    assert [each["id"] for each in client.get(f"{page}/components").json()] == [component["id"]]
    gone = client.delete(one)
    assert (gone.status, gone.body, "json" in gone.headers["Content-Type"]) == (204, "", False)
    assert client.get(one).status == 404


def test_paths_are_there_with_and_without_json_and_by_slug(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    for path in (f"/v1/pages/{tenant.slug}", page):
        assert client.get(f"{path}.json").json()["id"] == client.get(path).json()["id"] == tenant.org_id
        for target in (f"{path}/components.json", f"{path}/components"):
            assert [each["id"] for each in client.get(target).json()] == [checkout.id]
        assert client.get(f"{path}/components/{checkout.id}.json").json()["name"] == "Checkout"
    assert [each["id"] for each in client.get("/v1/pages.json").json()] == [tenant.org_id]


def test_a_get_that_says_it_is_a_form_is_answered(client: Api, page: str) -> None:
    assert client.get(f"{page}/components", Content_Type=FORM).status == 200
    assert client.delete(f"{page}/components/01kg000000000000000000000z", Content_Type=FORM).status == 404


def test_form_fields_are_read_as_their_clients_send_them(client: Api, page: str) -> None:
    sent = "component%5Bname%5D=Search&component%5Bstatus%5D=degraded_performance&component[showcase]=false"
    component = client.post(f"{page}/components", sent, Content_Type=FORM).json()
    assert (component["name"], component["status"], component["showcase"]) == ("Search", "degraded_performance", False)
    target = f"{page}/components/{component['id']}?component[status]=operational"
    assert client.send("PATCH", target).json()["status"] == "operational"


def test_a_key_may_stand_in_the_address_and_must_be_one_of_the_page(api: Api, page: str, tenant: Tenant) -> None:
    tenant.service()
    key, stranger = a_key(tenant, Scope.READ), a_key(a_tenant("Elsewhere"), Scope.WRITE)
    assert len(api.get(f"{page}/components?api_key={key}").json()) == 1
    assert len(api.get(f"{page}/components", Authorization=key).json()) == 1
    refused = api.get(f"{page}/components?api_key=wrong")
    assert (refused.status, refused.json()) == (401, {"error": "Could not authenticate"})
    for path in (page, f"/v1/pages/{tenant.slug}", "/v1/pages/nobodys"):
        elsewhere = api.get(f"{path}/components", Authorization=f"OAuth {stranger}")
        assert (elsewhere.status, elsewhere.json()) == (404, {"error": "Not found"})
    read_only = api.post(f"{page}/components?api_key={key}", {"component": {"name": "X"}})
    assert read_only.status == 403
    assert "role member" in read_only.json()["error"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"component": {"name": ""}}, "name"),
        ({"component": {}}, "name"),
        ({"component": {"name": "X", "status": "on fire"}}, "status"),
        ({"component": {"name": "X", "group_id": "01kg000000000000000000000z"}}, "group_id is not a group"),
        ({"name": "X"}, "component"),
        ([], "object"),
    ],
)
def test_what_is_invalid_is_said_in_their_shape_and_changes_nothing(
    client: Api, page: str, tables: Engine, body: object, says: str
) -> None:
    refused = client.post(f"{page}/components", body)
    assert refused.status == 422
    assert says in refused.json()["error"][0]
    assert "application/json" in refused.headers["Content-Type"]
    assert client.get(f"{page}/components").json() == []


def test_lists_come_in_pages(client: Api, page: str, tenant: Tenant) -> None:
    ids = [tenant.service(f"Service {number}").id for number in range(5)]
    assert [each["id"] for each in client.get(f"{page}/components?page=2&per_page=2").json()] == ids[2:4]
    assert [each["id"] for each in client.get(f"{page}/components?page=3&limit=2").json()] == ids[4:]
    assert client.get(f"{page}/components?page=4&limit=2").json() == []
    assert client.get(f"{page}/components?page=0").status == 422
    assert client.get(f"{page}/components?page=x").status == 422


def test_groups_are_categories(client: Api, page: str, tenant: Tenant) -> None:
    ids = [tenant.service(name).id for name in ("Web", "API", "Mail")]
    made = client.post(f"{page}/component-groups", {"component_group": {"name": "Shop", "components": ids[:2]}})
    assert made.status == 201
    group = made.json()
    assert (group["name"], group["components"], group["page_id"]) == ("Shop", ids[:2], tenant.org_id)
    one = f"{page}/component-groups/{group['id']}"
    assert client.get(one).json() == group
    assert client.get(f"{page}/component-groups").json() == [group]
    within = {each["id"]: each["group_id"] for each in client.get(f"{page}/components").json() if not each["group"]}
    assert within == {ids[0]: group["id"], ids[1]: group["id"], ids[2]: None}
    moved = client.send("PATCH", one, {"component_group": {"components": ids[1:]}}).json()
    assert (moved["id"], moved["components"]) == (group["id"], ids[1:])
    renamed = client.put(one, {"component_group": {"name": "Store"}}).json()
    assert (renamed["name"], renamed["components"]) == ("Store", ids[1:])
    assert client.get(one).status == 404
    added = client.post(f"{page}/components", {"component": {"name": "Pay", "group_id": renamed["id"]}}).json()
    assert added["group_id"] == renamed["id"]
    out = client.send("PATCH", f"{page}/components/{added['id']}", {"component": {"group_id": None}}).json()
    assert out["group_id"] is None
    assert client.delete(f"{page}/component-groups/{renamed['id']}").json()["name"] == "Store"
    assert client.get(f"{page}/component-groups").json() == []


def test_a_group_is_described_by_those_who_may_change_settings(
    api: Api, client: Api, page: str, tenant: Tenant
) -> None:
    body = {"description": "What we sell", "component_group": {"name": "Shop", "components": [tenant.service().id]}}
    refused = client.post(f"{page}/component-groups", body)
    assert (refused.status, "role admin" in refused.json()["error"]) == (403, True)
    assert client.get(f"{page}/component-groups").json() == []
    made = api.post(f"{page}/component-groups", body, Authorization=f"OAuth {a_key(tenant, Scope.ADMIN)}")
    assert (made.status, made.json()["description"]) == (201, "What we sell")


def test_a_group_without_components_or_with_a_name_that_is_taken_is_refused(
    client: Api, page: str, tenant: Tenant
) -> None:
    shop, other = tenant.service(category="Shop"), tenant.service("Mail")
    for fields in ({"name": "Empty", "components": []}, {"name": "Shop", "components": [other.id]}):
        assert client.post(f"{page}/component-groups", {"component_group": fields}).status == 422
    unknown = {"name": "New", "components": ["01kg000000000000000000000z"]}
    assert client.post(f"{page}/component-groups", {"component_group": unknown}).status == 422
    assert client.get(f"{page}/components/{shop.id}").json()["group_id"] is not None


def test_uptime_of_a_component_counts_what_it_was(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service(category="Shop")
    tenant.sets(checkout, ServiceStatus.MAJOR_OUTAGE)
    found = client.get(f"{page}/components/{checkout.id}/uptime").json()
    assert (found["id"], found["name"]) == (checkout.id, "Checkout")
    assert found["major_outage"] > 0
    assert 0 <= found["uptime_percentage"] < 100
    group = client.get(f"{page}/component-groups").json()[0]["id"]
    assert client.get(f"{page}/component-groups/{group}/uptime").json()["major_outage"] == found["major_outage"]
    assert client.get(f"{page}/components/{checkout.id}/uptime?start=2026-01&end=2026-02-01").status == 200
    assert client.get(f"{page}/components/{checkout.id}/uptime?start=2020&end=2026").status == 422
    assert client.get(f"{page}/components/{checkout.id}/uptime?start=yesterday").status == 422


def test_what_is_not_there_is_said_in_their_shape(client: Api, page: str) -> None:
    for method, path in (("GET", f"{page}/nothing"), ("POST", f"{page}/incidents/unresolved"), ("GET", "/v1/nothing")):
        refused = client.send(method, path)
        assert (refused.status, refused.json()) == (404, {"error": "Not found"})
