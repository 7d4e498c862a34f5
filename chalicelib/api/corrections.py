"""/api/incidents/{id}/updates/{id} and the same of maintenance: what was posted, corrected."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.maintenance_corrections import MaintenanceUpdateEdit
from chalicelib.domain.organizations import Role
from chalicelib.use_cases import corrections, put_back

bp = Blueprint(__name__)


@endpoint(
    bp,
    "PUT",
    "/api/incidents/{incident_id}/updates/{update_id}",
    Role.MEMBER,
    body=IncidentUpdateEdit,
    answer=Incident,
    locked=True,
)
def edit_incident_update(call: Call[IncidentUpdateEdit, None]) -> Incident:
    """Correct a posted update; fields left out keep their values.

    The page says that it was edited, and when; the audit log keeps what was there before. The newest update decides
    where the incident stands: with another `status` there, it may be resolved, or open again.
    """
    incident_id, update_id = call.id("incident_id"), call.id("update_id")
    return corrections.edit_incident_update(
        call.org_id, incident_id, update_id, call.body, call.actor, call.now, call.expected
    )


@endpoint(bp, "DELETE", "/api/incidents/{incident_id}/updates/{update_id}", Role.MEMBER, status=204, locked=True)
def delete_incident_update(call: Call[None, None]) -> None:
    """Delete a posted update; the only one can't be deleted.

    The incident then stands where the newest of the others says: without the one that resolved it, it is open again.
    """
    incident_id, update_id = call.id("incident_id"), call.id("update_id")
    corrections.delete_incident_update(call.org_id, incident_id, update_id, call.actor, call.now, call.expected)


@endpoint(
    bp, "POST", "/api/incidents/{incident_id}/updates/{update_id}/restore", Role.MEMBER, answer=Incident, locked=True
)
def restore_incident_update(call: Call[None, None]) -> Incident:
    """Put a deleted update back, as it was; one that is there stays as it is.

    The incident stands where its newest update says, as before: it may be resolved by it, or open again, and its
    services are then as it said.
    """
    incident_id, update_id = call.id("incident_id"), call.id("update_id")
    return put_back.put_incident_update_back(call.org_id, incident_id, update_id, call.actor, call.now, call.expected)


@endpoint(
    bp,
    "PUT",
    "/api/maintenance/{maintenance_id}/updates/{update_id}",
    Role.MEMBER,
    body=MaintenanceUpdateEdit,
    answer=Maintenance,
    locked=True,
)
def edit_maintenance_update(call: Call[MaintenanceUpdateEdit, None]) -> Maintenance:
    """Correct a posted update of maintenance; fields left out keep their values.

    It neither starts nor ends the maintenance. Where the update told of the start or the
    end, its time is the actual one.
    """
    maintenance_id, update_id = call.id("maintenance_id"), call.id("update_id")
    return corrections.edit_maintenance_update(
        call.org_id, maintenance_id, update_id, call.body, call.actor, call.now, call.expected
    )


@endpoint(bp, "DELETE", "/api/maintenance/{maintenance_id}/updates/{update_id}", Role.MEMBER, status=204, locked=True)
def delete_maintenance_update(call: Call[None, None]) -> None:
    """Delete a posted update of maintenance; neither the only one nor the one that started or ended it."""
    maintenance_id, update_id = call.id("maintenance_id"), call.id("update_id")
    corrections.delete_maintenance_update(call.org_id, maintenance_id, update_id, call.actor, call.now, call.expected)


@endpoint(
    bp,
    "POST",
    "/api/maintenance/{maintenance_id}/updates/{update_id}/restore",
    Role.MEMBER,
    answer=Maintenance,
    locked=True,
)
def restore_maintenance_update(call: Call[None, None]) -> Maintenance:
    """Put a deleted update of maintenance back, as it was; one that is there stays as it is."""
    maintenance_id, update_id = call.id("maintenance_id"), call.id("update_id")
    return put_back.put_maintenance_update_back(
        call.org_id, maintenance_id, update_id, call.actor, call.now, call.expected
    )
