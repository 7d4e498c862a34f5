"""In whose name a caller acts: one organization, proven by a membership read from the table at each request."""

from chalicelib.auth.identity import Identity
from chalicelib.domain.errors import ForbiddenError, InvalidError, NotFoundError
from chalicelib.domain.organizations import Member, Role
from chalicelib.store import members


def acting_as(identity: Identity, chosen: str | None, needed: Role) -> Member:
    """The caller's membership in the chosen organization, the token's, or their only one.

    Raises NotFoundError for an organization that is not theirs, ForbiddenError when their role does not suffice.
    """
    member = _of_key(identity.member, chosen) if identity.member else _of_person(identity, chosen or identity.org_id)
    if not member.role.includes(needed):
        raise ForbiddenError(f"This needs the role {needed}; yours is {member.role}.")
    return member


def _of_key(member: Member, chosen: str | None) -> Member:
    if chosen and chosen != member.org_id:
        raise NotFoundError("There is no such organization.")
    return member


def _of_person(identity: Identity, org_id: str | None) -> Member:
    if org_id:
        if (member := members.find(org_id, identity.user.id)) is None:
            raise NotFoundError("There is no such organization.")
        return member
    mine = members.of_user(identity.user.id)
    if not mine:
        raise ForbiddenError("You are in no organization yet. Create one, or accept an invitation.")
    if len(mine) > 1:
        raise InvalidError(("header", "X-Organization-Id"), "is needed: you are in several organizations")
    return mine[0]
