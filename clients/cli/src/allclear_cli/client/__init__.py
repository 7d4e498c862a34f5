"""Allclear's API for Python: typed, patient where it may be, and clear about what went wrong."""

from allclear_cli.client.api import Allclear
from allclear_cli.client.errors import (
    AllclearError,
    ChangedError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Problem,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
    UnreachableError,
    UsageError,
)

__all__ = [
    "Allclear",
    "AllclearError",
    "ChangedError",
    "ConflictError",
    "ForbiddenError",
    "InvalidError",
    "NotFoundError",
    "Problem",
    "TooManyError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnreachableError",
    "UsageError",
]
