"""Incidents and maintenance that are prepared and not published yet: only the team knows of them.

They are kept apart from what is published, so that nothing that reads incidents or maintenance can come upon one:
no page, no history, no frame, no claim on a service, no clock. Publishing makes the incident or maintenance anew from
what the draft says, at that moment and under the same id.
"""

import operator
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from chalicelib.domain.affected import affected_by
from chalicelib.domain.back_dating import check_draft
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.incidents import (
    Incident,
    IncidentDraft,
    IncidentEdit,
    StatusByService,
    impact_of,
    statuses_given,
)
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, MaintenanceEdit, MaintenanceStatus
from chalicelib.domain.markdown import written
from chalicelib.domain.model import Model
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.recurrence import Repeat
from chalicelib.domain.series import Series
from chalicelib.domain.services import Service
from chalicelib.domain.times import Instant
from chalicelib.domain.words import AS_STORED, Word

MAX_DRAFTS = 50
"""Of each kind, in one organization."""


class DraftKind(Word):
    """What is to become of a draft."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"

    @classmethod
    def for_unknown(cls) -> "DraftKind":
        """One that this release cannot publish; it is listed nowhere else."""
        return cls.MAINTENANCE


class Publishing(Model):
    """How a draft is published."""

    notify: bool | None = None
    """Whether subscribers are told; as the draft says where it is left out."""


class Draft(Model):
    """What somebody prepares."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    kind: DraftKind
    content: dict[str, Any]
    """The body of the request that would publish it at once, as JSON."""
    created_at: Instant
    updated_at: Instant
    version: int = 1

    @property
    def title(self) -> str:
        """What it is about."""
        return str(self.content.get("title", ""))

    def revised(self, now: datetime, content: Mapping[str, Any]) -> Self:
        """The next version, which says this."""
        return self.but(content=dict(content), updated_at=now, version=self.version + 1)


def _is_none(value: object) -> bool:
    return value is None


class TeamIncident(Incident):
    """An incident as the team sees it."""

    draft: bool = Field(default=False, exclude_if=operator.not_)
    """True until it is published, then left out. A draft has no updates; `started_at` is when it was prepared."""
    service_status: StatusByService | None = Field(default=None, exclude_if=_is_none)
    """Of a draft: the status that publishing gives its services, by service id."""
    postmortem: Postmortem | None = Field(default=None, exclude_if=_is_none)
    """Published or not; left out in lists, and where there is none."""
    notify: bool = Field(default=True, exclude_if=bool)
    """Of a draft: false where publishing it tells no subscriber; left out otherwise."""


class TeamMaintenance(Maintenance):
    """Maintenance as the team sees it."""

    draft: bool = Field(default=False, exclude_if=operator.not_)
    """True while it is not published, else left out: it then has no updates, and does not start by itself."""
    repeat: Repeat | None = Field(default=None, exclude_if=_is_none)
    """Of a draft: how it repeats once it is published."""
    series: Series | None = Field(default=None, exclude_if=_is_none)
    """The series that it is an occurrence of; left out in lists, and where there is none."""
    notify: bool = Field(default=True, exclude_if=bool)
    """Of a draft: false where publishing it tells no subscriber; left out otherwise."""


def drafted(
    org_id: Id, kind: DraftKind, body: IncidentDraft | MaintenanceDraft, others: Collection[Draft], now: datetime
) -> Draft:
    """A new draft; raises ConflictError when there are too many."""
    if sum(each.kind is kind for each in others) >= MAX_DRAFTS:
        raise ConflictError(f"An organization can have {MAX_DRAFTS} drafts of a kind. Publish or delete one first.")
    return Draft(id=new_id(now), org_id=org_id, kind=kind, content=_checked(body), created_at=now, updated_at=now)


def edited(draft: Draft, edit: IncidentEdit | MaintenanceEdit, now: datetime) -> Draft:
    """The draft with what the edit names changed."""
    body = body_of(draft)
    content = body.model_dump() | edit.model_dump(exclude_none=True, exclude={"restore_services", "following"})
    stays = isinstance(edit, IncidentEdit) and edit.service_status is None
    if isinstance(body, IncidentDraft) and stays and edit.service_ids is not None:
        content["service_status"] = _kept(body, edit.service_ids)
    return draft.revised(now, _checked(type(body).model_validate(content)))


def rewritten(draft: Draft, body: IncidentDraft | MaintenanceDraft, now: datetime) -> Draft:
    """The draft saying something else altogether."""
    return draft.revised(now, _checked(body))


def body_of(draft: Draft) -> IncidentDraft | MaintenanceDraft:
    """What it would be published from; fields that only a newer release knows are left out."""
    model = IncidentDraft if draft.kind is DraftKind.INCIDENT else MaintenanceDraft
    return model.model_validate(draft.content, extra="ignore", context=AS_STORED)


def incident_of(draft: Draft, services: Collection[Service]) -> TeamIncident:
    """The draft as an incident; services that are no more are left out."""
    body = to_publish(draft, services)
    assert isinstance(body, IncidentDraft), "a draft of maintenance"  # noqa: S101 - a programming error
    given = statuses_given(body.service_status, body.service_ids)
    return TeamIncident(
        **_shared(draft, body),
        status=body.status,
        impact=body.impact or impact_of(given),
        services=affected_by([each for each in services if each.id in body.service_ids], given),
        started_at=body.started_at or draft.created_at,
        service_status=given,
    )


def maintenance_of(draft: Draft, services: Collection[Service]) -> TeamMaintenance:
    """The draft as maintenance; services that are no more are left out."""
    body = to_publish(draft, services)
    assert isinstance(body, MaintenanceDraft), "a draft of an incident"  # noqa: S101 - a programming error
    return TeamMaintenance(
        **_shared(draft, body),
        status=MaintenanceStatus.SCHEDULED,
        scheduled_start=body.scheduled_start,
        scheduled_end=body.scheduled_end,
        repeat=body.repeat,
        services=affected_by([each for each in services if each.id in body.service_ids], {}),
    )


def to_publish(
    draft: Draft, services: Collection[Service], publishing: Publishing | None = None
) -> IncidentDraft | MaintenanceDraft:
    """What it is published from, without services that are no more."""
    body, existing = body_of(draft), {each.id for each in services}
    if publishing and publishing.notify is not None:
        body = body.but(notify=publishing.notify)
    kept = tuple(each for each in body.service_ids if each in existing)
    if isinstance(body, IncidentDraft):
        return body.but(draft=False, service_ids=kept, service_status=_kept(body, kept) or None)
    return body.but(draft=False, service_ids=kept)


def _kept(body: IncidentDraft, service_ids: Collection[Id]) -> StatusByService:
    given = statuses_given(body.service_status, body.service_ids)
    return {each: status for each, status in given.items() if each in service_ids}


def _shared(draft: Draft, body: IncidentDraft | MaintenanceDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "org_id": draft.org_id,
        "title": body.title,
        **written(description=body.description),
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
        "version": draft.version,
        "draft": True,
        "notify": body.notify,
    }


def _checked(body: IncidentDraft | MaintenanceDraft) -> dict[str, Any]:
    """As it is stored; raises InvalidError for what could never be published."""
    if isinstance(body, IncidentDraft):
        statuses_given(body.service_status, body.service_ids)
        check_draft(body)
    elif body.scheduled_end <= body.scheduled_start:
        raise InvalidError(("scheduled_end",), "must be after scheduled_start")
    return body.model_dump(mode="json", exclude={"draft"}, exclude_none=True)
