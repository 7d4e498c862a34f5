"""/v1/organizations/{page_id}/users: an organization has one page here, and both have its id."""

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import v1
from chalicelib.api.statuspage.given import Paged
from chalicelib.api.statuspage.listed import listed
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Member, Role
from chalicelib.domain.times import Instant
from chalicelib.store import members


class User(Model):
    """A member of the team."""

    id: str
    organization_id: Id
    email: str
    first_name: str
    last_name: str
    created_at: Instant
    updated_at: Instant


def _shown(member: Member) -> User:
    first, _, last = member.name.partition(" ")
    return User(
        id=member.user_id,
        organization_id=member.org_id,
        email=member.email,
        first_name=first,
        last_name=last,
        created_at=member.joined_at,
        updated_at=member.joined_at,
    )


@v1("GET", "/v1/organizations/{page_id}/users", Role.ADMIN, query=Paged)
def list_users(call: Call[None, Paged]) -> Answer:
    """List the members of the team."""
    return listed(members.of_organization(call.org_id), call.query, _shown)
