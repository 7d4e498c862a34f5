"""Incidents and maintenance as the team sees them: what is published, together with what is still a draft."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

from chalicelib.domain import drafts as rules
from chalicelib.domain.drafts import Draft, DraftKind, TeamIncident, TeamMaintenance
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.store import drafts as store
from chalicelib.store import incidents, maintenance, postmortems, series, services

R = TypeVar("R")
T = TypeVar("T", TeamIncident, TeamMaintenance)


def or_draft(published: Callable[[], R], of_draft: Callable[[], R]) -> R:
    """What is done to what is published or, where that is not there, to a draft; raises NotFoundError for neither."""
    try:
        return published()
    except NotFoundError:
        return of_draft()


def unless_draft(org_id: Id, kind: DraftKind, item_id: Id, act: Callable[[], R]) -> R:
    """What only makes sense for what is published; raises ConflictError for a draft."""

    def refuse() -> R:
        store.get(org_id, kind, item_id)
        raise ConflictError("It is a draft: publish it first.")

    return or_draft(act, refuse)


def incident(org_id: Id, incident_id: Id) -> TeamIncident:
    """One incident, or a draft of one; raises NotFoundError."""
    return or_draft(
        lambda: _with_postmortem(incidents.get(org_id, incident_id)),
        lambda: drafted_incident(store.get(org_id, DraftKind.INCIDENT, incident_id)),
    )


def one_maintenance(org_id: Id, maintenance_id: Id) -> TeamMaintenance:
    """One maintenance, or a draft of one; raises NotFoundError."""
    return or_draft(
        lambda: with_series(maintenance.get(org_id, maintenance_id)),
        lambda: drafted_maintenance(store.get(org_id, DraftKind.MAINTENANCE, maintenance_id)),
    )


def incident_drafts(org_id: Id, before: Id | None) -> list[TeamIncident]:
    """All drafts of incidents older than `before`, newest first."""
    found = store.of_organization(org_id, DraftKind.INCIDENT, before)
    present = services.of_organization(org_id) if found else []
    return [rules.incident_of(each, present) for each in found]


def maintenance_drafts(org_id: Id, before: Id | None) -> list[TeamMaintenance]:
    """All drafts of maintenance older than `before`, newest first."""
    found = store.of_organization(org_id, DraftKind.MAINTENANCE, before)
    present = services.of_organization(org_id) if found else []
    return [rules.maintenance_of(each, present) for each in found]


def merged(published: Sequence[T], drafts: Sequence[T]) -> list[T]:
    """Both, newest first."""
    return sorted(chain(published, drafts), key=_place, reverse=True)


def _place(entry: TeamIncident | TeamMaintenance) -> Id:
    return entry.place if isinstance(entry, TeamIncident) else entry.id


def drafted_incident(draft: Draft) -> TeamIncident:
    """A draft as an incident."""
    return rules.incident_of(draft, services.of_organization(draft.org_id))


def drafted_maintenance(draft: Draft) -> TeamMaintenance:
    """A draft as maintenance."""
    return rules.maintenance_of(draft, services.of_organization(draft.org_id))


def team_incident(published: Incident) -> TeamIncident:
    """An incident that is published."""
    return TeamIncident.model_construct(**published.__dict__)


def _with_postmortem(published: Incident) -> TeamIncident:
    """With its postmortem, published or not: an incident that is over may have one."""
    found = postmortems.find(published.org_id, published.id)
    return TeamIncident.model_construct(**published.__dict__, postmortem=found)


def with_series(published: Maintenance) -> TeamMaintenance:
    """Maintenance that is published, with the series that it is an occurrence of."""
    found = series.find(published.org_id, published.series_id) if published.series_id else None
    return TeamMaintenance.model_construct(**published.__dict__, series=found)


def team_maintenance(published: Maintenance) -> TeamMaintenance:
    """Maintenance that is published."""
    return TeamMaintenance.model_construct(**published.__dict__)
