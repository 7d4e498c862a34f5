"""Templates: words and choices prepared for incidents and maintenance, to be picked when there is no time for them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Self

from pydantic import Field

from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.incidents import GivenStatuses, Impact, IncidentStatus, StatusByService, statuses_given
from chalicelib.domain.maintenance import MAX_LENGTH, MaintenanceStatus
from chalicelib.domain.model import Model
from chalicelib.domain.text import Headline, LongText, Name, RequiredText
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_TEMPLATES = 100


class TemplateKind(Word):
    """What a template is for."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"

    @classmethod
    def for_unknown(cls) -> "TemplateKind":
        """It is offered somewhere, and can be deleted there."""
        return cls.INCIDENT


STEPS: Mapping[TemplateKind, tuple[str, ...]] = {
    TemplateKind.INCIDENT: tuple(IncidentStatus),
    TemplateKind.MAINTENANCE: tuple(MaintenanceStatus),
}
Texts = dict[str, RequiredText]


class Template(Model):
    """What a form is filled with. Nothing of it is public until somebody posts it."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    kind: TemplateKind
    name: Name
    """What the team finds it by; unique within its kind, whatever the case of its letters."""
    title: Headline = ""
    """The title it gives; empty to leave that to whoever uses it."""
    description: LongText = ""
    """Of maintenance: what visitors will notice."""
    texts: Texts = Field(default_factory=dict)
    """What is said at each step: `{"investigating": "...", "resolved": "..."}`; a step may be left out."""
    impact: Impact | None = None
    """Of an incident; null follows from the statuses of the services."""
    service_ids: tuple[Id, ...] = ()
    """Services that exist; one that is deleted drops out."""
    service_status: StatusByService = Field(default_factory=dict)
    """The status that an incident gives its services, by service id; one that is not named keeps its own."""
    duration_minutes: int | None = None
    """How long maintenance takes; null leaves that open."""
    created_at: Instant
    updated_at: Instant
    version: int = 1

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


_MOST_MINUTES = int(MAX_LENGTH.total_seconds()) // 60


class TemplateDraft(Model):
    """What a template is made from."""

    kind: TemplateKind
    name: Name
    title: Headline = ""
    description: LongText = ""
    texts: Texts = Field(default_factory=dict)
    impact: Impact | None = None
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_AFFECTED)
    service_status: GivenStatuses | None = None
    duration_minutes: int | None = Field(default=None, ge=1, le=_MOST_MINUTES)


class TemplateEdit(Model):
    """What may change about a template; a field left out keeps its value, and its kind stays.

    `impact` and `duration_minutes` are taken away by null.
    """

    name: Name | None = None
    title: Headline | None = None
    description: LongText | None = None
    texts: Texts | None = None
    impact: Impact | None = None
    service_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_AFFECTED)
    service_status: GivenStatuses | None = None
    duration_minutes: int | None = Field(default=None, ge=1, le=_MOST_MINUTES)


def made(org_id: Id, draft: TemplateDraft, others: Collection[Template], now: datetime) -> Template:
    """A new template; raises InvalidError for what does not fit its kind."""
    if len(others) >= MAX_TEMPLATES:
        raise ConflictError(f"An organization can have {MAX_TEMPLATES} templates. Delete one first.")
    given = statuses_given(draft.service_status, draft.service_ids)
    fields = draft.model_dump(exclude={"service_status"}) | {"service_status": given}
    template = Template(id=new_id(now), org_id=org_id, created_at=now, updated_at=now, **fields)
    return _checked(template, others)


def edited(template: Template, edit: TemplateEdit, others: Collection[Template], now: datetime) -> Template:
    """The template with what the edit names changed. A status of a service that is taken out goes with it."""
    nullable = {name: None for name in ("impact", "duration_minutes") if name in edit.model_fields_set}
    changes = nullable | edit.model_dump(exclude_none=True, exclude={"service_status"})
    service_ids = template.service_ids if edit.service_ids is None else edit.service_ids
    kept = {each: status for each, status in template.service_status.items() if each in service_ids}
    given = kept if edit.service_status is None else statuses_given(edit.service_status, service_ids)
    return _checked(template.revised(now, **changes, service_status=given), others)


def with_services(template: Template, existing: Collection[Id]) -> Template:
    """The template without services that are no more."""
    service_ids = tuple(each for each in template.service_ids if each in existing)
    given = {each: status for each, status in template.service_status.items() if each in existing}
    return template.but(service_ids=service_ids, service_status=given)


def name_key(template: Template) -> str:
    """What two templates of one kind must not share."""
    return f"{template.kind}#{' '.join(template.name.casefold().split())}"


def name_taken(template: Template) -> ConflictError:
    """Another template of this kind has its name."""
    return ConflictError(f"There already is a template for {_OF_KIND[template.kind]} called {template.name}.")


_OF_KIND = {TemplateKind.INCIDENT: "incidents", TemplateKind.MAINTENANCE: "maintenance"}


def _checked(template: Template, others: Collection[Template]) -> Template:
    if any(name_key(each) == name_key(template) for each in others if each.id != template.id):
        raise name_taken(template)
    for step in template.texts:
        if step not in STEPS[template.kind]:
            raise InvalidError(("texts", step), f"is not a step of {_OF_KIND[template.kind]}")
    if template.kind is TemplateKind.MAINTENANCE:
        if template.impact is not None:
            raise InvalidError(("impact",), "is only for incidents")
        if template.service_status:
            raise InvalidError(("service_status",), "is only for incidents: maintenance covers its services by itself")
    elif template.duration_minutes is not None:
        raise InvalidError(("duration_minutes",), "is only for maintenance")
    return template
