"""Incidents: what is wrong, what we say about it, and how it ends."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, model_validator

from chalicelib.domain.affected import MAX_AFFECTED, Affected, with_statuses
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.holds import Claim, Claims
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.markdown import TextTree, rewritten, written
from chalicelib.domain.model import Model
from chalicelib.domain.pending import PendingActs
from chalicelib.domain.services import GivenServiceStatus, ServiceStatus
from chalicelib.domain.text import LongText, RequiredText, Title
from chalicelib.domain.times import Instant
from chalicelib.domain.updates import EditedAt, check_room_to_edit, with_update
from chalicelib.domain.words import Word, in_place_of_unknown

MAX_OPEN = 40


class IncidentStatus(Word):
    """Moves forward as we learn, and may step back."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"

    @classmethod
    def for_unknown(cls) -> "IncidentStatus":
        """Open, until it is known to be resolved."""
        return cls.MONITORING


class Impact(Word):
    """How bad it is for visitors; the order is from least to worst."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @classmethod
    def for_unknown(cls) -> "Impact":
        """Some impact, and not more than was said."""
        return cls.MINOR


DEFAULT_TEXTS = {
    IncidentStatus.INVESTIGATING: "We are investigating this issue.",
    IncidentStatus.IDENTIFIED: "The issue has been identified and a fix is being worked on.",
    IncidentStatus.MONITORING: "A fix is in place and we are watching the results.",
    IncidentStatus.RESOLVED: "This incident has been resolved.",
}

_IMPACT_OF = {
    ServiceStatus.DEGRADED_PERFORMANCE: Impact.MINOR,
    ServiceStatus.PARTIAL_OUTAGE: Impact.MAJOR,
    ServiceStatus.MAJOR_OUTAGE: Impact.CRITICAL,
}

_NO_CLAIM = frozenset({ServiceStatus.OPERATIONAL, ServiceStatus.UNDER_MAINTENANCE})


def _claims_of_old(services: Affected) -> Claims:
    """What an incident claims that was stored before claims were: the statuses that it names."""
    return {item.id: Claim(status=item.status) for item in services if item.status not in _NO_CLAIM}


StatusByService = dict[Id, GivenServiceStatus]
GivenStatuses = Annotated[GivenServiceStatus | StatusByService, Field(union_mode="left_to_right")]


ToRestore = bool | Annotated[tuple[Id, ...], Field(max_length=MAX_AFFECTED)]


class IncidentUpdate(Model):
    """One thing we said, and where the incident stood then."""

    id: Id
    status: IncidentStatus
    text: RequiredText
    text_tree: TextTree = None
    created_at: Instant
    edited_at: EditedAt = None
    """When it was last corrected; left out if it reads as it was posted."""
    services_were: StatusByService = Field(default_factory=dict, exclude_if=lambda were: not were)
    """The status in the incident that services had before it, where it gave them another; left out for none."""


class Incident(Model):
    """Something that is, or was, wrong. It has at least one update; the newest comes first."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    title: Title
    description: LongText = ""
    description_tree: TextTree = None
    status: IncidentStatus
    impact: Impact
    services: Affected = ()
    updates: tuple[IncidentUpdate, ...] = ()
    started_at: Instant
    resolved_at: Instant | None = None
    created_at: Instant
    updated_at: Instant
    postmortem_at: Instant | None = Field(default=None, exclude_if=lambda at: at is None)
    """Since when its published postmortem reads as it does; left out where none is published."""
    version: int = 1
    claims: Claims | None = Field(default=None, exclude=True)
    """What it says its services are; None in rows older than this field."""
    moved_to: Id | None = Field(default=None, exclude=True)
    """Where lists and history have it since another start was said: an id of that time. None: by its own id."""
    pending: PendingActs | None = Field(default=None, exclude=True)
    """What it has still to do to its services; None, as a rule, for nothing."""

    @model_validator(mode="before")
    @classmethod
    def _resolved_or_not(cls, data: object, info: ValidationInfo) -> object:
        """Of a status that only a newer release knows, this much is certain."""
        return in_place_of_unknown(data, "status", IncidentStatus, _status_of, info)

    @property
    def is_open(self) -> bool:
        """Whether it may hold services down."""
        return self.status is not IncidentStatus.RESOLVED

    @property
    def place(self) -> Id:
        """By this, lists and history are in the order in which incidents began."""
        return self.moved_to or self.id

    @property
    def holding(self) -> Claims:
        """Its claims that count now, by service; of a resolved one those that it has not let go of yet."""
        claims = _claims_of_old(self.services) if self.claims is None else self.claims
        return claims if self.is_open else {each: claims[each] for each in claims.keys() & (self.pending or {}).keys()}

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


def _status_of(stored: Mapping[str, Any]) -> IncidentStatus:
    return IncidentStatus.RESOLVED if stored.get("resolved_at") else IncidentStatus.for_unknown()


class PastUpdate(Model):
    """What was said about an incident, and when."""

    status: IncidentStatus
    text: RequiredText
    created_at: Instant


class IncidentDraft(Model):
    """What an incident is opened from, or recorded from afterwards."""

    title: Title
    description: LongText = ""
    """Also the text of the first update, unless `updates` are given."""
    status: IncidentStatus = IncidentStatus.INVESTIGATING
    impact: Impact | None = None
    """By default what the worst `service_status` means: degraded minor, partial major, major outage critical."""
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_AFFECTED)
    service_status: GivenStatuses | None = None
    """The status the affected services get: one for all, or one by service id. Left out, they keep theirs.

    Of an incident that is over it is what they were from its start to its end: uptime counts that, and they stay as is.
    """
    started_at: Instant | None = None
    """When it began, up to 10 years ago; by default now, or with its first update."""
    resolved_at: Instant | None = None
    """When it ended, if it is over already."""
    updates: tuple[PastUpdate, ...] = ()
    """What was said about it, with the times at which it was said: at most 100, in either order."""
    draft: bool = False
    """Prepare it for the team alone; `POST /api/incidents/{id}/publish` opens it."""
    notify: bool = True
    """Whether subscribers are told of it. What is over already when it is recorded is told to nobody."""


class IncidentEdit(Model):
    """What may change about an incident besides its status; a field left out keeps its value."""

    title: Title | None = None
    description: LongText | None = None
    impact: Impact | None = None
    started_at: Instant | None = None
    """When it began: not after its first update, nor after its end."""
    service_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_AFFECTED)
    """All that it affects from now on. One that is taken out of an open incident is given back."""
    service_status: GivenStatuses | None = None
    """The status they get: one for all, or one by service id. Left out, a service keeps its own."""
    restore_services: ToRestore = True
    """Which of those taken out are given back: all, none, or those named. The others stay as they are."""


class IncidentStatusChange(Model):
    """A step of an incident."""

    status: IncidentStatus
    text: RequiredText | None = None
    """What visitors read; a plain sentence is written when it is left out."""
    restore_services: ToRestore = True
    """When resolving: make its services (or those named) operational again, except what something else still holds."""
    notify: bool = True
    """Whether subscribers are told of it."""


class IncidentUpdateDraft(Model):
    """Something to say about an incident, and perhaps a step of it."""

    text: RequiredText
    status: IncidentStatus | None = None
    """Left out, the incident stays where it is. A resolved incident given an open status is reopened."""
    service_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_AFFECTED)
    """All that it affects from now on; left out, the same as before."""
    service_status: GivenStatuses | None = None
    """The status they get. To reopen an incident with what resolving restored, send what its `services` say."""
    restore_services: ToRestore = True
    """When resolving, and for services taken out: make them (or those named) operational again, except what something
    else still holds. The others stay as they are, as if by hand."""
    notify: bool = True
    """Whether subscribers are told of it."""


def statuses_given(
    given: ServiceStatus | Mapping[Id, ServiceStatus] | None, service_ids: tuple[Id, ...]
) -> StatusByService:
    """One status by service id; raises InvalidError for a service the incident does not affect."""
    if given is None:
        return {}
    by_service = dict.fromkeys(service_ids, given) if isinstance(given, ServiceStatus) else dict(given)
    if strangers := by_service.keys() - set(service_ids):
        raise InvalidError(("service_status", min(strangers)), "is not a service this incident affects")
    if given is ServiceStatus.UNDER_MAINTENANCE or ServiceStatus.UNDER_MAINTENANCE in by_service.values():
        raise InvalidError(("service_status",), "must not be under_maintenance: schedule maintenance instead")
    return by_service


def to_restore(chosen: ToRestore, service_ids: Collection[Id]) -> frozenset[Id]:
    """The services that resolving restores; raises InvalidError for one the incident does not affect."""
    if isinstance(chosen, bool):
        return frozenset(service_ids if chosen else ())
    if strangers := set(chosen) - set(service_ids):
        raise InvalidError(("restore_services", min(strangers)), "is not a service this incident affects")
    return frozenset(chosen)


def impact_of(given: Mapping[Id, ServiceStatus]) -> Impact:
    """What the worst of these statuses means for visitors; minor when none is given."""
    worst = max(given.values(), key=lambda status: status.severity, default=ServiceStatus.DEGRADED_PERFORMANCE)
    return _IMPACT_OF.get(worst, Impact.NONE)


def opened(org_id: Id, draft: IncidentDraft, affected: Affected, given: StatusByService, now: datetime) -> Incident:
    """A new incident with its first update."""
    first = update_of(draft.status, draft.description or None, now)
    return Incident(
        id=new_id(now),
        org_id=org_id,
        title=draft.title,
        **written(description=draft.description),
        status=draft.status,
        impact=draft.impact or impact_of(given),
        services=affected,
        updates=(first,),
        started_at=now,
        resolved_at=now if draft.status is IncidentStatus.RESOLVED else None,
        created_at=now,
        updated_at=now,
    )


def edited(incident: Incident, changes: Mapping[str, object], now: datetime) -> Incident:
    """The incident with these fields changed; raises ConflictError when they are too long."""
    after = incident.revised(now, **rewritten(incident, **changes))
    check_room_to_edit(incident, after)
    return after


def stepped(incident: Incident, change: IncidentStatusChange, now: datetime) -> Incident:
    """The incident in its next status; raises ConflictError for a step that makes no sense."""
    if not incident.is_open:
        raise ConflictError("It is resolved. Post an update with an open status to reopen it.")
    if change.status is incident.status and change.text is None:
        raise ConflictError(f"It is already {change.status}. Post an update to say more.")
    return _moved(incident, change.status, change.text, {}, now)


def updated(incident: Incident, draft: IncidentUpdateDraft, given: StatusByService, now: datetime) -> Incident:
    """The incident with one more update; an open status reopens a resolved one."""
    return _moved(incident, draft.status or incident.status, draft.text, given, now)


def _moved(
    incident: Incident, status: IncidentStatus, text: str | None, given: StatusByService, now: datetime
) -> Incident:
    ends = incident.is_open and status is IncidentStatus.RESOLVED
    resolved_at = (incident.resolved_at or now) if status is IncidentStatus.RESOLVED else None
    said = update_of(status, text, now).but(services_were=changed_by(given, incident.services))
    return incident.revised(
        now,
        status=status,
        resolved_at=resolved_at,
        services=with_statuses(incident.services, given),
        updates=with_update(incident, incident.updates, said, always=ends),
    )


def update_of(status: IncidentStatus, text: str | None, now: datetime) -> IncidentUpdate:
    """A new update; a plain sentence stands for a text that is left out."""
    said = written(text=text or DEFAULT_TEXTS[status])
    return IncidentUpdate(id=new_id(now), status=status, created_at=now, **said)


def changed_by(given: StatusByService, services: Affected) -> StatusByService:
    """What those of the services were that are given another status."""
    return {item.id: item.status for item in services if given.get(item.id, item.status) is not item.status}
