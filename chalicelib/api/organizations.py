"""/api/organizations."""

from typing import Any

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.owners import tell_owners
from chalicelib.api.paging import Items
from chalicelib.api.registry import Open
from chalicelib.domain.deletion import DeletionRequest
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Member, Organization, OrganizationDraft, OrganizationEdit, Role
from chalicelib.mail import letters
from chalicelib.store import members
from chalicelib.store import organizations as store
from chalicelib.use_cases import organization_deletion
from chalicelib.use_cases import organizations as use_cases

bp = Blueprint(__name__)


class OrganizationItems(Items):
    """The caller's organizations."""

    items: list[Organization]


class UserMembership(Model):
    """An organization a user is in."""

    organization_id: str
    role: Role


class UserCheck(Model):
    """A user, as far as the caller may know them."""

    user_id: str
    has_organization: bool
    memberships: tuple[UserMembership, ...]


@endpoint(bp, "GET", "/api/organizations", Open.SIGNED_IN, answer=OrganizationItems)
def list_organizations(call: Call[None, None]) -> OrganizationItems:
    """List the organizations I am in.

    One that I joined a moment ago may be missing, unless `X-Organization-Id` names it.
    """
    found = [store.find(member.org_id) for member in _mine(call)]
    return OrganizationItems(
        items=[organization for organization in found if organization and not organization.erasing]
    )


@endpoint(bp, "POST", "/api/organizations", Open.SIGNED_IN, body=OrganizationDraft, answer=Organization, status=201)
def create_organization(call: Call[OrganizationDraft, None]) -> Answer:
    """Create an organization and its page; the caller becomes its owner."""
    organization = use_cases.found(call.body, call.actor, call.caller.email, call.now)
    return Answer(organization, {"Location": "/api/organizations/current", "X-Organization-Id": organization.id})


@endpoint(bp, "GET", "/api/organizations/current", Role.VIEWER, answer=Organization)
def get_current_organization(call: Call[None, None]) -> Organization:
    """Get the organization this request acts in."""
    return store.get(call.org_id)


@endpoint(bp, "PUT", "/api/organizations/{org_id}", Role.ADMIN, body=OrganizationEdit, answer=Organization, locked=True)
def edit_organization(call: Call[OrganizationEdit, None]) -> Organization:
    """Edit an organization; fields left out keep their values."""
    return use_cases.edit(call.org_id, call.body, call.actor, call.now, call.expected)


@endpoint(
    bp,
    "DELETE",
    "/api/organizations/{org_id}",
    Role.OWNER,
    body=DeletionRequest,
    answer=Organization,
    status=202,
    locked=True,
)
def request_deletion(call: Call[DeletionRequest, None]) -> Organization:
    """Delete an organization in seven days.

    Until then everything goes on, and an owner can undo it. Then the page, all that is in it, the team's membership and
    the keys are deleted, and the address is free for others.
    """
    before = store.get(call.org_id)
    organization = organization_deletion.request(call.org_id, call.body, call.actor, call.now, call.expected)
    if before.deletes_at is None:
        tell_owners(
            organization.id, lambda owner: letters.deletion_requested(owner, organization, call.caller.name), call.now
        )
    return organization


@endpoint(bp, "POST", "/api/organizations/{org_id}/restore", Role.OWNER, answer=Organization, locked=True)
def undo_deletion(call: Call[None, None]) -> Organization:
    """Keep an organization that was to be deleted."""
    return organization_deletion.undo(call.org_id, call.actor, call.now, call.expected)


@endpoint(bp, "GET", "/api/organizations/check-user/{user_id}", Open.SIGNED_IN, answer=UserCheck)
def check_user(call: Call[None, None]) -> UserCheck:
    """See which organizations a user shares with me; about myself, all of mine."""
    mine = _mine(call)
    about = call.path["user_id"]
    found = mine if about == call.caller.id else _shared(mine, about)
    if about != call.caller.id and not found:
        raise NotFoundError("There is no such user in your organizations.")
    listed = tuple(UserMembership(organization_id=member.org_id, role=member.role) for member in found)
    return UserCheck(user_id=about, has_organization=bool(found), memberships=listed)


def _mine(call: Call[Any, Any]) -> list[Member]:
    """With the one that the caller names: the index lags behind the table, which knows."""
    known, named = members.of_user(call.caller.id), call.headers.get("x-organization-id", "")
    if named in {member.org_id for member in known}:
        return known
    return [*known, *filter(None, [members.find(named, call.caller.id)])]


def _shared(mine: list[Member], user_id: str) -> list[Member]:
    return [theirs for member in mine if (theirs := members.find(member.org_id, user_id))]
