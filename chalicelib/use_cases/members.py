"""Changing a member's role, and removing members. The last owner stays, whatever is asked at the same moment."""

from datetime import datetime

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.members import check_may_manage
from chalicelib.domain.organizations import Member, Role
from chalicelib.store import members, notification_preferences
from chalicelib.store.changes import Change, Operation
from chalicelib.store.transactions import retried
from chalicelib.use_cases import api_keys


def change_role(org_id: Id, user_id: str, role: Role, by: Member, now: datetime) -> Member:
    """The member in another role. Raises ForbiddenError, and ConflictError for the last owner."""

    def attempt() -> Member:
        before = members.get(org_id, user_id)
        check_may_manage(by.role, before.role, role)
        if before.role is role:
            return before
        after = before.but(role=role)
        summary = f"{after.name} is now {role}"
        event = happened(
            EventType.MEMBER_ROLE_CHANGED, after, actor_of(by), now, org_id=org_id, summary=summary, before=before
        )
        Change(event, first=[*_another_owner(before), members.replacing(before, after)]).commit()
        return after

    return retried(attempt)


def remove(org_id: Id, user_id: str, by: Member, now: datetime, *, revoking_keys: bool = False) -> None:
    """The member leaves, or is removed by another. Raises ForbiddenError, and ConflictError for the last owner.

    Their API keys go on working without an owner, or are revoked first: if the removal then fails, nobody is left
    with access that somebody wanted to end.
    """
    leaving = members.get(org_id, user_id)
    _check_may_remove(leaving, by)
    if revoking_keys:
        check_may_manage(by.role)
        _another_owner(leaving)
        for key in api_keys.of_member(org_id, user_id):
            api_keys.revoke(org_id, key.id, actor_of(by), now)

    def attempt() -> None:
        before = members.get(org_id, user_id)
        _check_may_remove(before, by)
        summary = f"{before.name} left" if before.id == by.id else f"{before.name} was removed"
        event = happened(EventType.MEMBER_REMOVED, before, actor_of(by), now, org_id=org_id, summary=summary)
        gone = [members.leaving(before), notification_preferences.forgetting(org_id, user_id)]
        Change(event, first=[*_another_owner(before), *gone]).commit()

    retried(attempt)


def _check_may_remove(member: Member, by: Member) -> None:
    if member.id != by.id:
        check_may_manage(by.role, member.role)


def actor_of(member: Member) -> Actor:
    """The member, as events name them."""
    return Actor(id=member.user_id, name=member.name)


def _another_owner(than: Member) -> list[Operation]:
    """For an owner: the condition that somebody else still is one when the transaction commits.

    Two owners who demote each other at the same moment each rely on the other, so only one of the two can succeed.
    """
    if than.role is not Role.OWNER:
        return []
    team = members.of_organization(than.org_id)
    others = [member for member in team if member.role is Role.OWNER and member.id != than.id]
    if not others:
        raise ConflictError("An organization needs an owner. Make somebody else an owner first.")
    return [members.staying_owner(others[0])]
