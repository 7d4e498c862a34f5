"""Subscribers, templates and the page itself in v1."""

import pytest

from chalicelib.domain.api_keys import Scope
from chalicelib.domain.subscribers import SubscriberState
from chalicelib.store import subscribers
from tests.edges import Api
from tests.engine import Engine
from tests.queues import Queues
from tests.statuspage.conftest import a_key
from tests.tenancy import Tenant


def test_a_subscriber_by_mail_is_asked_first_unless_somebody_answers_for_it(
    client: Api, page: str, queues: Queues
) -> None:
    made = client.post(f"{page}/subscribers", {"subscriber": {"email": "eve@example.com"}})
    assert made.status == 201
    eve = made.json()
    assert (eve["mode"], eve["email"], eve["state"]) == ("email", "eve@example.com", "unconfirmed")
    assert [each.org_id for each in queues.sent["subscribe"]] == [page.rpartition("/")[2]]
    known = {"email": "bob@example.com", "skip_confirmation_notification": True}
    bob = client.post(f"{page}/subscribers", {"subscriber": known}).json()
    assert bob["state"] == "active"
    assert [each["id"] for each in client.get(f"{page}/subscribers").json()] == [bob["id"]]
    assert [each["id"] for each in client.get(f"{page}/subscribers?state=all").json()] == [bob["id"], eve["id"]]
    assert client.get(f"{page}/subscribers?q=BOB").json()[0]["id"] == bob["id"]
    assert client.post(f"{page}/subscribers", {"subscriber": known}).status == 422


def test_a_subscriber_follows_components_and_is_removed(client: Api, page: str, tenant: Tenant, queues: Queues) -> None:
    checkout = tenant.service()
    body = {"endpoint": "https://hooks.example.com/x", "component_ids": [checkout.id]}
    made = client.post(f"{page}/subscribers.json", {"subscriber": body}).json()
    assert (made["mode"], made["endpoint"], made["components"]) == ("webhook", body["endpoint"], [checkout.id])
    one = f"{page}/subscribers/{made['id']}"
    assert client.send("PATCH", one, {"component_ids": []}).json()["components"] == []
    assert client.get(f"{page}/subscribers/count").json()["webhook"] == 1
    assert client.get(f"{page}/subscribers/histogram_by_state").json()["webhook"]["active"] == 1
    assert client.get(one).json()["id"] == made["id"]
    assert client.delete(f"{one}?skip_unsubscription_notification=true").json()["id"] == made["id"]
    assert client.get(one).status == 404


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"phone_number": "555", "phone_country": "US"},
        {"email": "no address"},
        {"endpoint": "http://10.0.0.1/hook"},
        {"email": "a@example.com", "component_ids": ["01kg000000000000000000000z"]},
    ],
)
def test_whom_nobody_can_tell_is_refused(
    client: Api, page: str, tables: Engine, queues: Queues, fields: dict[str, object]
) -> None:
    assert client.post(f"{page}/subscribers", {"subscriber": fields}).status == 422
    assert client.get(f"{page}/subscribers?state=all").json() == []


def test_who_only_reads_sees_no_whole_address(api: Api, page: str, tenant: Tenant) -> None:
    tenant.subscriber("bob@example.com")
    reading = f"OAuth {a_key(tenant, Scope.READ)}"
    assert "bob@" not in api.get(f"{page}/subscribers?state=all", Authorization=reading).body
    assert api.get(f"{page}/subscribers?q=bob", Authorization=reading).status == 422


def test_somebody_follows_one_incident(client: Api, page: str, tenant: Tenant, queues: Queues) -> None:
    incident = tenant.opens(tenant.service())
    body = {"subscriber": {"email": "eve@example.com", "skip_confirmation_notification": "true"}}
    path = f"{page}/incidents/{incident.id}/subscribers"
    assert client.post(path, body).status == 201
    assert [each["email"] for each in client.get(path).json()] == ["eve@example.com"]


def test_templates_are_made_and_listed(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    fields = {
        "name": "Slow",
        "title": "Checkout is slow",
        "body": "We look.",
        "update_status": "identified",
        "component_ids": [checkout.id],
    }
    made = client.post(f"{page}/incident_templates", {"template": fields})
    assert made.status == 201
    assert (made.json()["update_status"], made.json()["body"]) == ("identified", "We look.")
    assert [each["id"] for each in made.json()["components"]] == [checkout.id]
    assert client.get(f"{page}/incident_templates.json").json() == [made.json()]
    planned = {"name": "Disks", "body": "Soon.", "update_status": "scheduled"}
    assert client.post(f"{page}/incident_templates", {"template": planned}).json()["update_status"] == "scheduled"
    assert client.post(f"{page}/incident_templates", {"template": {**fields, "update_status": "x"}}).status == 422


def test_a_page_is_read_and_edited_by_an_admin(api: Api, page: str, tenant: Tenant) -> None:
    admin = Api(headers={"Authorization": f"OAuth {a_key(tenant, Scope.ADMIN)}"})
    shown = admin.get(page).json()
    assert (shown["id"], shown["subdomain"], shown["time_zone"]) == (tenant.org_id, tenant.slug, "UTC")
    after = admin.send("PATCH", page, {"page": {"name": "Renamed", "time_zone": "Europe/Zurich", "css_reds": "f00"}})
    assert (after.json()["name"], after.json()["time_zone"]) == ("Renamed", "Europe/Zurich")
    assert admin.put(page, {"page": {"time_zone": "Mars"}}).status == 422


def test_what_has_no_counterpart_is_empty(client: Api, page: str, tenant: Tenant) -> None:
    for name in ("page_access_users", "page_access_groups", "subscribers/unsubscribed"):
        assert client.get(f"{page}/{name}.json").json() == []
    assert client.get("/v1/metrics_providers.json").json() == []
    assert client.get(f"{page}/status_embed_config").json()["page_id"] == tenant.org_id


def test_many_are_asked_again_removed_and_told_again_at_once(
    client: Api, page: str, tenant: Tenant, queues: Queues
) -> None:
    ask, remove, revive = (
        f"{page}/subscribers/{verb}" for verb in ("resend_confirmation", "unsubscribe", "reactivate")
    )
    eve = client.post(f"{page}/subscribers", {"subscriber": {"email": "eve@example.com"}}).json()
    bob, amy = tenant.subscriber("bob@example.com"), tenant.subscriber("amy@example.com")
    queues.sent.clear()
    assert [each["id"] for each in client.post(ask, {"subscribers": "all"}).json()] == [eve["id"]]
    assert len(queues.sent["subscribe"]) == 1
    assert client.post(ask, {"subscribers": [bob.id]}).json() == []

    gone = client.post(remove, {"subscribers": [bob.id, "01kg000000000000000000000z"]})
    assert (gone.status, client.get(f"{page}/subscribers/{bob.id}").status) == (404, 200)
    assert client.post(remove, {"subscribers": []}).status == 422
    assert client.post(remove, {"subscribers": [bob.id] * 101}).status == 422
    assert client.post(remove, {"subscribers": "all", "type": "webhook"}).json() == []
    assert [each["id"] for each in client.post(remove, {"subscribers": [bob.id, bob.id]}).json()] == [bob.id]
    assert [each["id"] for each in client.post(remove, {"subscribers": "all"}).json()] == [amy.id]
    assert [each["id"] for each in client.post(remove, {"subscribers": "all", "state": "all"}).json()] == [eve["id"]]

    hook = client.post(f"{page}/subscribers", {"subscriber": {"endpoint": "https://hooks.example.com/x"}}).json()
    for each in (subscribers.find(tenant.org_id, hook["id"]), tenant.subscriber("back@example.com")):
        assert each is not None
        fields = {"state": SubscriberState.SUPPRESSED, "suppressed_because": "It failed"}
        subscribers.commit(subscribers.saving(each.revised(**fields)))
    (mail,) = client.get(f"{page}/subscribers?state=quarantined&type=email").json()
    assert client.post(revive, {"subscribers": [mail["id"]]}).status == 422
    assert [each["id"] for each in client.post(revive, {"subscribers": "all"}).json()] == [hook["id"]]
    assert client.get(f"{page}/subscribers/{hook['id']}").json()["state"] == "active"


def test_a_key_that_is_an_admin_lists_the_users_of_the_organization(
    client: Api, api: Api, tenant: Tenant, queues: Queues
) -> None:
    path = f"/v1/organizations/{tenant.org_id}/users"
    admin = Api(headers={"Authorization": f"OAuth {a_key(tenant, Scope.ADMIN)}"}, address=api.address)
    (user,) = admin.get(path).json()
    assert (user["organization_id"], user["email"], user["first_name"]) == (tenant.org_id, tenant.owner.email, "Ada")
    assert admin.get(f"{path}.json?page=2&per_page=1").json() == []
    assert client.get(path).status == 403
