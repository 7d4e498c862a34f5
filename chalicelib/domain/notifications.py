"""What subscribers are told, to whom it goes, and how far that is."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import Field

from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Impact
from chalicelib.domain.markdown import TextTree
from chalicelib.domain.model import Model
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

PART = 50
"""Recipients of one part at most."""
NEWS_FOR = timedelta(hours=1)
"""Older events are history, however they come: an upgrade, a replayed stream, a restored backup."""
KEPT_FOR = timedelta(days=90)


class NotificationKind(Word):
    """What has happened; also the `type` of a webhook's message."""

    INCIDENT_OPENED = "incident_opened"
    INCIDENT_UPDATED = "incident_updated"
    INCIDENT_RESOLVED = "incident_resolved"
    POSTMORTEM_PUBLISHED = "postmortem_published"
    MAINTENANCE_SCHEDULED = "maintenance_scheduled"
    MAINTENANCE_RESCHEDULED = "maintenance_rescheduled"
    MAINTENANCE_SOON = "maintenance_soon"
    MAINTENANCE_STARTED = "maintenance_started"
    MAINTENANCE_UPDATED = "maintenance_updated"
    MAINTENANCE_ENDED = "maintenance_ended"
    MAINTENANCE_CANCELLED = "maintenance_cancelled"
    SERVICE_STATUS = "service_status"
    TEST = "test"
    SUBSCRIBED = "subscribed"
    """The first message to a webhook or a chat: what accepts it is subscribed."""
    DIGEST = "digest"
    ENDPOINT_FAILING = "endpoint_failing"

    @classmethod
    def for_unknown(cls) -> "NotificationKind":
        """A message about what is already known."""
        return cls.INCIDENT_UPDATED


class Place(Word):
    """Where in the course of its incident or maintenance a message stands."""

    START = "start"
    MIDDLE = "middle"
    END = "end"

    @classmethod
    def for_unknown(cls) -> "Place":
        """Told to those who want every word."""
        return cls.MIDDLE


class Said(Model):
    """One thing that was said, with the state it came with."""

    label: str
    """The state in words, such as `Monitoring`."""
    at: Instant
    """When it was said."""
    text: str = ""
    """As it was written; may be empty."""
    tree: TextTree = None
    """The Markdown of `text`; left out for a plain text."""


class NamedService(Model):
    """A service that a message is about."""

    id: Id
    """Of the service, also once it is deleted."""
    name: str
    """As it was called then."""
    status: ServiceStatus | None = None
    """What it is because of that; null where nothing is said of it."""


class Told(Model):
    """What one notification says, the same for everybody."""

    org_id: Id
    """The organization."""
    event_id: str
    """The event that it is told because of; of a reminder or a digest, the notification's own id."""
    kind: NotificationKind
    """What has happened."""
    place: Place = Place.MIDDLE
    """Who wants only the first and the last of an incident is not told what is in the middle."""
    title: str
    """Of the incident or maintenance; the name of the service or of the endpoint otherwise."""
    state: str
    """In words, such as `Investigating`, `Scheduled` or `Starts in 1 hour`."""
    impact: Impact | None = None
    """Of incidents."""
    at: Instant
    """When it happened."""
    services: tuple[NamedService, ...] = ()
    """Those that it is about."""
    earlier_service_ids: tuple[Id, ...] = Field(default=(), exclude_if=lambda ids: not ids)
    """Of an end: services that it was about before, whose followers were told how it began. Left out for none."""
    categories: tuple[str, ...] = ()
    """Those that all these services are in."""
    incident_id: Id | None = None
    """The incident that it belongs to, if it does."""
    maintenance_id: Id | None = None
    """The maintenance that it belongs to, if it does."""
    updates: tuple[Said, ...] = ()
    """What is told, the newest first."""
    starts_at: Instant | None = None
    """Of maintenance."""
    ends_at: Instant | None = None
    """Of maintenance."""
    path: str = ""
    """Where to read on, below the page's address, such as `incidents/{id}`; empty for the page itself."""
    thread: str
    """The same for all that is told of one incident or maintenance."""
    by: str = ""
    """The id of the actor."""

    @property
    def service_ids(self) -> tuple[Id, ...]:
        """Of the services whose followers are told."""
        return (*(each.id for each in self.services), *self.earlier_service_ids)

    @property
    def service_names(self) -> tuple[str, ...]:
        """Of the services that it is about, as they were called then."""
        return tuple(each.name for each in self.services)


class DeliveryState(Word):
    """How far the telling of one recipient is."""

    WAITING = "waiting"
    """Not tried yet, or to be tried again."""
    CLAIMED = "claimed"
    """Being sent."""
    SENT = "sent"
    FAILED = "failed"
    """Given up."""
    HELD = "held"
    """Kept back by a limit, and told in a digest."""
    SKIPPED = "skipped"
    """Did not want it any more when its turn came."""

    @classmethod
    def for_unknown(cls) -> "DeliveryState":
        """Never sent again because of a word that is not known."""
        return cls.SKIPPED

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is done about it."""
        return self not in {DeliveryState.WAITING, DeliveryState.CLAIMED}


class Delivery(Model):
    """One recipient of a notification."""

    subscriber_id: str
    """The subscriber's id; of a member of the team `member-` and the user's id."""
    state: DeliveryState = DeliveryState.WAITING
    """How far it is."""
    attempts: int = 0
    """How often it was tried."""
    next_try_at: Instant | None = None
    """When it is tried again, while it waits after a failure."""
    tried_at: Instant | None = None
    """When it was last tried."""
    why: str = ""
    """What the other side said, or why it was held or skipped."""


class Counts(Model):
    """How many recipients are how far."""

    waiting: int = 0
    """Including those that are being sent."""
    sent: int = 0
    """Told."""
    failed: int = 0
    """Given up; each delivery says why."""
    held: int = 0
    """Kept back by a limit; they get a digest."""
    skipped: int = 0
    """Unsubscribed or changed their choice meanwhile."""

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in Counts.model_fields})


class NotificationState(Word):
    """How far a notification is."""

    PLANNING = "planning"
    """Its recipients are being looked up."""
    SENDING = "sending"
    DONE = "done"

    @classmethod
    def for_unknown(cls) -> "NotificationState":
        """Nothing more is done by who does not know what."""
        return cls.DONE


class Notification(Model):
    """Something that subscribers are told, once."""

    id: Id
    """Made from what it is about: the id of its event, or of the moment of a reminder."""
    org_id: Id = Field(exclude=True)
    told: Told
    """What is said."""
    created_at: Instant
    """When it was made from what happened."""
    state: NotificationState = NotificationState.PLANNING
    """How far it is."""
    counts: Counts = Counts()
    """How many recipients are how far, as they were counted last: every few seconds while it is under way."""
    only: tuple[str, ...] = ()
    """The recipients, where it is not for everybody who wants it; of a digest, the notifications that it is about."""


def counted(states: Mapping[DeliveryState, int]) -> Counts:
    """Recipients by their states, as people are told."""
    found = {state.value: number for state, number in states.items() if state.is_settled}
    return Counts(**found, waiting=sum(states.values()) - sum(found.values()))
