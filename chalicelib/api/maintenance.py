"""/api/maintenance."""

from typing import Literal

from chalice import Blueprint

from chalicelib.api import team_views as team
from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.drafts import DraftKind, TeamMaintenance
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, MaintenanceEdit, MaintenanceStatusChange
from chalicelib.domain.organizations import Role
from chalicelib.store import maintenance as store
from chalicelib.use_cases import drafts
from chalicelib.use_cases import maintenance as use_cases

bp = Blueprint(__name__)


class MaintenanceQuery(Paging):
    """Which maintenance."""

    state: Literal["draft"] | None = None
    """`draft`: only drafts."""


class MaintenanceItems(Items):
    """Maintenance, newest first."""

    items: list[TeamMaintenance]


@endpoint(bp, "GET", "/api/maintenance", Role.VIEWER, query=MaintenanceQuery, answer=MaintenanceItems)
def list_maintenance(call: Call[None, MaintenanceQuery]) -> Answer:
    """List maintenance and drafts of maintenance, the newest made first."""
    limit, before, state = call.query.limit, call.query.before, call.query.state
    announced = [] if state else store.newest_first(call.org_id, limit=limit + 1, before=before)
    prepared = team.maintenance_drafts(call.org_id, before)
    found = team.merged([team.team_maintenance(each) for each in announced], prepared)
    items = first_that_fit(found, limit)
    cursor = items[-1].id if len(found) > len(items) else None
    filters = {"state": state} if state else {}
    link = next_link("/api/maintenance", call.query, cursor, **filters)
    return Answer(MaintenanceItems(items=items, next_cursor=cursor), link)


@endpoint(bp, "POST", "/api/maintenance", Role.MEMBER, body=MaintenanceDraft, answer=TeamMaintenance, status=201)
def schedule_maintenance(call: Call[MaintenanceDraft, None]) -> Answer:
    """Schedule maintenance; it starts and completes by itself. With `draft`, prepare it for the team alone."""
    if call.body.draft:
        prepared = drafts.prepare(call.org_id, call.body, call.actor, call.now)
        return Answer(team.drafted_maintenance(prepared), {"Location": f"/api/maintenance/{prepared.id}"})
    maintenance = use_cases.schedule(call.org_id, call.body, call.actor, call.now)
    return Answer(team.with_series(maintenance), {"Location": f"/api/maintenance/{maintenance.id}"})


@endpoint(bp, "GET", "/api/maintenance/{maintenance_id}", Role.VIEWER, answer=TeamMaintenance)
def get_maintenance(call: Call[None, None]) -> TeamMaintenance:
    """Get maintenance with all its updates, or a draft of it."""
    return team.one_maintenance(call.org_id, call.id("maintenance_id"))


@endpoint(
    bp,
    "PUT",
    "/api/maintenance/{maintenance_id}",
    Role.MEMBER,
    body=MaintenanceEdit,
    answer=TeamMaintenance,
    locked=True,
)
def edit_maintenance(call: Call[MaintenanceEdit, None]) -> TeamMaintenance:
    """Edit maintenance; fields left out keep their values."""
    org_id, maintenance_id = call.org_id, call.id("maintenance_id")
    given = (call.body, call.actor, call.now, call.expected)
    return team.or_draft(
        lambda: team.team_maintenance(use_cases.edit(org_id, maintenance_id, *given)),
        lambda: team.drafted_maintenance(drafts.edit(org_id, DraftKind.MAINTENANCE, maintenance_id, *given)),
    )


@endpoint(bp, "DELETE", "/api/maintenance/{maintenance_id}", Role.MEMBER, status=204, locked=True)
def delete_maintenance(call: Call[None, None]) -> None:
    """Delete maintenance, or a draft of it; one that is running gives back its services."""
    org_id, maintenance_id, by = call.org_id, call.id("maintenance_id"), (call.actor, call.now, call.expected)
    team.or_draft(
        lambda: use_cases.delete(org_id, maintenance_id, *by),
        lambda: drafts.delete(org_id, DraftKind.MAINTENANCE, maintenance_id, *by),
    )


@endpoint(
    bp,
    "PUT",
    "/api/maintenance/{maintenance_id}/status",
    Role.MEMBER,
    body=MaintenanceStatusChange,
    answer=Maintenance,
    locked=True,
)
def change_maintenance_status(call: Call[MaintenanceStatusChange, None]) -> Maintenance:
    """Start, verify, complete or cancel maintenance by hand."""
    org_id, maintenance_id = call.org_id, call.id("maintenance_id")
    given = (call.body, call.actor, call.now, call.expected)
    return team.unless_draft(
        org_id, DraftKind.MAINTENANCE, maintenance_id, lambda: use_cases.change_status(org_id, maintenance_id, *given)
    )
