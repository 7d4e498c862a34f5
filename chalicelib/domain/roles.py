"""Roles in an organization. Light to import: what declares who may call what needs no models."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.words import Word


class Role(Word):
    """Each may do all that the ones before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"

    @classmethod
    def for_unknown(cls) -> "Role":
        """The least that a member may do."""
        return cls.VIEWER

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


ABILITIES: Mapping[Role, str] = {
    Role.VIEWER: "see everything",
    Role.MEMBER: "run services, incidents and maintenance",
    Role.ADMIN: "run everything, including the team, API keys and settings",
    Role.OWNER: "do everything, including deleting the organization",
}
"""What somebody in the role can do, as the end of a sentence that begins with "You can"."""


class Permission(StrEnum):
    """What the API requires of a role, and what the dashboard decides by whether to show a button."""

    SEE = "see"
    RUN = "run"
    """Services, incidents and maintenance."""
    MANAGE_TEAM = "manage_team"
    MANAGE_KEYS = "manage_keys"
    CHANGE_SETTINGS = "change_settings"
    READ_LOG = "read_log"
    MANAGE_OWNERS = "manage_owners"
    DELETE_ORGANIZATION = "delete_organization"


NEEDED: Mapping[Permission, Role] = {
    Permission.SEE: Role.VIEWER,
    Permission.RUN: Role.MEMBER,
    Permission.MANAGE_TEAM: Role.ADMIN,
    Permission.MANAGE_KEYS: Role.ADMIN,
    Permission.CHANGE_SETTINGS: Role.ADMIN,
    Permission.READ_LOG: Role.ADMIN,
    Permission.MANAGE_OWNERS: Role.OWNER,
    Permission.DELETE_ORGANIZATION: Role.OWNER,
}
"""The least role for each."""
