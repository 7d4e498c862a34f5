"""What a member of the team is told of an organization, how, and when they want their quiet."""

from datetime import datetime, time
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import StoredTimeZone, TimeZone
from chalicelib.domain.subscribers import PushSubscription
from chalicelib.domain.words import AS_STORED, Word

MINUTE = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
Minute = Annotated[str, StringConstraints(pattern=MINUTE)]


class MemberEvent(Word):
    """What a member may be told of."""

    INCIDENT_OPENED = "incident_opened"
    """By somebody else."""
    MAINTENANCE_SOON = "maintenance_soon"
    MAINTENANCE_ENDED = "maintenance_ended"
    """By itself."""
    ENDPOINT_FAILING = "endpoint_failing"
    """A subscriber's webhook or chat that cannot be reached."""

    @classmethod
    def for_unknown(cls) -> "MemberEvent":
        """Never used: unknown ones are left out."""
        return cls.INCIDENT_OPENED


class QuietHours(Model):
    """A time of the day in which nothing is told; over midnight where it ends before it starts."""

    start: Minute
    """Such as 22:00."""
    end: Minute
    """Such as 07:00: the first minute that is not quiet."""
    time_zone: StoredTimeZone = "UTC"

    def hold(self, now: datetime) -> bool:
        """Whether it is one of them."""
        local, start, end = now.astimezone(ZoneInfo(self.time_zone)).time(), _time(self.start), _time(self.end)
        return start <= local < end if start <= end else local >= start or local < end


class GivenQuietHours(QuietHours):
    """Quiet hours as somebody chooses them."""

    time_zone: TimeZone = "UTC"


def _time(minute: str) -> time:
    return time.fromisoformat(minute)


class MemberPreferences(Model):
    """What one member wants to be told of one organization."""

    org_id: Id = Field(exclude=True)
    user_id: str = Field(exclude=True)
    events: tuple[MemberEvent, ...] = tuple(MemberEvent)
    """What to be told of."""
    email: bool = True
    """Whether by mail, to the address of the membership."""
    web_push: bool = False
    """Whether in the browser that `subscription` named."""
    subscription: PushSubscription | None = Field(default=None, exclude=True)
    quiet_hours: QuietHours | None = None
    """When nothing is told; it is not told later either. Only the mail that an endpoint failed comes at any time."""
    version: int = Field(default=0, exclude_if=lambda version: not version)

    @field_validator("events", mode="before")
    @classmethod
    def _known(cls, events: Any, info: ValidationInfo) -> object:  # noqa: ANN401 - whatever is in the row
        """Without what only a newer release knows."""
        if info.context != AS_STORED or not isinstance(events, list):
            return events
        return [each for each in events if each in MemberEvent.__members__.values()]

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is one of the quiet hours."""
        return self.quiet_hours is not None and self.quiet_hours.hold(now)

    def wants(self, event: str) -> bool:
        """Whether it is to be told, by whatever way."""
        return event in self.events and (self.email or self.web_push)


class PreferencesEdit(Model):
    """What to change about my preferences; a field left out keeps its value."""

    events: tuple[MemberEvent, ...] | None = None
    """What to be told of: an incident that somebody else opened, maintenance that starts soon or ended by itself, an
    endpoint that fails. Replaces all of them."""
    email: bool | None = None
    """Whether by mail."""
    web_push: bool | None = None
    """Whether in the browser; needs a `subscription`, now or before."""
    subscription: PushSubscription | None = None
    """The browser to be told in: its `PushSubscription`."""
    quiet_hours: GivenQuietHours | None = None
    """When nothing is to be told; null for never, left out for no change."""

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        if self.events and len(set(self.events)) != len(self.events):
            raise ValueError("events must not repeat itself")
        return self


def edited(before: MemberPreferences, edit: PreferencesEdit) -> MemberPreferences:
    """The preferences with what the edit names changed; raises InvalidError for push without a browser."""
    changes = {name: getattr(edit, name) for name in edit.model_fields_set}
    if changes.get("quiet_hours"):
        changes["quiet_hours"] = QuietHours(**changes["quiet_hours"].__dict__)
    kept = {name: value for name, value in changes.items() if value is not None or name == "quiet_hours"}
    after = before.but(**kept, version=before.version + 1)
    if after.web_push and after.subscription is None:
        raise InvalidError(("subscription",), "is needed to be told in a browser")
    return after
