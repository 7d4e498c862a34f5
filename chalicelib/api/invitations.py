"""/api/team/invitations: how somebody comes to be a member."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from chalice import Blueprint
from pydantic import Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.joining import join
from chalicelib.api.paging import Items
from chalicelib.api.registry import Open, People
from chalicelib.auth import mail_gate, verification
from chalicelib.auth.mail_gate import Asking
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.invitations import Invitation, InvitationDraft, Token, check_invitee
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Member, Role
from chalicelib.domain.times import Instant
from chalicelib.mail import letters
from chalicelib.store import invitations as store
from chalicelib.store import organizations
from chalicelib.use_cases import invitations as use_cases

bp = Blueprint(__name__)


class InvitedTo(Model):
    """An invitation, as somebody sees it who was sent its link."""

    email: str
    role: Role
    organization_name: str
    expires_at: Instant


class OpenInvitation(InvitedTo):
    """An invitation, as the team sees it."""

    id: Id
    invited_by: Actor
    created_at: Instant

    @classmethod
    def of(cls, invitation: Invitation, organization_name: str, **more: object) -> Self:
        """With the organization's name as it is now."""
        return cls.model_validate({**invitation.model_dump(), "organization_name": organization_name, **more})


class SentInvitation(OpenInvitation):
    """An invitation just made or renewed: the only time that its token is shown."""

    token: str = Field(repr=False)
    """For a link that you hand over yourself: `/accept-invitation#token=...`."""
    mail_sent: bool
    """Whether the mail was handed over; if not, hand over the link yourself or send it again."""


class JoinedMember(Member):
    """Somebody who just joined, and where."""

    organization_id: Id


class InvitationItems(Items):
    """Open invitations, oldest first; all on one page."""

    items: list[OpenInvitation]


@endpoint(bp, "POST", "/api/team/invite", People(Role.ADMIN), body=InvitationDraft, answer=SentInvitation, status=201)
def invite(call: Call[InvitationDraft, None]) -> SentInvitation:
    """Invite somebody by email.

    The invitation is good for seven days and for that address only. Only an owner invites owners.
    You need a verified address, and the mails of a day are limited: 3 to one address, from all organizations together;
    10 of an account or an organization in its first week, 100 afterwards; 100 from one network.
    """
    with _mail_to(call.body.email, call) as send:
        return send(*use_cases.invite(call.org_id, call.body, call.membership, call.now))


@endpoint(bp, "GET", "/api/team/invitations", People(Role.ADMIN), answer=InvitationItems)
def list_invitations(call: Call[None, None]) -> InvitationItems:
    """List the open invitations."""
    name = organizations.get(call.org_id).name
    found = store.open_ones(call.org_id, call.now)
    return InvitationItems(items=[OpenInvitation.of(invitation, name) for invitation in found])


@endpoint(
    bp,
    "POST",
    "/api/team/invitations/{invitation}/resend",
    People(Role.ADMIN),
    answer=SentInvitation,
)
def resend_invitation(call: Call[None, None]) -> SentInvitation:
    """Send an invitation again, with a new link; the old one stops working."""
    invitation = use_cases.open_invitation(call.org_id, call.id("invitation"), call.now)
    with _mail_to(invitation.email, call) as send:
        return send(*use_cases.renew(call.org_id, invitation.id, call.membership, call.now))


@endpoint(bp, "DELETE", "/api/team/invitations/{invitation}", People(Role.ADMIN), status=204)
def revoke_invitation(call: Call[None, None]) -> None:
    """Revoke an invitation."""
    use_cases.revoke(call.org_id, call.id("invitation"), call.membership, call.now)


@endpoint(bp, "GET", "/api/team/invitations/{invitation}", Open.PUBLIC, answer=InvitedTo)
def look_up_invitation(call: Call[None, None]) -> InvitedTo:
    """Look up an invitation by its token, without signing in."""
    found = use_cases.by_token(_token(call), call.now)
    name = organizations.get(found.org_id).name
    return InvitedTo(email=found.email, role=found.role, organization_name=name, expires_at=found.expires_at)


@endpoint(bp, "POST", "/api/team/invitations/{invitation}/accept", Open.SIGNED_IN, answer=JoinedMember)
def accept_invitation(call: Call[None, None]) -> Answer:
    """Accept an invitation by its token.

    It works once, for the address it was sent to. You must have verified that address, unless the token is the one from
    the mail, which proves it.
    """
    token = _token(call)
    found = use_cases.by_token(token, call.now)
    verified = verification.is_verified(call.caller.id, claimed=call.email_verified)
    check_invitee(found, token, call.caller.email, email_verified=verified)
    member = join(found, call.caller, call.now)
    answer = JoinedMember(**member.__dict__, organization_id=member.org_id)
    return Answer(answer, {"X-Organization-Id": member.org_id})


def _token(call: Call[None, None]) -> Token:
    if (token := Token.read(call.path["invitation"])) is None:
        raise NotFoundError(use_cases.NO_INVITATION)
    return token


@contextmanager
def _mail_to(email: str, call: Call[Any, Any]) -> Iterator[Callable[[Invitation, Token], SentInvitation]]:
    """What sends the invitation that is made inside; raises before anything is made, where no mail may go out."""
    organization = organizations.get(call.org_id)
    asking = Asking(call.caller.id, call.sender)
    with mail_gate.invitation(email, organization, asking, call.email_verified, call.now) as send:

        def sent(invitation: Invitation, token: Token) -> SentInvitation:
            name = organization.name
            is_sent = send(letters.invitation(invitation, name, token.mailed))
            return SentInvitation.of(invitation, name, token=token.secret, mail_sent=is_sent)

        yield sent
