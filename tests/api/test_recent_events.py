"""What happened on the page last, as everybody in the team may read it."""

from chalicelib.domain.organizations import Role
from tests.edges import Api
from tests.tenancy import Tenant, a_tenant, a_token

RECENT = "/api/events/recent"


def test_a_viewer_reads_what_happened_on_the_page_and_who_did_it(api: Api, owner: Api, tenant: Tenant) -> None:
    service = owner.post("/api/services", {"name": "Checkout"}).json()
    owner.put(f"/api/services/{service['id']}/status", {"status": "major_outage"})
    bob = tenant.joined_by(Role.VIEWER)
    items = api.as_(a_token(bob)).get(RECENT).json()["items"]
    assert [item["summary"] for item in items[:2]] == ["Checkout is major outage", "Checkout was added"]
    assert items[0]["actor"] == {"id": tenant.owner.id, "name": "Ada"}
    assert items[0]["resource_id"] == service["id"]


def test_nothing_of_the_team_its_keys_or_what_was_written_is_in_it(owner: Api) -> None:
    owner.post("/api/team/invite", {"email": "bob@example.com"})
    owner.post("/api/api-keys", {"name": "Deploys", "scope": "read"})
    service = owner.post("/api/services", {"name": "Checkout"}).json()
    owner.put(f"/api/services/{service['id']}", {"description": "Secret plans"})
    items = owner.get(RECENT).json()["items"]
    assert {item["type"] for item in items} == {"service.updated", "service.created", "organization.created"}
    assert set(items[0]) == {"id", "type", "actor", "occurred_at", "resource_id", "summary"}


def test_it_is_as_short_as_asked_for(owner: Api, tenant: Tenant) -> None:
    for number in range(4):
        tenant.service(f"S{number}")
    assert len(owner.get(f"{RECENT}?limit=3").json()["items"]) == 3
    assert owner.get(f"{RECENT}?limit=0").status == 422
    assert owner.get(f"{RECENT}?limit=21").status == 422


def test_other_organizations_see_their_own(api: Api, tenant: Tenant) -> None:
    tenant.service("Ours")
    items = api.as_(a_tenant("Other").token).get(RECENT).json()["items"]
    assert {item["type"] for item in items} == {"organization.created"}
