"""What becomes of the API keys of somebody who leaves: revoked, or without an owner until a member takes them over."""

import pytest

from chalicelib.domain.accounts import User
from chalicelib.domain.api_keys import hash_of
from chalicelib.domain.organizations import Role
from chalicelib.store.tables import ApiKeys
from tests.edges import Api
from tests.tenancy import Tenant, a_token

KEYS, MEMBERS, EVENTS = "/api/api-keys", "/api/team/members", "/api/events"


@pytest.fixture
def grace(tenant: Tenant) -> User:
    """An admin who has made a key."""
    return tenant.joined_by(Role.ADMIN)


def _made_by(api: Api, user: User, name: str = "Deploys") -> dict[str, str]:
    made: dict[str, str] = api.as_(a_token(user)).post(KEYS, {"name": name, "scope": "write"}).json()
    return made


def _owners(owner: Api) -> dict[str, str | None]:
    items = owner.get(KEYS).json()["items"]
    return {item["name"]: item["owner"] and item["owner"]["id"] for item in items}


def _happened(owner: Api) -> list[str]:
    return sorted(event["type"] for event in owner.get(EVENTS).json()["items"])


def test_a_key_belongs_to_whoever_made_it(api: Api, owner: Api, grace: User) -> None:
    _made_by(api, grace)
    assert _owners(owner) == {"Deploys": grace.id}


@pytest.mark.parametrize("query", ["", "?api_keys=keep"])
def test_a_kept_key_goes_on_without_an_owner(api: Api, owner: Api, grace: User, query: str) -> None:
    key = _made_by(api, grace)
    assert owner.delete(f"{MEMBERS}/{grace.id}{query}").status == 204
    assert _owners(owner) == {"Deploys": None}
    assert api.as_(key["key"]).get("/api/services").status == 200


def test_a_member_takes_over_a_key_that_nobody_owns(api: Api, owner: Api, tenant: Tenant, grace: User) -> None:
    key = _made_by(api, grace)
    owner.delete(f"{MEMBERS}/{grace.id}")
    taken = owner.post(f"{KEYS}/{key['id']}/take", {})
    assert (taken.status, taken.json()["owner"]["id"]) == (200, tenant.owner.id)
    assert "key" not in taken.json()
    assert taken.json()["created_by"]["id"] == grace.id
    assert _owners(owner) == {"Deploys": tenant.owner.id}
    assert api.as_(key["key"]).get("/api/services").status == 200
    assert {"api_key.taken", "member.removed"} < set(_happened(owner))


def test_taking_over_twice_changes_nothing(owner: Api, tenant: Tenant) -> None:
    key = owner.post(KEYS, {"name": "Mine", "scope": "read"}).json()
    assert owner.post(f"{KEYS}/{key['id']}/take", {}).json()["owner"]["id"] == tenant.owner.id
    assert "api_key.taken" not in _happened(owner)


def test_a_key_that_somebody_owns_is_not_taken_from_them(api: Api, owner: Api, grace: User) -> None:
    key = _made_by(api, grace)
    refused = owner.post(f"{KEYS}/{key['id']}/take", {})
    assert refused.status == 409
    assert _owners(owner) == {"Deploys": grace.id}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_who_may_manage_keys_takes_one(api: Api, owner: Api, tenant: Tenant, grace: User, role: Role) -> None:
    key = _made_by(api, grace)
    owner.delete(f"{MEMBERS}/{grace.id}")
    other = api.as_(a_token(tenant.joined_by(role)))
    assert other.post(f"{KEYS}/{key['id']}/take", {}).status == 403
    assert api.as_(key["key"]).post(f"{KEYS}/{key['id']}/take", {}).status == 403
    assert _owners(owner) == {"Deploys": None}


def test_no_key_of_another_organization_is_taken(owner: Api) -> None:
    assert owner.post(f"{KEYS}/01kg4r2c9x4k6m8n1p3q5s7t9v/take", {}).status == 404


def test_the_keys_of_a_removed_member_are_revoked_when_that_is_asked(api: Api, owner: Api, grace: User) -> None:
    keys = [_made_by(api, grace, name) for name in ("One", "Two")]
    mine = owner.post(KEYS, {"name": "Mine", "scope": "read"}).json()
    assert owner.delete(f"{MEMBERS}/{grace.id}?api_keys=revoke").status == 204
    assert [api.as_(key["key"]).get("/api/services").status for key in keys] == [401, 401]
    assert api.as_(mine["key"]).get("/api/services").status == 200
    assert _happened(owner).count("api_key.revoked") == 2
    assert "member.removed" in _happened(owner)


def test_who_leaves_can_revoke_their_keys_along(api: Api, owner: Api, grace: User) -> None:
    key = _made_by(api, grace)
    assert api.as_(a_token(grace)).delete(f"{MEMBERS}/{grace.id}?api_keys=revoke").status == 204
    assert api.as_(key["key"]).get("/api/services").status == 401
    assert _owners(owner) == {}


def test_a_refused_removal_revokes_nothing(api: Api, owner: Api, tenant: Tenant, grace: User) -> None:
    key = owner.post(KEYS, {"name": "Mine", "scope": "read"}).json()
    as_grace = api.as_(a_token(grace))
    assert as_grace.delete(f"{MEMBERS}/{tenant.owner.id}?api_keys=revoke").status == 403
    assert owner.delete(f"{MEMBERS}/{tenant.owner.id}?api_keys=revoke").status == 409
    assert api.as_(key["key"]).get("/api/services").status == 200


def test_somebody_who_may_not_manage_keys_leaves_without_revoking_any(api: Api, owner: Api, grace: User) -> None:
    key = _made_by(api, grace)
    owner.put(f"{MEMBERS}/{grace.id}", {"role": "viewer"})
    assert api.as_(a_token(grace)).delete(f"{MEMBERS}/{grace.id}?api_keys=revoke").status == 403
    assert api.as_(key["key"]).get("/api/services").status == 200
    assert api.as_(a_token(grace)).delete(f"{MEMBERS}/{grace.id}").status == 204
    assert _owners(owner) == {"Deploys": None}


@pytest.mark.parametrize("query", ["?api_keys=", "?api_keys=burn", "?keys=revoke"])
def test_a_removal_says_clearly_what_becomes_of_the_keys(owner: Api, tenant: Tenant, grace: User, query: str) -> None:
    assert owner.delete(f"{MEMBERS}/{grace.id}{query}").status == 422
    assert len(owner.get(MEMBERS).json()["items"]) == 2


def test_a_key_from_before_keys_had_owners_belongs_to_whoever_made_it(owner: Api, api: Api, grace: User) -> None:
    key = _made_by(api, grace)
    ApiKeys(hash_of(key["key"])).update([ApiKeys.owner.remove()])
    assert _owners(owner) == {"Deploys": grace.id}
    owner.delete(f"{MEMBERS}/{grace.id}")
    assert _owners(owner) == {"Deploys": None}
