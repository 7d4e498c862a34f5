"""The messages in queues. One about an event only names it, since its content may be too large for a message."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar


class Sendable(Protocol):
    """What can be sent to a queue; equal messages mean the same."""

    @property
    def body(self) -> str:
        """The message as JSON."""


S = TypeVar("S", bound=Sendable)


def owner_of(message: Sendable) -> str:
    """Whose work it is, so that queues serve organizations in turn; empty where it is nobody's."""
    return str(getattr(message, "org_id", ""))


@dataclass(frozen=True)
class Message:
    """Names an event. A reaction reads the event by its key when it needs more."""

    org_id: str
    event_id: str = ""
    type: str = ""
    """The event's type, as a word: a newer version may write types that this one does not know."""

    @property
    def body(self) -> str:
        """The message as JSON."""
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
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_reset_request(body: str) -> ResetRequest:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return ResetRequest(str(given["email"]), str(given["network"]), float(given["asked_at"]))


@dataclass(frozen=True)
class Task:
    """Something to do about notifications: about an event, as `relay` says it, or `what` one of the others."""

    org_id: str
    event_id: str
    """The event; of other tasks the thread, the notification or the maintenance."""
    what: str = ""
    """Empty for an event; `thread`, `plan`, `tally`, `digest` or `remind`."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class PartMessage:
    """A part to be sent."""

    org_id: str
    notification_id: str
    number: int
    recipients: tuple[str, ...] = ()
    """Of a part that nobody has worked on: its first sender need not read it."""
    created_at: str = ""
    """Of such a part."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_task(body: str) -> Task:
    """Raises ValueError, TypeError or KeyError for what is no message; what a newer version added is left out."""
    given = json.loads(body)
    return Task(str(given["org_id"]), str(given["event_id"]), str(given.get("what", "")))


def read_part(body: str) -> PartMessage:
    """As `read_task`."""
    given = json.loads(body)
    recipients = tuple(map(str, given.get("recipients", ())))
    named = str(given["org_id"]), str(given["notification_id"]), int(given["number"])
    return PartMessage(*named, recipients, str(given.get("created_at", "")))


@dataclass(frozen=True)
class SubscriptionAsked:
    """Somebody asks for an address to be told what happens on a page."""

    org_id: str
    asked: dict[str, Any] = field(repr=False)
    """The channel, the address, and what is to be followed, as `domain.subscribers.Asked` reads it."""
    asked_at: float
    """Seconds since 1970."""
    network: str = ""
    """Who asks, as `chalicelib.api.limits.anonymous` says it; empty for a member of the team."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_subscription_asked(body: str) -> SubscriptionAsked:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return SubscriptionAsked(
        str(given["org_id"]), dict(given["asked"]), float(given["asked_at"]), str(given["network"])
    )


@dataclass(frozen=True)
class NewVersion:
    """A page has changed, and its frames have gone out."""

    org_id: str
    version: int
    services: tuple[str, ...] = ()
    """Ids of those that something was said of, or that incidents and maintenance affect of which something was said."""
    entries: bool = False
    """Whether incidents or maintenance read differently now, or how the page and its services are called."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_new_version(body: str) -> NewVersion:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    services = tuple(map(str, given["services"]))
    return NewVersion(str(given["org_id"]), int(given["version"]), services, bool(given["entries"]))


@dataclass(frozen=True)
class ImportMessage:
    """Go on with an import of subscribers."""

    org_id: str
    import_id: str
    number: int = 0
    """The part to go on with."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_import(body: str) -> ImportMessage:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return ImportMessage(str(given["org_id"]), str(given["import_id"]), int(given["number"]))


@dataclass(frozen=True)
class CheckRound:
    """Monitors whose turn it is in one minute."""

    minute: int
    """Since 1970."""
    begins: float
    """Seconds since 1970; each monitor is due at a moment of its own soon after."""
    monitors: tuple[tuple[str, str], ...]
    """Organization and monitor."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def read_check_round(body: str) -> CheckRound:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    monitors = tuple((str(org_id), str(monitor_id)) for org_id, monitor_id in given["monitors"])
    return CheckRound(int(given["minute"]), float(given["begins"]), monitors)


@dataclass(frozen=True)
class ChecksElsewhere:
    """Monitors to be looked at from another region, which can read no table."""

    begins: float
    monitors: tuple[dict[str, Any], ...] = field(repr=False, hash=False)
    """All that a check needs, the values of headers included."""
    spread: float = 20.0
    """Seconds over which home looks at the monitors of the round; what an older release sent does not say."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def read_checks_elsewhere(body: str) -> ChecksElsewhere:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    monitors = tuple(dict(each) for each in given["monitors"])
    return ChecksElsewhere(float(given["begins"]), monitors, float(given.get("spread", 20.0)))


@dataclass(frozen=True)
class CheckFound:
    """What a check in another region found."""

    org_id: str
    monitor_id: str
    result: dict[str, Any] = field(hash=False)

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def read_check_found(body: str) -> CheckFound:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return CheckFound(str(given["org_id"]), str(given["monitor_id"]), dict(given["result"]))


@dataclass(frozen=True)
class MovingMessage:
    """Go on with an import from another product, or make an export."""

    org_id: str
    what: str
    """`import` or `export`."""
    id: str
    step: int = 0
    """Counts up, so that a message that goes on differs from the one before it."""

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(asdict(self))


def read_moving(body: str) -> MovingMessage:
    """Raises ValueError, TypeError or KeyError for what is none; what a newer version added is left out."""
    given = json.loads(body)
    return MovingMessage(str(given["org_id"]), str(given["what"]), str(given["id"]), int(given.get("step", 0)))
