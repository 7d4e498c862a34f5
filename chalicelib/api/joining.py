"""What happens when somebody joins an organization, by whichever endpoint."""

from datetime import datetime

from chalicelib.api.owners import tell_owners
from chalicelib.domain.accounts import User
from chalicelib.domain.invitations import Invitation
from chalicelib.domain.organizations import Member
from chalicelib.mail import letters
from chalicelib.store import organizations
from chalicelib.use_cases import invitations


def join(invitation: Invitation, user: User, now: datetime) -> Member:
    """The user as a member now; owners who want to know are told. Raises as `invitations.accept` does."""
    organization = organizations.get(invitation.org_id)
    member = invitations.accept(invitation, user, now)
    if organization.notifications.member_joined:
        tell_owners(organization.id, lambda owner: letters.member_joined(owner, member, organization.name), now)
    return member
