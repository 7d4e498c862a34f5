"""Invitations: made, renewed, revoked, and accepted exactly once."""

from datetime import UTC, datetime, timedelta

from pynamodb.transactions import TransactWrite

from chalicelib.domain import invitations as rules
from chalicelib.domain.errors import ConflictError, NotFoundError, TooManyError
from chalicelib.domain.events import EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.invitations import MAX_MAILS_A_DAY, MAX_OPEN, Invitation, InvitationDraft, Token, hash_of
from chalicelib.domain.members import MAX_MEMBERS, check_may_manage
from chalicelib.domain.organizations import Member
from chalicelib.domain.times import to_wire
from chalicelib.store import counters, members
from chalicelib.store.changes import Change
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Invitations
from chalicelib.store.transactions import LostRaceError, retried, transaction

NO_INVITATION = "This invitation does not exist, was used or revoked, or has expired."
_INVITED_ALREADY = "This email address is invited already. Send the invitation again instead."


def open_ones(org_id: Id, now: datetime) -> list[Invitation]:
    """Those that may still be accepted, oldest first; consistent."""
    with reaching_dynamodb():
        found = [from_row(Invitation, row) for row in Invitations.query(org_id, consistent_read=True)]
    return sorted((each for each in found if each.is_open(now)), key=lambda each: (each.created_at, each.id))


def by_token(token: Token, now: datetime) -> Invitation:
    """The open invitation that the token is for; raises NotFoundError for every other token alike."""
    token_hash = hash_of(token.secret)
    with reaching_dynamodb():
        keys = [(row.org_id, row.id) for row in Invitations.by_token.query(token_hash)]
    found = _find(*keys[0]) if keys else None
    if found is None or found.token_hash != token_hash or not found.is_open(now):
        raise NotFoundError(NO_INVITATION)
    return found


def invite(org_id: Id, draft: InvitationDraft, by: Member, now: datetime) -> tuple[Invitation, Token]:
    """A new invitation and its token, which is stored nowhere; raises ForbiddenError or ConflictError."""
    check_may_manage(by.role, draft.role)
    _check_room(org_id, draft, now)
    _count_mail(org_id, now)
    token = Token.new()
    invitation = rules.invited(org_id, draft, token, members.actor_of(by), now)
    summary = f"{draft.email} was invited as {draft.role}"
    event = happened(
        EventType.INVITATION_CREATED, invitation, invitation.invited_by, now, org_id=org_id, summary=summary
    )

    free = Invitations.id.does_not_exist() | (Invitations.expires_at <= to_wire(now))

    def attempt() -> tuple[Invitation, Token]:
        try:
            with transaction() as write:
                write.save(_row(invitation), condition=free)
                Change(event).add_to(write)
        except LostRaceError as lost:
            if 0 in lost.failed:
                raise ConflictError(_INVITED_ALREADY) from None
            raise
        return invitation, token

    return retried(attempt)


def renew(org_id: Id, invitation_id: Id, by: Member, now: datetime) -> tuple[Invitation, Token]:
    """The invitation with a new token for another seven days; the one before opens nothing any more."""
    _count_mail(org_id, now)

    def attempt() -> tuple[Invitation, Token]:
        before, token = _get(org_id, invitation_id, now), Token.new()
        check_may_manage(by.role, before.role)
        after = before.renewed(token, now)
        summary = f"The invitation of {after.email} was sent again"
        event = happened(EventType.INVITATION_RESENT, after, members.actor_of(by), now, org_id=org_id, summary=summary)
        with transaction() as write:
            write.save(_row(after), condition=Invitations.token_hash == before.token_hash)
            Change(event).add_to(write)
        return after, token

    return retried(attempt)


def revoke(org_id: Id, invitation_id: Id, by: Member, now: datetime) -> None:
    """The invitation is no more; raises NotFoundError or ForbiddenError."""

    def attempt() -> None:
        before = _get(org_id, invitation_id, now)
        check_may_manage(by.role, before.role)
        summary = f"The invitation of {before.email} was revoked"
        event = happened(
            EventType.INVITATION_REVOKED, before, members.actor_of(by), now, org_id=org_id, summary=summary
        )
        with transaction() as write:
            use_up(write, before)
            Change(event).add_to(write)

    retried(attempt)


def _check_room(org_id: Id, draft: InvitationDraft, now: datetime) -> None:
    """Raises ConflictError. Two requests at once may pass a limit by one: it keeps abuse small, and counts nothing."""
    team = members.of_organization(org_id)
    if any(member.email == draft.email for member in team):
        raise ConflictError("Somebody with this email address is a member already.")
    if len(team) >= MAX_MEMBERS:
        raise ConflictError(f"An organization can have {MAX_MEMBERS} members.")
    waiting = open_ones(org_id, now)
    if any(invitation.email == draft.email for invitation in waiting):
        raise ConflictError(_INVITED_ALREADY)
    if len(waiting) >= MAX_OPEN:
        raise ConflictError(f"An organization can have {MAX_OPEN} open invitations. Revoke one first.")


def _count_mail(org_id: Id, now: datetime) -> None:
    """Raises TooManyError for one mail too many today, in UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    sent = counters.add(f"{org_id}#invitation-mails#{midnight:%Y-%m-%d}", 1, midnight)
    if sent > MAX_MAILS_A_DAY:
        wait = int((midnight - now).total_seconds())
        raise TooManyError(f"An organization can have {MAX_MAILS_A_DAY} invitations sent a day.", wait)


def _get(org_id: Id, invitation_id: Id, now: datetime) -> Invitation:
    found = _find(org_id, invitation_id)
    if found is None or not found.is_open(now):
        raise NotFoundError("There is no such invitation.")
    return found


def _find(org_id: Id, invitation_id: Id) -> Invitation | None:
    with reaching_dynamodb():
        try:
            return from_row(Invitation, Invitations.get(org_id, invitation_id, consistent_read=True))
        except Invitations.DoesNotExist:
            return None


def use_up(write: TransactWrite, invitation: Invitation) -> None:
    """Deletes it with the token as read: a token that was renewed or used meanwhile fails the transaction."""
    row = Invitations(invitation.org_id, invitation.id)
    write.delete(row, condition=Invitations.token_hash == invitation.token_hash)


def _row(invitation: Invitation) -> Invitations:
    return to_row(Invitations, invitation, ttl=invitation.expires_at)
