"""Scheduled maintenance: announced, started and ended at its times, or by hand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, ValidationInfo, model_validator

from chalicelib.domain.affected import MAX_AFFECTED, Affected, ids_of, with_statuses
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.holds import Claim, Claims
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.markdown import TextTree, rewritten, written
from chalicelib.domain.model import Model
from chalicelib.domain.pending import PendingActs
from chalicelib.domain.recurrence import Repeat
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.text import LongText, RequiredText, Title
from chalicelib.domain.times import Instant
from chalicelib.domain.updates import EditedAt, check_room_to_edit, with_update
from chalicelib.domain.words import Word, in_place_of_unknown

MAX_LENGTH = timedelta(days=90)
MAX_UNFINISHED = 40


class MaintenanceStatus(Word):
    """Scheduled, under way, being checked, over."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @classmethod
    def for_unknown(cls) -> "MaintenanceStatus":
        """Not over, until it is known to have started or ended."""
        return cls.SCHEDULED


_S = MaintenanceStatus
STEPS: Mapping[MaintenanceStatus, frozenset[MaintenanceStatus]] = {
    _S.SCHEDULED: frozenset({_S.IN_PROGRESS, _S.CANCELLED}),
    _S.IN_PROGRESS: frozenset({_S.VERIFYING, _S.COMPLETED, _S.CANCELLED}),
    _S.VERIFYING: frozenset({_S.IN_PROGRESS, _S.COMPLETED, _S.CANCELLED}),
    _S.COMPLETED: frozenset(),
    _S.CANCELLED: frozenset(),
}
RUNNING = frozenset({_S.IN_PROGRESS, _S.VERIFYING})
FINISHED = frozenset({_S.COMPLETED, _S.CANCELLED})


class Phase(StrEnum):
    """How far maintenance is, in the order in which a page lists it."""

    RUNNING = "running"
    COMING = "coming"
    FINISHED = "finished"


def phase_of(status: MaintenanceStatus) -> Phase:
    """Whether it is under way, still to come, or over."""
    if status in RUNNING:
        return Phase.RUNNING
    return Phase.FINISHED if status in FINISHED else Phase.COMING


DEFAULT_TEXTS = {
    _S.SCHEDULED: "This maintenance has been scheduled.",
    _S.IN_PROGRESS: "The maintenance has started.",
    _S.VERIFYING: "The work is done and we are checking the results.",
    _S.COMPLETED: "The maintenance is completed.",
    _S.CANCELLED: "The maintenance has been cancelled.",
}


class MaintenanceUpdate(Model):
    """One thing we said, and where the maintenance stood then."""

    id: Id
    status: MaintenanceStatus
    text: RequiredText
    text_tree: TextTree = None
    created_at: Instant
    edited_at: EditedAt = None
    """When it was last corrected; left out if it reads as it was posted."""


class Maintenance(Model):
    """Planned work on services. It has at least one update; the newest comes first."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    title: Title
    description: LongText = ""
    description_tree: TextTree = None
    status: MaintenanceStatus
    scheduled_start: Instant
    scheduled_end: Instant
    actual_start: Instant | None = None
    actual_end: Instant | None = None
    services: Affected = ()
    updates: tuple[MaintenanceUpdate, ...] = ()
    created_at: Instant
    updated_at: Instant
    version: int = 1
    series_id: Id | None = Field(default=None, exclude=True)
    """The series that it is an occurrence of."""
    series_day: str | None = Field(default=None, exclude=True)
    """The day that the series has it on, which stays when it is moved by itself."""
    claims: Claims | None = Field(default=None, exclude=True)
    """Its claims on the services it covers; None in rows older than this field."""
    pending: PendingActs | None = Field(default=None, exclude=True)
    """What it has still to do to its services; None, as a rule, for nothing."""

    @model_validator(mode="before")
    @classmethod
    def _started_or_ended(cls, data: object, info: ValidationInfo) -> object:
        """Of a status that only a newer release knows, this much is certain."""
        return in_place_of_unknown(data, "status", MaintenanceStatus, _status_of, info)

    @property
    def is_running(self) -> bool:
        """Whether it covers its services now."""
        return self.status in RUNNING

    @property
    def holding(self) -> Claims:
        """Its claims that count now, by service; of one that is over those that it has not let go of yet."""
        if self.claims is None:
            claims = {item.id: Claim(status=ServiceStatus.UNDER_MAINTENANCE) for item in self.services}
        else:
            claims = self.claims
        return (
            claims if self.is_running else {each: claims[each] for each in claims.keys() & (self.pending or {}).keys()}
        )

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINISHED

    @property
    def ended_at(self) -> datetime | None:
        """When it was completed or cancelled. Later updates and edits do not change that."""
        if not self.is_finished:
            return None
        return self.actual_end or min(
            (said.created_at for said in self.updates if said.status is self.status), default=self.updated_at
        )

    @property
    def due_at(self) -> datetime | None:
        """When it will next move by itself."""
        if self.status is MaintenanceStatus.SCHEDULED:
            return self.scheduled_start
        return self.scheduled_end if self.is_running else None

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


def _status_of(stored: Mapping[str, Any]) -> MaintenanceStatus:
    if stored.get("actual_end"):
        return _S.COMPLETED
    return _S.IN_PROGRESS if stored.get("actual_start") else MaintenanceStatus.for_unknown()


class PastMaintenanceUpdate(Model):
    """What was said about maintenance, and when."""

    status: MaintenanceStatus
    text: RequiredText
    created_at: Instant


class MaintenanceDraft(Model):
    """What maintenance is scheduled from, or recorded from when it is over."""

    title: Title
    description: LongText = ""
    """What visitors should expect."""
    scheduled_start: Instant
    scheduled_end: Instant
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_AFFECTED)
    repeat: Repeat | None = None
    """Makes a series of it: the next two exist at a time, each to be changed or cancelled by itself."""
    status: MaintenanceStatus = MaintenanceStatus.SCHEDULED
    """`scheduled`, or `completed` for what is over: its services stay as they are, and were under maintenance then."""
    actual_start: Instant | None = None
    """Of what is completed: when it began; by default as scheduled."""
    actual_end: Instant | None = None
    """Of what is completed: when it ended; by default as scheduled. Without a `status`, it means `completed`."""
    updates: tuple[PastMaintenanceUpdate, ...] = ()
    """Of what is completed: what was said, with the times at which it was said: at most 100, in either order."""
    draft: bool = False
    """Prepare it for the team alone; `POST /api/maintenance/{id}/publish` announces it."""
    notify: bool = True
    """Whether subscribers are told that it is scheduled. They are told when it starts and ends in any case."""


class MaintenanceEdit(Model):
    """What may change about maintenance besides its status; a field left out keeps its value."""

    title: Title | None = None
    description: LongText | None = None
    scheduled_start: Instant | None = None
    scheduled_end: Instant | None = None
    service_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_AFFECTED)
    following: bool | None = None
    """Of an occurrence of a series: true changes those after it, too, and the series."""
    notify: bool | None = None
    """False where subscribers are not to be told of new times."""


class MaintenanceStatusChange(Model):
    """A step of maintenance; with a text and its present status, only something more to say."""

    status: MaintenanceStatus
    text: RequiredText | None = None
    """What visitors read; a plain sentence is written when it is left out."""
    notify: bool = True
    """Whether subscribers are told of it."""


def scheduled(org_id: Id, draft: MaintenanceDraft, affected: Affected, now: datetime) -> Maintenance:
    """New maintenance with its first update; raises InvalidError for times that make no sense."""
    _check_times(draft.scheduled_start, draft.scheduled_end, now)
    return Maintenance(
        id=new_id(now),
        org_id=org_id,
        title=draft.title,
        **written(description=draft.description),
        status=MaintenanceStatus.SCHEDULED,
        scheduled_start=draft.scheduled_start,
        scheduled_end=draft.scheduled_end,
        services=affected,
        updates=(update_of(MaintenanceStatus.SCHEDULED, draft.description or None, now),),
        created_at=now,
        updated_at=now,
    )


def edited(maintenance: Maintenance, edit: MaintenanceEdit, affected: Affected | None, now: datetime) -> Maintenance:
    """The maintenance with what the edit names changed; only words can change once it is over."""
    changes = edit.model_dump(exclude_none=True, exclude={"service_ids", "following", "notify"})
    if affected is not None and set(ids_of(affected)) != set(ids_of(maintenance.services)):
        changes["services"] = affected
    changed = maintenance.revised(now, **rewritten(maintenance, **changes))
    check_room_to_edit(maintenance, changed)
    new_end = changed.scheduled_end != maintenance.scheduled_end
    moved = changed.scheduled_start != maintenance.scheduled_start or "services" in changes
    if maintenance.is_finished and (moved or new_end):
        raise ConflictError(f"It is {maintenance.status}: its times and services can no longer change.")
    if maintenance.is_running and moved:
        raise ConflictError("It has started: its start and services can no longer change.")
    if new_end or changed.scheduled_start != maintenance.scheduled_start:
        _check_times(changed.scheduled_start, changed.scheduled_end, now)
    return changed


def stepped(maintenance: Maintenance, change: MaintenanceStatusChange, now: datetime) -> Maintenance:
    """The maintenance in its next status; raises ConflictError for a step that makes no sense."""
    stays = change.status is maintenance.status
    if stays and change.text is None:
        raise ConflictError(f"It is already {change.status}.")
    if not stays and change.status not in STEPS[maintenance.status]:
        raise ConflictError(f"Maintenance that is {maintenance.status} cannot become {change.status}.")
    starts = change.status in RUNNING and not maintenance.is_running
    ends = maintenance.is_running and change.status in FINISHED
    return maintenance.revised(
        now,
        status=change.status,
        actual_start=now if starts else maintenance.actual_start,
        actual_end=now if ends else maintenance.actual_end,
        updates=with_update(
            maintenance,
            maintenance.updates,
            update_of(change.status, change.text, now),
            always=starts or (not stays and change.status in FINISHED),
        ),
    )


def next_step(maintenance: Maintenance, now: datetime) -> MaintenanceStatusChange | None:
    """The step that is due by the clock: to start, to complete, or none yet."""
    if maintenance.due_at is None or now < maintenance.due_at:
        return None
    starts = maintenance.status is MaintenanceStatus.SCHEDULED
    return MaintenanceStatusChange(status=_S.IN_PROGRESS if starts else _S.COMPLETED)


def naming(maintenance: Maintenance, statuses: Mapping[Id, ServiceStatus]) -> Maintenance:
    """The same maintenance with the statuses its services have now."""
    return maintenance.but(services=with_statuses(maintenance.services, statuses))


def _check_times(start: datetime, end: datetime, now: datetime) -> None:
    if end <= start:
        raise InvalidError(("scheduled_end",), "must be after scheduled_start")
    if end <= now:
        raise InvalidError(("scheduled_end",), "must be in the future")
    if end - start > MAX_LENGTH:
        raise InvalidError(("scheduled_end",), f"must be within {MAX_LENGTH.days} days of scheduled_start")


def update_of(status: MaintenanceStatus, text: str | None, now: datetime) -> MaintenanceUpdate:
    """A new update; a plain sentence stands for a text that is left out."""
    said = written(text=text or DEFAULT_TEXTS[status])
    return MaintenanceUpdate(id=new_id(now), status=status, created_at=now, **said)
