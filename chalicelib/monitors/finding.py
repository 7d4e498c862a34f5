"""What a checker finds, and why a check fails."""

from dataclasses import dataclass
from datetime import datetime


class FailedError(Exception):
    """The check failed; the message is a sentence for the team, and quotes nothing secret."""

    certificate_expires_at: datetime | None = None
    """Of the certificate that was shown all the same."""


@dataclass(frozen=True)
class Found:
    """What a check that succeeded found."""

    milliseconds: int
    message: str = ""
    certificate_expires_at: datetime | None = None
