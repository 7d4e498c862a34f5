"""/api/team/members."""

from typing import Literal

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.api.registry import People
from chalicelib.domain.members import RoleChange
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Member, Role
from chalicelib.store import members as store
from chalicelib.use_cases import members as use_cases

bp = Blueprint(__name__)


class MemberItems(Items):
    """The team, in the order they joined; all on one page."""

    items: list[Member]


class Removal(Model):
    """What becomes of the API keys of somebody who leaves."""

    api_keys: Literal["keep", "revoke"] = "keep"
    """`keep`: they go on working, without an owner until a member takes them over. `revoke`: they stop at once."""


@endpoint(bp, "GET", "/api/team/members", People(Role.VIEWER), answer=MemberItems)
def list_members(call: Call[None, None]) -> MemberItems:
    """List the members."""
    return MemberItems(items=store.of_organization(call.org_id))


@endpoint(bp, "GET", "/api/team/members/me", People(Role.VIEWER), answer=Member)
def get_my_membership(call: Call[None, None]) -> Member:
    """Get myself as a member, with my role."""
    return call.membership


@endpoint(bp, "PUT", "/api/team/members/{member_id}", People(Role.ADMIN), body=RoleChange, answer=Member)
def change_role(call: Call[RoleChange, None]) -> Member:
    """Change a member's role.

    Only an owner makes somebody an owner or changes one, and the last owner stays one.
    """
    return use_cases.change_role(call.org_id, call.path["member_id"], call.body.role, call.membership, call.now)


@endpoint(bp, "DELETE", "/api/team/members/{member_id}", People(Role.VIEWER), query=Removal, status=204)
def remove_member(call: Call[None, Removal]) -> None:
    """Remove a member, or leave the organization.

    Everybody may leave but the last owner; to remove others needs an admin, and for owners an owner.
    Revoking the member's API keys along needs an admin, too.
    """
    revoking = call.query.api_keys == "revoke"
    use_cases.remove(call.org_id, call.path["member_id"], call.membership, call.now, revoking_keys=revoking)
