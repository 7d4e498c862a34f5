"""Accepting an invitation: the invitation goes and the member comes in one transaction, exactly once."""

from datetime import datetime

from chalicelib.domain.accounts import User
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.invitations import Invitation
from chalicelib.domain.members import MAX_MEMBERS
from chalicelib.domain.organizations import Member
from chalicelib.store import members
from chalicelib.store.changes import Change
from chalicelib.store.invitations import NO_INVITATION, use_up
from chalicelib.store.tables import Members
from chalicelib.store.transactions import LostRaceError, retried, transaction


def accept(invitation: Invitation, user: User, now: datetime) -> Member:
    """The user as a member now. Of all who try at the same time, one succeeds; the others get NotFoundError."""
    member = _member(invitation, user, now)
    changes = _changes(invitation, member, now)

    def attempt() -> Member:
        if len(members.of_organization(member.org_id)) >= MAX_MEMBERS:
            raise ConflictError(f"An organization can have {MAX_MEMBERS} members.")
        _commit(invitation, member, changes)
        return member

    return retried(attempt)


def _member(invitation: Invitation, user: User, now: datetime) -> Member:
    return Member(
        id=user.id,
        org_id=invitation.org_id,
        user_id=user.id,
        email=invitation.email,
        name=user.name,
        role=invitation.role,
        joined_at=now,
    )


def _changes(invitation: Invitation, member: Member, now: datetime) -> tuple[Change, Change]:
    actor = Actor(id=member.id, name=member.name)
    accepted = f"{member.name} accepted the invitation"
    joined = f"{member.name} joined as {member.role}"
    org_id = member.org_id
    return (
        Change(happened(EventType.INVITATION_ACCEPTED, invitation, actor, now, org_id=org_id, summary=accepted)),
        Change(happened(EventType.MEMBER_JOINED, member, actor, now, org_id=org_id, summary=joined)),
    )


def _commit(invitation: Invitation, member: Member, changes: tuple[Change, Change]) -> None:
    try:
        with transaction() as write:
            use_up(write, invitation)
            write.save(members.row_of(member), condition=Members.user_id.does_not_exist())
            for change in changes:
                change.add_to(write)
    except LostRaceError as lost:
        if 0 in lost.failed:
            raise NotFoundError(NO_INVITATION) from None
        if 1 in lost.failed:
            raise ConflictError("You are a member already.") from None
        raise
