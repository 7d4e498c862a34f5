"""What a checker finds, and why a check fails."""

from dataclasses import dataclass
from datetime import datetime


class FailedError(Exception):
    """The check failed; the message is a sentence for the team, and quotes nothing secret."""


@dataclass(frozen=True)
class Found:
    """What a check that succeeded found."""

    milliseconds: int
    message: str = ""
    certificate_expires_at: datetime | None = None
