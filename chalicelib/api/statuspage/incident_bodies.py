"""What clients send of incidents and maintenance, and what our use cases make of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from chalicelib.api.statuspage.given import Flag, Given, Ids, Moment, Text, Word
from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import IncidentDraft, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceDraft, MaintenanceStatus
from chalicelib.domain.services import GivenServiceStatus, ServiceStatus

INCIDENT_WORDS: Mapping[str, IncidentStatus] = {str(each): each for each in IncidentStatus}
MAINTENANCE_WORDS: Mapping[str, MaintenanceStatus] = {
    **{str(each): each for each in MaintenanceStatus},
    "resolved": MaintenanceStatus.COMPLETED,
}
W = TypeVar("W")
POSTMORTEM = "postmortem"
_NO_IMPACT = frozenset({"maintenance", None})


def _statuses(value: object) -> object:
    """By component; a list names components that are affected and keep their status, as in their form encoding."""
    if isinstance(value, list):
        return dict.fromkeys((each for each in value if isinstance(each, str) and each), None)
    return {} if value == "" else value


Statuses = Annotated[dict[Id, GivenServiceStatus | None], Field(max_length=MAX_AFFECTED), BeforeValidator(_statuses)]


class IncidentFields(Given):
    """An incident, or maintenance where it is `scheduled_for` a time. What is about Twitter has no counterpart."""

    name: Text = None
    status: Word = None
    body: Text = None
    """What is said: the text of an update."""
    message: Text = None
    """The same, as clients of before call it."""
    impact_override: Word = None
    component_ids: Ids | None = None
    """All that it affects."""
    components: Statuses | None = None
    """The status that components get by it; they are affected, too."""
    deliver_notifications: Flag = None
    """Whether subscribers are told; true by default."""
    scheduled_for: Moment = None
    scheduled_until: Moment = None
    backfilled: Flag = None
    """Whether it is over, and told afterwards; nobody is told."""
    backfill_date: Moment = None
    metadata: dict[str, Any] | None = None

    @property
    def said(self) -> str | None:
        """The text of the update; None where nothing is said."""
        return self.body or self.message or None

    @property
    def notify(self) -> bool:
        """Whether subscribers are told."""
        return self.deliver_notifications is not False

    @property
    def affected(self) -> tuple[Id, ...]:
        """All that are named in any way."""
        return tuple(dict.fromkeys([*(self.component_ids or ()), *(self.components or {})]))

    @property
    def names_components(self) -> bool:
        """Whether it says anything of components."""
        return self.component_ids is not None or self.components is not None

    @property
    def statuses(self) -> dict[Id, ServiceStatus]:
        """Those that are given one."""
        return {each: status for each, status in (self.components or {}).items() if status}

    @property
    def impact(self) -> str | None:
        """Chosen by hand; None leaves it to the statuses."""
        return None if self.impact_override in _NO_IMPACT else self.impact_override

    def check(self) -> None:
        """Raises InvalidError for what would be lost without a word."""
        if self.metadata:
            raise InvalidError(("metadata",), "is not kept by this page: leave it out")


class IncidentBody(Given):
    """Its wrapper."""

    incident: IncidentFields


def word(words: Mapping[str, W], given: str | None) -> W | None:
    """What a status is here; raises InvalidError for one that is none of these."""
    if given is None:
        return None
    if (found := words.get(given.strip().lower())) is None:
        raise InvalidError(("status",), f"must be one of {', '.join(words)}")
    return found


def incident_draft(given: IncidentFields, now: datetime) -> IncidentDraft:
    """What an incident is opened from, or recorded from where it is backfilled."""
    fields = given.sent(name="title", said="description")
    fields |= {"service_ids": given.affected, "service_status": given.statuses or None, "notify": given.notify}
    if given.impact:
        fields["impact"] = given.impact
    if given.backfilled:
        return IncidentDraft.model_validate(fields | _backfilled(given, now))
    if status := word(INCIDENT_WORDS, given.status):
        fields["status"] = status
    return IncidentDraft.model_validate(fields)


def _backfilled(given: IncidentFields, now: datetime) -> dict[str, object]:
    """Their clients name a day; it is over as it began."""
    if given.status not in {None, "resolved", POSTMORTEM}:
        raise InvalidError(("status",), "must be resolved, since it is backfilled")
    at = given.backfill_date or now - timedelta(minutes=1)
    return {"started_at": at, "resolved_at": at}


def maintenance_draft(given: IncidentFields, now: datetime) -> MaintenanceDraft:
    """What maintenance is scheduled from, or recorded from where it is over."""
    if given.scheduled_until is None:
        raise InvalidError(("scheduled_end",), "is required along with scheduled_for")
    fields = given.sent(
        name="title", said="description", scheduled_for="scheduled_start", scheduled_until="scheduled_end"
    )
    fields |= {"service_ids": given.affected, "notify": given.notify}
    status = word(MAINTENANCE_WORDS, given.status)
    if given.scheduled_until <= now and (given.backfilled or status is MaintenanceStatus.COMPLETED):
        fields["status"] = MaintenanceStatus.COMPLETED
    return MaintenanceDraft.model_validate(fields)
