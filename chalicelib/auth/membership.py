"""The organization that a caller acts in, proven by a membership that is read from the table at each request."""

from collections.abc import Callable
from typing import Any

from chalicelib.auth.identity import Identity
from chalicelib.domain.errors import ForbiddenError, InvalidError, NotFoundError
from chalicelib.domain.organizations import Member, Role
from chalicelib.store import members

Reading = Callable[[str, str], tuple[Member | None, Any]]
"""Reads a membership by organization and user, and along with it what the request is about."""


def acting_as(
    identity: Identity, chosen: str | None, needed: Role, read: Reading = lambda *ids: (members.find(*ids), None)
) -> tuple[Member, Any]:
    """The caller's membership in the chosen organization, the token's, or their only one; and what was read with it.

    Raises NotFoundError for an organization that is not theirs, ForbiddenError when their role does not suffice.
    """
    member, found = _of_key(identity.member, chosen), None
    if member is None:
        member, found = _of_person(identity, chosen or identity.org_id, read)
    if not member.role.includes(needed):
        raise ForbiddenError(f"This needs the role {needed}; yours is {member.role}.")
    return member, found


def _of_key(member: Member | None, chosen: str | None) -> Member | None:
    if member and chosen and chosen != member.org_id:
        raise NotFoundError("There is no such organization.")
    return member


def _of_person(identity: Identity, org_id: str | None, read: Reading) -> tuple[Member, Any]:
    if org_id:
        member, found = read(org_id, identity.user.id)
        if member is None:
            raise NotFoundError("There is no such organization.")
        return member, found
    mine = members.of_user(identity.user.id)
    if not mine:
        raise ForbiddenError("You are in no organization yet. Create one, or accept an invitation.")
    if len(mine) > 1:
        raise InvalidError(("header", "X-Organization-Id"), "is needed: you are in several organizations")
    return mine[0], None
