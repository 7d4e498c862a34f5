"""Invitations: of a token only its hash is ever stored."""

from datetime import datetime

from chalicelib.domain.ids import Id
from chalicelib.domain.invitations import Invitation, Token, hash_of
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Invitations


def find(org_id: Id, invitation_id: Id) -> Invitation | None:
    """One invitation, if it is there; it may have expired."""
    with reaching_dynamodb():
        try:
            return from_row(Invitation, Invitations.get(org_id, invitation_id, consistent_read=True))
        except Invitations.DoesNotExist:
            return None


def open_ones(org_id: Id, now: datetime) -> list[Invitation]:
    """Those that may still be accepted, oldest first; consistent."""
    with reaching_dynamodb():
        found = [from_row(Invitation, row) for row in Invitations.query(org_id, consistent_read=True)]
    return sorted((each for each in found if each.is_open(now)), key=lambda each: (each.created_at, each.id))


def find_by_token(token: Token) -> Invitation | None:
    """The invitation that the token is for, if there is one; it may have expired."""
    token_hash = hash_of(token.secret)
    with reaching_dynamodb():
        keys = [(row.org_id, row.id) for row in Invitations.by_token.query(token_hash)]
    found = find(*keys[0]) if keys else None
    return found if found and found.token_hash == token_hash else None


def adding(invitation: Invitation, now: datetime) -> Operation:
    """Stores an invitation that must not be there yet, unless as one that expired before `now`."""
    free = Invitations.id.does_not_exist() | (Invitations.expires_at <= to_wire(now))
    return lambda write: write.save(_row(invitation), condition=free)


def replacing(before: Invitation, after: Invitation) -> Operation:
    """Stores the renewed invitation, as long as its token is still the one that was read."""
    return lambda write: write.save(_row(after), condition=Invitations.token_hash == before.token_hash)


def using_up(invitation: Invitation) -> Operation:
    """Deletes the invitation, as long as its token is still the one that was read."""
    row = Invitations(invitation.org_id, invitation.id)
    return lambda write: write.delete(row, condition=Invitations.token_hash == invitation.token_hash)


def _row(invitation: Invitation) -> Invitations:
    return to_row(Invitations, invitation, ttl=invitation.expires_at)
