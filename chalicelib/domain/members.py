"""Members, and who may change whose role in an organization."""

from chalicelib.domain.errors import ForbiddenError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role

MAX_MEMBERS = 200
MAX_USER_ID = 255


class RoleChange(Model):
    """A member's new role."""

    role: Role
    """`viewer` reads; `member` also runs services, incidents and maintenance; `admin` also team, keys and settings;
    `owner` also other owners and the organization's end."""


def check_may_manage(by: Role, *roles: Role) -> None:
    """Raises ForbiddenError unless somebody in the role `by` may give and take these roles."""
    if not by.includes(Role.ADMIN):
        raise ForbiddenError(f"This needs the role {Role.ADMIN}; yours is {by}.")
    if Role.OWNER in roles and by is not Role.OWNER:
        raise ForbiddenError("Only an owner makes somebody an owner, or changes or removes one.")
