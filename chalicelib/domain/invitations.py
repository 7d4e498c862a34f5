"""Invitations: how somebody comes to work in an organization."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Self

from pydantic import Field

from chalicelib.domain.addresses import Email, address_of
from chalicelib.domain.errors import ForbiddenError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, id_from
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import Instant

LIFETIME = timedelta(days=7)
MAX_OPEN = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Token:
    """What opens an invitation, and what the mail has besides: a proof that its reader has the mailbox."""

    secret: str
    proof: str = ""

    @classmethod
    def new(cls) -> Self:
        """256 random bits each."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The token in a link, with or without a proof; None for what cannot be one."""
        secret, _, proof = text.partition(".")
        return cls(secret, proof) if _SECRET.fullmatch(secret) else None

    @property
    def mailed(self) -> str:
        """The token as the mail contains it."""
        return f"{self.secret}.{self.proof}"


class Invitation(Model):
    """Somebody may join, once, in a role."""

    id: Id
    org_id: Id = Field(exclude=True)
    token_hash: str = Field(exclude=True, repr=False)
    proof_hash: str = Field(exclude=True, repr=False)
    email: str
    role: Role
    invited_by: Actor
    created_at: Instant
    expires_at: Instant

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be accepted."""
        return now < self.expires_at

    def renewed(self, token: Token, now: datetime) -> Self:
        """With a new token, for another seven days; the old token opens nothing any more."""
        return self.but(token_hash=hash_of(token.secret), proof_hash=hash_of(token.proof), expires_at=now + LIFETIME)


class InvitationDraft(Model):
    """Whom to invite, as what."""

    email: Email
    role: Role = Role.MEMBER


def invited(org_id: Id, draft: InvitationDraft, token: Token, by: Actor, now: datetime) -> Invitation:
    """A new invitation, good for seven days."""
    return Invitation(
        id=_id_for(org_id, draft.email),
        org_id=org_id,
        token_hash=hash_of(token.secret),
        proof_hash=hash_of(token.proof),
        email=draft.email,
        role=draft.role,
        invited_by=by,
        created_at=now,
        expires_at=now + LIFETIME,
    )


def _id_for(org_id: Id, email: str) -> Id:
    """There is one invitation per address, so of two requests at the same moment only one succeeds."""
    return id_from(sha256(f"{org_id}\n{email}".encode()).digest())


def check_invitee(invitation: Invitation, token: Token, email: str, *, email_verified: bool) -> None:
    """Raises ForbiddenError unless the caller is who was invited: by a verified address, or by the mail itself."""
    if address_of(email) != address_of(invitation.email):
        raise ForbiddenError("This invitation is for another email address. Sign in with the one it was sent to.")
    if not email_verified and not proves_mailbox(invitation, token):
        raise ForbiddenError("Verify your email address first, or open the link in the invitation mail.")


def proves_mailbox(invitation: Invitation, token: Token) -> bool:
    """Whether the token is the one that was mailed, rather than the one that the inviter was shown."""
    return compare_digest(hash_of(token.proof), invitation.proof_hash)


def hash_of(secret: str) -> str:
    """What is stored of it."""
    return sha256(secret.encode()).hexdigest()
