"""What a message says: which event of which organization. Never what the event holds, which may not fit a message."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Message:
    """A reaction reads the event by its key when it needs more."""

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
