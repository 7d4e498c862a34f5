"""Roles in an organization. Light to import: what declares who may call what needs no models."""

from enum import StrEnum


class Role(StrEnum):
    """Each may do all that the ones before it may."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)
