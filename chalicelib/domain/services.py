"""Services: what an organization runs, and the state each is in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.markdown import TextTree, rewritten, written
from chalicelib.domain.model import Model
from chalicelib.domain.providers import Follows
from chalicelib.domain.text import Label, LongText, Name
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_SERVICES = 500
POSITION_GAP = 100
MAX_POSITION = 1_000_000


class ServiceStatus(Word):
    """From fine to down; under_maintenance is down on purpose, and unknown what a page of others does not tell."""

    OPERATIONAL = "operational"
    UNKNOWN = "unknown"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @classmethod
    def for_unknown(cls) -> "ServiceStatus":
        """Never fine, and never worse than was said."""
        return cls.DEGRADED_PERFORMANCE

    @property
    def severity(self) -> int:
        """Greater is worse."""
        return list(ServiceStatus).index(self)


CHOSEN: tuple[ServiceStatus, ...] = tuple(each for each in ServiceStatus if each is not ServiceStatus.UNKNOWN)
"""What somebody can say of a service. Only one that follows a page of others is ever unknown."""


def _read_short_word(value: object) -> object:
    return "degraded_performance" if value == "degraded" else value


def _check_chosen(status: ServiceStatus) -> ServiceStatus:
    if status not in CHOSEN:
        raise ValueError("must not be unknown: only what follows a page of others can be")
    return status


GivenServiceStatus = Annotated[
    ServiceStatus,
    BeforeValidator(_read_short_word),
    AfterValidator(_check_chosen),
    WithJsonSchema({"type": "string", "enum": [each.value for each in CHOSEN]}),
]


class Claim(Model):
    """What an incident, maintenance or a machine says a service is."""

    status: ServiceStatus
    at: int = 0
    """The version of the service that was written together with the claim, which tells earlier from later."""


Claims = dict[str, Claim]
"""By service, or by who claims it."""


class Automatic(Model):
    """What machines say of a service, and how often that showed lately."""

    claims: Claims = Field(default_factory=dict)
    """By origin."""
    changed_at: tuple[Instant, ...] = ()
    """When its status changed by them, newest first; see `domain.damping`."""


class Service(Model):
    """One line of a status page."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    name: Name
    description: LongText = ""
    description_tree: TextTree = None
    status: ServiceStatus = ServiceStatus.OPERATIONAL
    category: Label = ""
    position: int = 0
    show_uptime: bool = Field(default=True, exclude_if=bool)
    """Whether visitors see its uptime; only said where they do not."""
    follows: Follows | None = Field(default=None, exclude_if=lambda follows: follows is None)
    """The page of somebody else that its status comes from; only said where there is one."""
    created_at: Instant
    """The time in `id`. Services of a page that would exceed 128 KB leave it out, and `updated_at`."""
    updated_at: Instant
    version: int = 1
    own_status: ServiceStatus | None = Field(default=None, exclude=True)
    """What it is by itself, when no incident and no maintenance claims it; None in rows older than this field."""
    chosen_at: int = Field(default=0, exclude=True)
    """The version in which a person chose its status by hand, which replaces the claims made before it."""
    status_before_maintenance: ServiceStatus | None = Field(default=None, exclude=True)
    """Only in rows written before there was `own_status`."""
    automatic: Automatic | None = Field(default=None, exclude=True)
    """None for one of which no machine ever spoke."""

    @property
    def automatic_claims(self) -> Claims:
        """What machines claim, by origin."""
        return self.automatic.claims if self.automatic else {}

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


class ServiceDraft(Model):
    """What a service is created from."""

    name: Name
    """Shown on the page."""
    description: LongText = ""
    """One or two sentences for visitors: what breaks when this breaks."""
    status: GivenServiceStatus = ServiceStatus.OPERATIONAL
    category: Label = ""
    """The group it is listed under; empty for none."""
    position: int | None = Field(default=None, ge=0, le=MAX_POSITION)
    """Services are listed by ascending position; by default a new one comes last."""
    show_uptime: bool = True
    """Whether visitors see its uptime."""


class ServiceEdit(Model):
    """What may change about a service; a field left out keeps its value."""

    name: Name | None = None
    description: LongText | None = None
    status: GivenServiceStatus | None = None
    category: Label | None = None
    position: int | None = Field(default=None, ge=0, le=MAX_POSITION)
    show_uptime: bool | None = None
    """Whether visitors see its uptime."""


class ServiceStatusChange(Model):
    """The new status of a service."""

    status: GivenServiceStatus


class ServicesStatusChange(Model):
    """One status for many services."""

    service_ids: tuple[Id, ...] = Field(min_length=1, max_length=MAX_SERVICES)
    """In any order; one that is named twice counts once."""
    status: GivenServiceStatus


class ServicesCategoryChange(Model):
    """One category for many services."""

    service_ids: tuple[Id, ...] = Field(min_length=1, max_length=MAX_SERVICES)
    """In any order; one that is named twice counts once."""
    category: Label
    """The group they are listed under; empty for none."""


def ordered(services: Iterable[Service]) -> list[Service]:
    """As the page lists them."""
    return sorted(services, key=lambda service: (service.position, service.id))


def added(org_id: Id, draft: ServiceDraft, existing: list[Service], now: datetime) -> Service:
    """A new service behind the existing ones, unless the draft says where."""
    if len(existing) >= MAX_SERVICES:
        raise ConflictError(f"An organization can have {MAX_SERVICES} services.")
    last = max((service.position for service in existing), default=0)
    position = min(last + POSITION_GAP, MAX_POSITION) if draft.position is None else draft.position
    return Service(
        id=new_id(now),
        org_id=org_id,
        created_at=now,
        updated_at=now,
        **written(**draft.model_dump(exclude={"position"})),
        position=position,
        own_status=draft.status,
    )


def edited(service: Service, edit: ServiceEdit, now: datetime) -> Service:
    """The service with what the edit names changed."""
    changes = rewritten(service, **edit.model_dump(exclude_none=True))
    return service.revised(now, **changes | (_choice(service, edit.status) if edit.status else {}))


def with_status(service: Service, status: ServiceStatus, now: datetime) -> Service:
    """The service as a person says it is, whatever incidents and maintenance claimed before."""
    return service.revised(now, **_choice(service, status))


def _choice(service: Service, status: ServiceStatus) -> dict[str, object]:
    """Putting a service under maintenance by hand shows, and does not change what it is by itself."""
    if status is ServiceStatus.UNDER_MAINTENANCE:
        return {"status": status}
    return {"status": status, "own_status": status, "chosen_at": service.version + 1}
