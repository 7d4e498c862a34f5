"""API keys: shown once, good for their scope in their organization, and over at once when revoked."""

import re

import pytest

from chalicelib.domain.api_keys import Scope, is_whole, new_key
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import from_wire, to_wire
from tests.conftest import Clock
from tests.edges import Api
from tests.engine import Engine
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant, a_token
from tests.waiting import wait_until

KEYS = "/api/api-keys"


def _made(owner: Api, scope: str = "write", **fields: str) -> dict[str, str]:
    reply = owner.post(KEYS, {"name": "deploy pipeline", "scope": scope, **fields})
    assert reply.status == 201, reply.body
    made: dict[str, str] = reply.json()
    return made


def test_a_key_is_shown_once_and_stored_hashed(owner: Api, tables: Engine) -> None:
    made = _made(owner)
    listed = owner.get(KEYS).json()["items"]
    assert [item["id"] for item in listed] == [made["id"]]
    assert "key" not in listed[0]
    assert made["key"].startswith(listed[0]["prefix"])
    assert listed[0]["created_by"]["name"] == "Ada"
    assert made["key"] not in str(tables.contents())


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scanner_finds_a_key_and_tells_a_mistyped_one(scope: Scope) -> None:
    key = new_key(scope)
    assert re.fullmatch(r"allclear_[rwa]_[0-9A-Za-z]{49}", key)
    assert is_whole(key)
    other = "a" if key[20] != "a" else "b"
    for broken in (key[:20] + other + key[21:], key[:-1], key + "a", key.replace("allclear_", "allclear-"), ""):
        assert not is_whole(broken)


def test_a_key_that_cannot_be_one_asks_no_database(api: Api, tables: Engine) -> None:
    assert api.as_("allclear_w_" + "a" * 49).get("/api/services").status == 401
    assert not [name for name, params in tables.requests if "api_keys" in str(params)]


def test_a_read_key_reads_and_a_write_key_writes(owner: Api, api: Api) -> None:
    reads, writes = (api.as_(_made(owner, scope)["key"]) for scope in ("read", "write"))
    assert reads.get("/api/services").status == 200
    assert reads.post("/api/services", {"name": "X"}).status == 403
    assert writes.post("/api/services", {"name": "X"}).status == 201


@pytest.mark.parametrize("scope", list(Scope))
def test_no_key_reaches_team_keys_or_log(owner: Api, api: Api, scope: Scope) -> None:
    key = api.as_(_made(owner, scope)["key"])
    assert key.get("/api/team/members").status == 403
    assert key.get("/api/organizations").status == 403
    assert key.post("/api/organizations", {"name": "X"}).status == 403
    assert key.get(KEYS).status == 403
    assert key.get("/api/events").status == 403


def test_an_admin_key_changes_settings_and_deletes_no_organization(owner: Api, api: Api, tenant: Tenant) -> None:
    path = f"/api/organizations/{tenant.org_id}"
    assert api.as_(_made(owner)["key"]).put(path, {"name": "X"}).status == 403
    admin = api.as_(_made(owner, "admin")["key"])
    assert admin.put(path, {"name": "X"}).status == 200
    assert admin.send("DELETE", path, {"confirm": tenant.slug}).status == 403


def test_events_name_the_key_that_did_it(owner: Api, api: Api) -> None:
    made = _made(owner)
    api.as_(made["key"]).post("/api/services", {"name": "X"})
    newest = owner.get("/api/events?type=service.created").json()["items"][0]
    assert newest["actor"] == {"id": made["id"], "name": "deploy pipeline"}


def test_a_revoked_key_is_over_at_once(owner: Api, api: Api) -> None:
    made = _made(owner)
    key = api.as_(made["key"])
    assert key.get("/api/services").status == 200
    assert owner.delete(f"{KEYS}/{made['id']}").status == 204
    assert key.get("/api/services").status == 401
    assert owner.delete(f"{KEYS}/{made['id']}").status == 404


def test_a_key_expires_when_it_was_told_to(owner: Api, api: Api, tenant: Tenant, clock: Clock) -> None:
    from chalicelib.domain.api_keys import ApiKeyDraft  # noqa: PLC0415
    from chalicelib.use_cases import api_keys  # noqa: PLC0415

    draft = ApiKeyDraft(name="X", scope=Scope.READ, expires_at=clock.now.replace(hour=13))
    key = api.as_(api_keys.make(tenant.org_id, draft, tenant.actor, clock.now)[1])
    clock.passes(minutes=59)
    assert key.get("/api/services").status == 200
    clock.passes(minutes=1)
    assert key.get("/api/services").status == 401


def test_a_key_must_not_have_expired_already(owner: Api) -> None:
    refused = owner.post(KEYS, {"name": "X", "scope": "read", "expires_at": to_wire(NOW)})
    assert (refused.status, refused.json()["errors"][0]["loc"]) == (422, ["expires_at"])


def test_the_last_use_is_noted_at_most_once_a_minute(
    owner: Api, api: Api, tenant: Tenant, tables: Engine, clock: Clock
) -> None:
    from chalicelib.domain.api_keys import ApiKeyDraft, hash_of  # noqa: PLC0415
    from chalicelib.store import api_keys as stored_api_keys  # noqa: PLC0415
    from chalicelib.use_cases import api_keys  # noqa: PLC0415

    key, text = api_keys.make(tenant.org_id, ApiKeyDraft(name="X", scope=Scope.READ), tenant.actor, clock.now)
    caller, first = api.as_(text), clock.now

    def noted() -> object:
        found = stored_api_keys.by_hash(hash_of(text))
        return found and found.last_used_at

    caller.get("/api/services")
    assert wait_until(noted) == first
    clock.passes(seconds=59)
    updates = len([name for name, _ in tables.requests if name == "UpdateItem"])
    caller.get("/api/services")
    used = stored_api_keys.by_hash(hash_of(text))
    assert used is not None
    stored_api_keys.note_use(used, clock.now)
    assert noted() == first
    assert [name for name, params in tables.requests[updates:] if name == "UpdateItem" and key.id in str(params)] == []
    clock.passes(seconds=1)
    caller.get("/api/services")
    wait_until(lambda: noted() == clock.now)


def test_a_use_that_cannot_be_noted_fails_no_request(owner: Api, api: Api, tables: Engine) -> None:
    key = api.as_(_made(owner, "read")["key"])
    tables.fails("UpdateItem", "InternalServerError")
    assert key.get("/api/services").status == 200


def test_a_key_acts_in_its_own_organization_alone(owner: Api, api: Api, tenant: Tenant) -> None:
    key, other = _made(owner)["key"], a_tenant("Other")
    theirs = other.service()
    assert api.as_(key, X_Organization_Id=tenant.org_id).get("/api/services").status == 200
    assert api.as_(key, X_Organization_Id=other.org_id).get("/api/services").status == 404
    assert api.as_(key).get(f"/api/services/{theirs.id}").status == 404
    assert api.as_(key).put(f"/api/services/{theirs.id}/status", {"status": "major_outage"}).status == 404


def test_a_key_of_another_organization_cannot_be_revoked(owner: Api, api: Api) -> None:
    made = _made(owner)
    assert api.as_(a_tenant("Other").token).delete(f"{KEYS}/{made['id']}").status == 404
    assert api.as_(made["key"]).get("/api/services").status == 200


def test_there_is_a_limit_to_keys(monkeypatch: pytest.MonkeyPatch, owner: Api) -> None:
    monkeypatch.setattr("chalicelib.use_cases.api_keys.MAX_KEYS", 1)
    _made(owner)
    assert owner.post(KEYS, {"name": "X", "scope": "read"}).status == 409


def test_a_key_outlives_the_member_who_made_it(owner: Api, api: Api, tenant: Tenant) -> None:
    admin = tenant.joined_by(Role.ADMIN)
    key = api.as_(_made(api.as_(a_token(admin)))["key"])
    owner.delete(f"/api/team/members/{admin.id}")
    assert key.get("/api/services").status == 200
    assert from_wire(owner.get(KEYS).json()["items"][0]["created_at"])
