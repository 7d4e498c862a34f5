"""The team: roles, leaving, and the last owner, whatever two people do at the same time."""

from collections.abc import Callable

import pytest

from chalicelib.domain.accounts import User
from chalicelib.domain.organizations import Role
from chalicelib.store import members as stored_members
from chalicelib.use_cases import members
from tests.edges import Api
from tests.engine import Engine
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant, a_token, a_user

MEMBERS = "/api/team/members"


def _role(tenant: Tenant, user: User) -> Role:
    return stored_members.get(tenant.org_id, user.id).role


def test_the_team_is_listed_in_the_order_they_joined(owner: Api, tenant: Tenant) -> None:
    bob = tenant.joined_by(Role.MEMBER)
    a_tenant("Other").joined_by(Role.ADMIN)
    listed = owner.get(MEMBERS).json()
    assert listed["next_cursor"] is None
    assert {item["id"]: item["role"] for item in listed["items"]} == {tenant.owner.id: "owner", bob.id: "member"}
    assert set(listed["items"][0]) == {"id", "user_id", "email", "name", "role", "joined_at"}


def test_everybody_sees_their_own_role(api: Api, tenant: Tenant) -> None:
    viewer = tenant.joined_by(Role.VIEWER)
    assert api.as_(a_token(viewer)).get(f"{MEMBERS}/me").json()["role"] == "viewer"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.ADMIN])
def test_an_admin_gives_every_role_but_owner(api: Api, tenant: Tenant, role: Role) -> None:
    admin, bob = api.as_(a_token(tenant.joined_by(Role.ADMIN))), tenant.joined_by(Role.MEMBER)
    assert admin.put(f"{MEMBERS}/{bob.id}", {"role": role}).json()["role"] == role
    assert _role(tenant, bob) is role
    assert admin.put(f"{MEMBERS}/{bob.id}", {"role": "owner"}).status == 403
    assert _role(tenant, bob) is role


def test_an_admin_touches_no_owner(api: Api, tenant: Tenant) -> None:
    admin, other = api.as_(a_token(tenant.joined_by(Role.ADMIN))), tenant.joined_by(Role.OWNER)
    assert admin.put(f"{MEMBERS}/{other.id}", {"role": "member"}).status == 403
    assert admin.delete(f"{MEMBERS}/{other.id}").status == 403
    assert _role(tenant, other) is Role.OWNER


def test_a_new_role_holds_from_the_next_request_on(owner: Api, api: Api, tenant: Tenant) -> None:
    bob = tenant.joined_by(Role.VIEWER)
    as_bob = api.as_(a_token(bob))
    assert as_bob.post("/api/services", {"name": "X"}).status == 403
    owner.put(f"{MEMBERS}/{bob.id}", {"role": "member"})
    assert as_bob.post("/api/services", {"name": "X"}).status == 201
    owner.delete(f"{MEMBERS}/{bob.id}")
    assert as_bob.get("/api/services").status == 403


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_leave(api: Api, tenant: Tenant, role: Role) -> None:
    bob = tenant.joined_by(role)
    assert api.as_(a_token(bob)).delete(f"{MEMBERS}/{bob.id}").status == 204
    assert stored_members.find(tenant.org_id, bob.id) is None


def test_the_last_owner_stays_one(owner: Api, tenant: Tenant) -> None:
    tenant.joined_by(Role.ADMIN)
    me = f"{MEMBERS}/{tenant.owner.id}"
    assert owner.put(me, {"role": "admin"}).status == 409
    assert owner.delete(me).status == 409
    assert _role(tenant, tenant.owner) is Role.OWNER


Act = Callable[[Tenant, User, User], object]


def _demote(tenant: Tenant, whom: User, by: User) -> object:
    return members.change_role(tenant.org_id, whom.id, Role.MEMBER, stored_members.get(tenant.org_id, by.id), NOW)


def _remove(tenant: Tenant, whom: User, by: User) -> None:
    members.remove(tenant.org_id, whom.id, stored_members.get(tenant.org_id, by.id), NOW)


def _leave(tenant: Tenant, whom: User, by: User) -> None:
    members.remove(tenant.org_id, by.id, stored_members.get(tenant.org_id, by.id), NOW)


@pytest.mark.parametrize("first", [_demote, _remove, _leave])
@pytest.mark.parametrize("second", [_demote, _remove, _leave])
def test_two_owners_at_once_leave_one(api: Api, tenant: Tenant, tables: Engine, first: Act, second: Act) -> None:
    """The second one has read both as owners, and the first commits just before it."""
    ann, ben = tenant.owner, tenant.joined_by(Role.OWNER)
    tables.before("TransactWriteItems", lambda: first(tenant, ann, ben))
    as_ann = api.as_(a_token(ann))
    target = ann if second is _leave else ben
    if second is _demote:
        as_ann.put(f"{MEMBERS}/{target.id}", {"role": "member"})
    else:
        as_ann.delete(f"{MEMBERS}/{target.id}")
    owners = [member for member in stored_members.of_organization(tenant.org_id) if member.role is Role.OWNER]
    assert len(owners) == 1


def test_what_is_not_the_organizations_member_is_not_there(owner: Api, tenant: Tenant) -> None:
    theirs = a_tenant("Other").owner
    for missing in (theirs.id, a_user().id, "x", "a" * 3000):
        assert owner.put(f"{MEMBERS}/{missing}", {"role": "viewer"}).status == 404
        assert owner.delete(f"{MEMBERS}/{missing}").status == 404


def test_changes_of_the_team_stay_in_the_team(owner: Api, api: Api, tenant: Tenant) -> None:
    bob = tenant.joined_by(Role.VIEWER)
    owner.put(f"{MEMBERS}/{bob.id}", {"role": "member"})
    owner.delete(f"{MEMBERS}/{bob.id}")
    logged = owner.get("/api/events").json()["items"]
    assert [entry["type"] for entry in logged] == ["member.removed", "member.role_changed", "organization.created"]
    assert logged[1]["changes"] == {"role": ["viewer", "member"]}
    assert logged[1]["actor"] == {"id": tenant.owner.id, "name": "Ada"}
    seen = api.get(f"/api/status/{tenant.slug}/timeline").json()["timeline"]
    assert [entry["type"] for entry in seen] == ["organization.created"]
