"""Events: what happened, to what, and who did it. The outbox, the audit log and the timeline are views of them."""

import operator
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from chalicelib.domain import event_data
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant


class EventType(StrEnum):
    """Named `<resource>.<what happened to it>`."""

    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_UPDATED = "organization.updated"
    ORGANIZATION_IMPORTED = "organization.imported"
    """A part of an import is on the page."""
    ORGANIZATION_DELETION_REQUESTED = "organization.deletion_requested"
    ORGANIZATION_DELETION_UNDONE = "organization.deletion_undone"
    MEMBER_JOINED = "member.joined"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    INVITATION_CREATED = "invitation.created"
    INVITATION_RESENT = "invitation.resent"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    API_KEY_CREATED = "api_key.created"
    API_KEY_TAKEN = "api_key.taken"
    API_KEY_REVOKED = "api_key.revoked"
    SERVICE_CREATED = "service.created"
    SERVICE_UPDATED = "service.updated"
    SERVICE_MOVED = "service.moved"
    SERVICE_STATUS_CHANGED = "service.status_changed"
    SERVICE_DELETED = "service.deleted"
    SERVICE_HISTORY_CORRECTED = "service.history_corrected"
    SERVICE_IMPORTED = "service.imported"
    INCIDENT_CREATED = "incident.created"
    INCIDENT_UPDATED = "incident.updated"
    INCIDENT_STATUS_CHANGED = "incident.status_changed"
    INCIDENT_UPDATE_POSTED = "incident.update_posted"
    INCIDENT_UPDATE_EDITED = "incident.update_edited"
    INCIDENT_UPDATE_DELETED = "incident.update_deleted"
    INCIDENT_DELETED = "incident.deleted"
    INCIDENT_IMPORTED = "incident.imported"
    MAINTENANCE_CREATED = "maintenance.created"
    MAINTENANCE_UPDATED = "maintenance.updated"
    MAINTENANCE_STATUS_CHANGED = "maintenance.status_changed"
    MAINTENANCE_UPDATE_EDITED = "maintenance.update_edited"
    MAINTENANCE_UPDATE_DELETED = "maintenance.update_deleted"
    MAINTENANCE_DELETED = "maintenance.deleted"
    MAINTENANCE_IMPORTED = "maintenance.imported"
    SERIES_CREATED = "series.created"
    SERIES_UPDATED = "series.updated"
    SERIES_ENDED = "series.ended"
    POSTMORTEM_WRITTEN = "postmortem.written"
    DRAFT_CREATED = "draft.created"
    DRAFT_UPDATED = "draft.updated"
    DRAFT_DELETED = "draft.deleted"
    TEMPLATE_CREATED = "template.created"
    TEMPLATE_UPDATED = "template.updated"
    TEMPLATE_DELETED = "template.deleted"
    METRIC_CREATED = "metric.created"
    METRIC_UPDATED = "metric.updated"
    METRIC_DELETED = "metric.deleted"
    MONITOR_CREATED = "monitor.created"
    MONITOR_UPDATED = "monitor.updated"
    MONITOR_PAUSED = "monitor.paused"
    MONITOR_RESUMED = "monitor.resumed"
    MONITOR_DELETED = "monitor.deleted"
    MONITOR_ADDRESS_RENEWED = "monitor.address_renewed"
    HOST_CLAIMED = "host.claimed"
    HOST_CHANGED = "host.changed"
    HOST_DELETED = "host.deleted"
    SUBSCRIBER_CREATED = "subscriber.created"
    SUBSCRIBER_UPDATED = "subscriber.updated"
    SUBSCRIBER_DELETED = "subscriber.deleted"
    SUBSCRIBER_SECRET_ROTATED = "subscriber.secret_rotated"  # noqa: S105 - what happened
    SUBSCRIBER_ERASED = "subscriber.erased"
    SUBSCRIBER_IMPORTED = "subscriber.imported"
    SUBSCRIBER_EXPORTED = "subscriber.exported"
    SOURCE_CREATED = "source.created"
    SOURCE_UPDATED = "source.updated"
    SOURCE_ROTATED = "source.rotated"
    SOURCE_DELETED = "source.deleted"
    IMPORT_STARTED = "import.started"
    IMPORT_ENDED = "import.ended"
    EXPORT_STARTED = "export.started"
    IMPORT_ADVANCED = "import.advanced"

    @property
    def resource(self) -> str:
        """The kind of resource that it happened to, such as `organization`, `service` or `member`."""
        return self.value.partition(".")[0]

    @property
    def is_deletion(self) -> bool:
        """Whether the resource was deleted."""
        return self.value.endswith(".deleted")

    @property
    def is_private(self) -> bool:
        """Whether only the team may know: it is in the audit log, never on the page, and gets no frame or version."""
        return self in PRIVATE


PRIVATE = frozenset(
    {
        EventType.ORGANIZATION_DELETION_REQUESTED,
        EventType.ORGANIZATION_DELETION_UNDONE,
        EventType.MEMBER_JOINED,
        EventType.MEMBER_ROLE_CHANGED,
        EventType.MEMBER_REMOVED,
        EventType.INVITATION_CREATED,
        EventType.INVITATION_RESENT,
        EventType.INVITATION_REVOKED,
        EventType.INVITATION_ACCEPTED,
        EventType.API_KEY_CREATED,
        EventType.API_KEY_TAKEN,
        EventType.API_KEY_REVOKED,
        EventType.SERIES_CREATED,
        EventType.SERIES_UPDATED,
        EventType.SERIES_ENDED,
        EventType.POSTMORTEM_WRITTEN,
        EventType.DRAFT_CREATED,
        EventType.DRAFT_UPDATED,
        EventType.DRAFT_DELETED,
        EventType.TEMPLATE_CREATED,
        EventType.TEMPLATE_UPDATED,
        EventType.TEMPLATE_DELETED,
        EventType.METRIC_CREATED,
        EventType.METRIC_UPDATED,
        EventType.METRIC_DELETED,
        EventType.MONITOR_CREATED,
        EventType.MONITOR_UPDATED,
        EventType.MONITOR_PAUSED,
        EventType.MONITOR_RESUMED,
        EventType.MONITOR_DELETED,
        EventType.MONITOR_ADDRESS_RENEWED,
        EventType.HOST_CLAIMED,
        EventType.HOST_CHANGED,
        EventType.HOST_DELETED,
        EventType.SUBSCRIBER_CREATED,
        EventType.SUBSCRIBER_UPDATED,
        EventType.SUBSCRIBER_DELETED,
        EventType.SUBSCRIBER_SECRET_ROTATED,
        EventType.SUBSCRIBER_ERASED,
        EventType.SUBSCRIBER_IMPORTED,
        EventType.SUBSCRIBER_EXPORTED,
        EventType.SOURCE_CREATED,
        EventType.SOURCE_UPDATED,
        EventType.SOURCE_ROTATED,
        EventType.SOURCE_DELETED,
        EventType.SERVICE_IMPORTED,
        EventType.INCIDENT_IMPORTED,
        EventType.MAINTENANCE_IMPORTED,
        EventType.IMPORT_STARTED,
        EventType.IMPORT_ENDED,
        EventType.EXPORT_STARTED,
        EventType.IMPORT_ADVANCED,
    }
)
"""What an import brings has a private event for each item; `ORGANIZATION_IMPORTED` publishes many of them at once."""

UNTOLD = PRIVATE | {EventType.ORGANIZATION_IMPORTED}
"""What is no line of the public timeline."""

TELLING = frozenset(
    {
        EventType.INCIDENT_CREATED,
        EventType.INCIDENT_UPDATED,
        EventType.INCIDENT_STATUS_CHANGED,
        EventType.INCIDENT_UPDATE_POSTED,
        EventType.MAINTENANCE_CREATED,
        EventType.MAINTENANCE_UPDATED,
        EventType.MAINTENANCE_STATUS_CHANGED,
        EventType.SERVICE_STATUS_CHANGED,
    }
)
"""The types of event that may be told."""


class Actor(Model):
    """Who did it: a person, a program, a machine that watches, or Allclear's own clock."""

    id: str
    name: str
    automatic: bool = Field(default=False, exclude_if=operator.not_)
    """Whether it followed from a rule, so that it can be undone in one step; left out otherwise."""


CLOCK = Actor(id="clock", name="Allclear")


class Event(Model):
    """One change in one organization, with the resource as it was then (`data`, as on the wire)."""

    id: Id
    org_id: Id
    type: EventType
    actor: Actor
    occurred_at: Instant
    resource_id: str
    data: dict[str, Any]
    """`{<resource>: {...} or {id, deleted}, services?: [changed along], incidents?: [...], partial?: true, history?}`.

    `imported` tells in a few words of each service, incident and maintenance that an import brought; it is in no frame.
    With `partial`, what did not fit a frame is left out: the oldest updates, or of what changed along all but ids, and
    of services all but what history needs. `history` tells what services were before (`domain.history.Span`); no frame
    carries it.
    """
    summary: str
    """A short sentence for the timeline."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """What an edit changed: `{field: [before, after]}`; of what was deleted, all that it was."""
    unsettled: bool | None = None
    """True where further services follow in transactions of their own."""
    notify: bool | None = None
    """False where subscribers are not to be told of it."""


class Happening(Model):
    """Who did what, and when."""

    id: Id
    type: Annotated[EventType | str, Field(union_mode="left_to_right")]
    """After a rollback, it may be one that only a newer release knows."""
    actor: Actor
    occurred_at: Instant
    resource_id: str
    summary: str

    @property
    def is_public(self) -> bool:
        """Whether it is about the page; of a type that only a newer release knows, nobody can tell."""
        return isinstance(self.type, EventType) and not self.type.is_private


class LogEntry(Happening):
    """One line of the audit log."""

    changes: dict[str, Any] = Field(default_factory=dict)
    """What an edit changed: `{field: [before, after]}`; of what was deleted, all that it was."""


def happened(
    event_type: EventType,
    subject: Model,
    actor: Actor,
    now: datetime,
    *,
    org_id: Id,
    summary: str,
    before: Model | None = None,
    **along: Sequence[Model],
) -> Event:
    """The event for the present state of `subject`; `along` names what changed together with it."""
    deleted = event_type.is_deletion
    return Event(
        id=new_id(now),
        org_id=org_id,
        type=event_type,
        actor=actor,
        occurred_at=now,
        resource_id=str(subject.__dict__["id"]),
        data=event_data.told(event_type.resource, subject, along, deleted=deleted),
        summary=summary,
        changes=event_data.lost(subject) if deleted else event_data.changed(before, subject) if before else {},
    )


def quiet(event: Event, notify: bool | None) -> Event:  # noqa: FBT001 - what somebody asked for
    """The event, which subscribers are told of unless somebody asked not to."""
    return event.but(notify=False) if notify is False else event


def telling(event: Event, subject: Model, **along: Sequence[Model]) -> Event:
    """The same event about the subject as it is, with these changed along."""
    kept = {name: event.data[name] for name in event.data.keys() & {"history"}}
    told = event_data.told(event.type.resource, subject, along, deleted=event.type.is_deletion)
    return event.but(data={**told, **kept})
