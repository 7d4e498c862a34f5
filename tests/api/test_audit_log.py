"""The audit log: who did what, in pages, filtered; and none of the team's business outside."""

from chalicelib.domain.organizations import Role
from tests.edges import Api, Stream, Viewers
from tests.tenancy import Tenant, a_tenant

EVENTS = "/api/events"


def _types(api: Api, query: str = "") -> list[str]:
    return [entry["type"] for entry in api.get(f"{EVENTS}{query}").json()["items"]]


def _walk(api: Api, target: str) -> list[str]:
    found: list[str] = []
    while target:
        reply = api.get(target)
        assert reply.status == 200, reply.body
        found += [entry["id"] for entry in reply.json()["items"]]
        target = reply.headers.get("Link", "").partition("<")[2].partition(">")[0]
    return found


def test_the_log_says_who_did_what_newest_first(owner: Api, tenant: Tenant) -> None:
    service = tenant.service("Checkout")
    owner.put(f"/api/services/{service.id}/status", {"status": "major_outage"})
    entry = owner.get(EVENTS).json()["items"][0]
    assert entry["type"] == "service.status_changed"
    assert entry["actor"] == {"id": tenant.owner.id, "name": "Ada"}
    assert entry["resource_id"] == service.id
    assert entry["summary"] == "Checkout is major outage"
    assert entry["changes"]["status"] == ["operational", "major_outage"]
    assert set(entry) == {"id", "type", "actor", "occurred_at", "resource_id", "summary", "changes"}


def test_pages_fit_together(owner: Api, tenant: Tenant) -> None:
    for number in range(7):
        tenant.service(f"S{number}")
    whole = [entry["id"] for entry in owner.get(f"{EVENTS}?limit=100").json()["items"]]
    assert len(whole) == 8
    assert _walk(owner, f"{EVENTS}?limit=3") == whole
    assert _walk(owner, f"{EVENTS}?limit=4") == whole


def test_filters_add_up_and_go_along_from_page_to_page(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    for number in range(5):
        tenant.service(f"S{number}")
        owner.put(f"/api/services/{checkout.id}", {"description": f"{number}"})
    query = f"{EVENTS}?limit=2&type=service.updated&resource_id={checkout.id}&actor={tenant.owner.id}"
    assert len(_walk(owner, query)) == 5
    assert _walk(owner, f"{EVENTS}?actor=clock") == []
    assert owner.get(f"{EVENTS}?type=nonsense").status == 422
    assert owner.get(f"{EVENTS}?cursor=nonsense").status == 422


def test_a_page_looks_at_a_part_of_the_log(owner: Api, tenant: Tenant) -> None:
    from chalicelib.store import events  # noqa: PLC0415

    for number in range(6):
        tenant.service(f"S{number}")
    found = events.log(tenant.org_id, lambda entry: False, limit=10, look_at=4)
    assert found.entries == []
    assert found.looked_down_to
    rest = events.log(tenant.org_id, lambda entry: True, limit=10, before=found.looked_down_to)
    assert (len(rest.entries), rest.looked_down_to) == (3, None)


def test_another_tenants_cursor_shows_nothing_of_theirs(owner: Api, api: Api, tenant: Tenant) -> None:
    other = a_tenant("Other")
    other.service("Theirs")
    theirs = api.as_(other.token).get(EVENTS).json()["items"][0]["id"]
    assert set(_types(owner, f"?cursor={theirs}")) <= {"organization.created"}


def _happens_in_the_team(owner: Api, tenant: Tenant) -> None:
    bob = tenant.joined_by(Role.VIEWER)
    owner.put(f"/api/team/members/{bob.id}", {"role": "member"})
    owner.delete(f"/api/team/members/{bob.id}")
    sent = owner.post("/api/team/invite", {"email": "bob@example.com"}).json()
    owner.post(f"/api/team/invitations/{sent['id']}/resend")
    owner.delete(f"/api/team/invitations/{sent['id']}")
    key = owner.post("/api/api-keys", {"name": "X", "scope": "read"}).json()
    owner.delete(f"/api/api-keys/{key['id']}")
    assert owner.send("DELETE", f"/api/organizations/{tenant.org_id}", {"confirm": tenant.slug}).status == 202
    assert owner.post(f"/api/organizations/{tenant.org_id}/restore").status == 200


def test_the_teams_business_makes_no_version_frame_or_timeline_entry(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    from chalicelib.store import snapshots  # noqa: PLC0415
    from chalicelib.store.viewers import remember  # noqa: PLC0415
    from tests.factories import NOW  # noqa: PLC0415

    remember(tenant.org_id, "viewer", NOW)
    owner.post("/api/services", {"name": "First"})
    _happens_in_the_team(owner, tenant)
    owner.post("/api/services", {"name": "Second"})
    stream.flow()
    assert viewers.versions("viewer") == [1, 2, 3]
    snapshot = snapshots.get(tenant.org_id)
    assert snapshot
    assert snapshot.version == 3
    assert [entry.type for entry in snapshot.timeline] == ["service.created", "service.created", "organization.created"]
    public = api.get(f"/api/status/{tenant.slug}/timeline?limit=2").json()
    assert [entry["type"] for entry in public["timeline"]] == ["service.created"] * 2
    rest = api.get(f"/api/status/{tenant.slug}/timeline?limit=2&cursor={public['next_cursor']}").json()
    assert [entry["type"] for entry in rest["timeline"]] == ["organization.created"]
    assert rest["next_cursor"] is None
    assert len(_types(owner)) == 12


def test_a_batch_of_the_teams_business_alone_publishes_nothing(
    owner: Api, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    from chalicelib.store import snapshots  # noqa: PLC0415

    stream.flow()
    before = snapshots.get(tenant.org_id)
    _happens_in_the_team(owner, tenant)
    stream.flow()
    assert snapshots.get(tenant.org_id) == before
