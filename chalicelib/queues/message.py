"""What messages say. One about an event names it, and never holds what the event holds: that may not fit a message."""

import json
from dataclasses import asdict, dataclass, field
from typing import Protocol, TypeVar


class Sendable(Protocol):
    """Whatever a queue takes; equal ones say the same."""

    @property
    def body(self) -> str:
        """As it travels."""


S = TypeVar("S", bound=Sendable)


@dataclass(frozen=True)
class Message:
    """Names an event. A reaction reads the event by its key when it needs more."""

    org_id: str
    event_id: str = ""
    type: str = ""
    """The event's type, as a word: a newer version may write types that this one does not know."""

    @property
    def body(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self))


def read(body: str) -> Message:
    """Raises ValueError, TypeError or KeyError for what is no message; what a newer version added is left out."""
    given = json.loads(body)
    return Message(str(given["org_id"]), str(given.get("event_id", "")), str(given.get("type", "")))


@dataclass(frozen=True)
class ResetRequest:
    """Somebody asks for a mail to choose a new password."""

    email: str = field(repr=False)
    network: str
    """Who asks, as `chalicelib.api.limits.anonymous` says it."""
    asked_at: float
    """Seconds since 1970."""

    @property
    def body(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self))


def read_reset_request(body: str) -> ResetRequest:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return ResetRequest(str(given["email"]), str(given["network"]), float(given["asked_at"]))
