"""Inviting somebody, inviting again, revoking, and accepting exactly once."""

from datetime import datetime

from chalicelib.domain import invitations as rules
from chalicelib.domain.accounts import User
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.invitations import MAX_OPEN, Invitation, InvitationDraft, Token
from chalicelib.domain.members import MAX_MEMBERS, check_may_manage
from chalicelib.domain.organizations import Member
from chalicelib.store import invitations, members
from chalicelib.store.changes import Change
from chalicelib.store.transactions import LostRaceError, retried
from chalicelib.use_cases.members import actor_of

NO_INVITATION = "This invitation does not exist, was used or revoked, or has expired."
_INVITED_ALREADY = "This email address is invited already. Send the invitation again instead."


def by_token(token: Token, now: datetime) -> Invitation:
    """The open invitation that the token is for. Raises the same NotFoundError for every other token."""
    found = invitations.find_by_token(token)
    if found is None or not found.is_open(now):
        raise NotFoundError(NO_INVITATION)
    return found


def open_invitation(org_id: Id, invitation_id: Id, now: datetime) -> Invitation:
    """Of an organization, by its id; raises NotFoundError for one that is over."""
    found = invitations.find(org_id, invitation_id)
    if found is None or not found.is_open(now):
        raise NotFoundError("There is no such invitation.")
    return found


def invite(org_id: Id, draft: InvitationDraft, by: Member, now: datetime) -> tuple[Invitation, Token]:
    """A new invitation and its token, which is stored nowhere; raises ForbiddenError or ConflictError."""
    check_may_manage(by.role, draft.role)
    _check_room(org_id, draft, now)
    token = Token.new()
    invitation = rules.invited(org_id, draft, token, actor_of(by), now)
    event = _event(EventType.INVITATION_CREATED, invitation, by, now, f"{draft.email} was invited as {draft.role}")

    def attempt() -> tuple[Invitation, Token]:
        try:
            Change(event, first=[invitations.adding(invitation, now)]).commit()
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise ConflictError(_INVITED_ALREADY) from None
            raise
        return invitation, token

    return retried(attempt)


def renew(org_id: Id, invitation_id: Id, by: Member, now: datetime) -> tuple[Invitation, Token]:
    """The invitation with a new token for another seven days; the token before opens nothing any more."""

    def attempt() -> tuple[Invitation, Token]:
        before, token = open_invitation(org_id, invitation_id, now), Token.new()
        check_may_manage(by.role, before.role)
        after = before.renewed(token, now)
        event = _event(EventType.INVITATION_RESENT, after, by, now, f"The invitation of {after.email} was sent again")
        Change(event, first=[invitations.replacing(before, after)]).commit()
        return after, token

    return retried(attempt)


def revoke(org_id: Id, invitation_id: Id, by: Member, now: datetime) -> None:
    """The invitation is void; raises NotFoundError or ForbiddenError."""

    def attempt() -> None:
        before = open_invitation(org_id, invitation_id, now)
        check_may_manage(by.role, before.role)
        event = _event(EventType.INVITATION_REVOKED, before, by, now, f"The invitation of {before.email} was revoked")
        Change(event, first=[invitations.using_up(before)]).commit()

    retried(attempt)


def accept(invitation: Invitation, user: User, now: datetime) -> Member:
    """The user as a member now. Of all who try at the same time, one succeeds; the others get NotFoundError."""
    member = _member(invitation, user, now)
    actor, org_id = Actor(id=member.id, name=member.name), member.org_id
    accepted, joined = f"{member.name} accepted the invitation", f"{member.name} joined as {member.role}"
    event = happened(EventType.INVITATION_ACCEPTED, invitation, actor, now, org_id=org_id, summary=accepted)
    also = happened(EventType.MEMBER_JOINED, member, actor, now, org_id=org_id, summary=joined)
    change = Change(event, first=[invitations.using_up(invitation), members.joining(member)], more_events=[also])

    def attempt() -> Member:
        if len(members.of_organization(org_id)) >= MAX_MEMBERS:
            raise ConflictError(f"An organization can have {MAX_MEMBERS} members.")
        _commit_acceptance(change)
        return member

    return retried(attempt)


def _commit_acceptance(change: Change) -> None:
    try:
        change.commit()
    except LostRaceError as lost:
        if 0 in lost.failed:
            raise NotFoundError(NO_INVITATION) from None
        if 1 in lost.failed:
            raise ConflictError("You are a member already.") from None
        raise


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


def _event(kind: EventType, invitation: Invitation, by: Member, now: datetime, summary: str) -> Event:
    return happened(kind, invitation, actor_of(by), now, org_id=by.org_id, summary=summary)


def _check_room(org_id: Id, draft: InvitationDraft, now: datetime) -> None:
    """Raises ConflictError. Two requests at the same moment may exceed a limit by one, which does no harm."""
    team = members.of_organization(org_id)
    if any(member.email == draft.email for member in team):
        raise ConflictError("Somebody with this email address is a member already.")
    if len(team) >= MAX_MEMBERS:
        raise ConflictError(f"An organization can have {MAX_MEMBERS} members.")
    waiting = invitations.open_ones(org_id, now)
    if any(invitation.email == draft.email for invitation in waiting):
        raise ConflictError(_INVITED_ALREADY)
    if len(waiting) >= MAX_OPEN:
        raise ConflictError(f"An organization can have {MAX_OPEN} open invitations. Revoke one first.")
