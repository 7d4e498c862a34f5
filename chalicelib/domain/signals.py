"""Signals: what machines say is wrong, or over; and rules, which say what follows on the page."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.patterns import MAX_PATTERN, matches
from chalicelib.domain.services import GivenServiceStatus, ServiceStatus
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_RULES = 50
MAX_SERVICES_OF_RULE = 50
MAX_CONDITIONS = 10
MAX_QUIET_MINUTES = 24 * 60
MAX_LABELS, MAX_LABEL, MAX_VALUE, MAX_KEY, MAX_TITLE, MAX_TEXT = 64, 100, 500, 500, 200, 2_000
"""What is longer is cut: a machine's message is not refused for that."""


class SignalState(Word):
    """Whether something is wrong."""

    FIRING = "firing"
    RESOLVED = "resolved"

    @classmethod
    def for_unknown(cls) -> "SignalState":
        """It was said to be something."""
        return cls.FIRING


class Signal(Model):
    """One thing that a machine says: this is wrong, or not any more."""

    key: str
    """What it is about, within its origin: of two signals of one key the later one counts."""
    state: SignalState
    title: str = ""
    text: str = ""
    """For the team; nothing of it is published."""
    labels: dict[str, str] = Field(default_factory=dict)
    at: Instant
    """Since when it is so, as its sender says. Of one key the greatest counts, in whatever order they arrive."""
    url: str = ""
    """Where the team reads more."""


class OriginKind(Word):
    """What kind of machine speaks."""

    SOURCE = "source"
    MONITOR = "monitor"
    MAIL = "mail"

    @classmethod
    def for_unknown(cls) -> "OriginKind":
        """They are all treated alike."""
        return cls.SOURCE


class Origin(Model):
    """Who speaks. The audit log shows its name as the actor of what follows."""

    kind: OriginKind
    id: Id
    name: str


class Action(Word):
    """What a rule does while something fires that it matches."""

    SET_STATUS = "set_status"
    DRAFT_INCIDENT = "draft_incident"
    OPEN_INCIDENT = "open_incident"

    @classmethod
    def for_unknown(cls) -> "Action":
        """What needs a person's consent does the least harm."""
        return cls.DRAFT_INCIDENT


LabelName = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LABEL)]
Pattern = Annotated[str, StringConstraints(max_length=MAX_PATTERN)]


class Rule(Model):
    """What follows from signals that match. All rules that match a signal apply."""

    match: dict[LabelName, Pattern] = Field(default_factory=dict, max_length=MAX_CONDITIONS)
    """Labels and the values that they must have, all of them: `*` stands for any letters, `?` for one, `|` for or.

    Empty: everything matches. `title` is a label of every signal.
    """
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_SERVICES_OF_RULE)
    status: GivenServiceStatus | None = None
    """What the services are meanwhile; left out, an incident leaves them as they are."""
    action: Action
    """`set_status` while something fires, or `draft_incident` for a person to publish, or `open_incident`."""
    template_id: Id | None = None
    """The template of the incident; left out, it is called what the signal is called."""
    quiet_minutes: int = Field(default=0, ge=0, le=MAX_QUIET_MINUTES)
    """How long nothing that the rule matches must have fired before it is over."""
    notify: bool = True
    """Whether subscribers are told of it, as they are of what people do."""

    @field_validator("status")
    @classmethod
    def _amiss(cls, status: ServiceStatus | None) -> ServiceStatus | None:
        if status is ServiceStatus.UNDER_MAINTENANCE:
            raise ValueError("must not be under_maintenance: schedule maintenance instead")
        return status

    @property
    def quiet(self) -> timedelta:
        """`quiet_minutes`."""
        return timedelta(minutes=self.quiet_minutes)

    @property
    def digest(self) -> str:
        """Tells rules apart by what they do, so that it is the same rule in another place of the list."""
        said = self.model_dump(mode="json", exclude={"quiet_minutes", "notify"})
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def matches(self, signal: Signal) -> bool:
        """Whether the signal has all the labels, with these values."""
        labels = {"title": signal.title, **signal.labels}
        return all(name in labels and matches(pattern, labels[name]) for name, pattern in self.match.items())


def signal_of(key: str, state: SignalState, at: object, labels: Mapping[str, Any], **said: str) -> Signal:
    """A signal out of what a machine said, with what is too long cut; raises ValueError for what is no time."""
    kept = list(labels.items())[:MAX_LABELS]
    return Signal.model_validate(
        {
            "key": _key(_line(key)),
            "state": state,
            "at": at,
            "labels": {_line(name)[:MAX_LABEL]: _line(str(value))[:MAX_VALUE] for name, value in kept},
            "title": unicodedata.normalize("NFC", _line(said.get("title", "")))[:MAX_TITLE],
            "text": said.get("text", "").replace("\0", "")[:MAX_TEXT],
            "url": said.get("url", "") if said.get("url", "").startswith(("https://", "http://")) else "",
        }
    )


def _key(key: str) -> str:
    """Cut, and yet as different from others as it was."""
    if len(key) <= MAX_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: MAX_KEY - len(digest) - 1]}~{digest}"


def that_match(rules: Sequence[Rule], signal: Signal) -> list[Rule]:
    """The rules that apply to the signal."""
    return [rule for rule in rules if rule.matches(signal)]


def _line(text: str) -> str:
    """Printable, and one line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
