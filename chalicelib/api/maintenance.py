"""/api/maintenance."""

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, MaintenanceEdit, MaintenanceStatusChange
from chalicelib.domain.organizations import Role
from chalicelib.store import maintenance as store
from chalicelib.use_cases import maintenance as use_cases

bp = Blueprint(__name__)


class MaintenanceItems(Items):
    """Maintenance, newest first."""

    items: list[Maintenance]


@endpoint(bp, "GET", "/api/maintenance", Role.VIEWER, query=Paging, answer=MaintenanceItems)
def list_maintenance(call: Call[None, Paging]) -> Answer:
    """List maintenance, the newest announced first."""
    limit = call.query.limit
    found = store.newest_first(call.org_id, limit=limit + 1, before=call.query.before)
    items = first_that_fit(found, limit)
    cursor = items[-1].id if len(found) > len(items) else None
    return Answer(MaintenanceItems(items=items, next_cursor=cursor), next_link("/api/maintenance", call.query, cursor))


@endpoint(bp, "POST", "/api/maintenance", Role.MEMBER, body=MaintenanceDraft, answer=Maintenance, status=201)
def schedule_maintenance(call: Call[MaintenanceDraft, None]) -> Answer:
    """Schedule maintenance; it starts and completes by itself."""
    maintenance = use_cases.schedule(call.org_id, call.body, call.actor, call.now)
    return Answer(maintenance, {"Location": f"/api/maintenance/{maintenance.id}"})


@endpoint(bp, "GET", "/api/maintenance/{maintenance_id}", Role.VIEWER, answer=Maintenance)
def get_maintenance(call: Call[None, None]) -> Maintenance:
    """Get maintenance with all its updates."""
    return store.get(call.org_id, call.id("maintenance_id"))


@endpoint(
    bp, "PUT", "/api/maintenance/{maintenance_id}", Role.MEMBER, body=MaintenanceEdit, answer=Maintenance, locked=True
)
def edit_maintenance(call: Call[MaintenanceEdit, None]) -> Maintenance:
    """Edit maintenance; fields left out keep their values."""
    return use_cases.edit(call.org_id, call.id("maintenance_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/maintenance/{maintenance_id}", Role.MEMBER, status=204, locked=True)
def delete_maintenance(call: Call[None, None]) -> None:
    """Delete maintenance; one that is running gives back its services."""
    use_cases.delete(call.org_id, call.id("maintenance_id"), call.actor, call.now, call.expected)


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
    maintenance_id = call.id("maintenance_id")
    return use_cases.change_status(call.org_id, maintenance_id, call.body, call.actor, call.now, call.expected)
