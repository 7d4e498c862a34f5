"""/api/incidents/{id}/publish, /draft, and the same of maintenance: what the team prepares before anybody sees it."""

from chalice import Blueprint

from chalicelib.api import team_views as team
from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.drafts import DraftKind, Publishing, TeamIncident, TeamMaintenance
from chalicelib.domain.incidents import IncidentDraft
from chalicelib.domain.maintenance import MaintenanceDraft
from chalicelib.domain.organizations import Role
from chalicelib.use_cases import drafts

bp = Blueprint(__name__)


@endpoint(
    bp,
    "POST",
    "/api/incidents/{incident_id}/publish",
    Role.MEMBER,
    body=Publishing,
    answer=TeamIncident,
    locked=True,
    bodiless=True,
)
def publish_incident(call: Call[Publishing, None]) -> TeamIncident:
    """Publish a draft: the incident is opened now, as if it had never been one.

    It keeps the draft's id. Where the services that it names are gone meanwhile, they are left out.
    """
    incident_id = call.id("incident_id")
    return team.team_incident(
        drafts.publish_incident(call.org_id, incident_id, call.actor, call.now, call.expected, call.body)
    )


@endpoint(
    bp,
    "PUT",
    "/api/incidents/{incident_id}/draft",
    Role.MEMBER,
    body=IncidentDraft,
    answer=TeamIncident,
    locked=True,
)
def rewrite_incident_draft(call: Call[IncidentDraft, None]) -> TeamIncident:
    """Rewrite a draft of an incident: it then says what the body says, and nothing else."""
    incident_id = call.id("incident_id")
    return team.drafted_incident(
        drafts.rewrite(call.org_id, DraftKind.INCIDENT, incident_id, call.body, call.actor, call.now, call.expected)
    )


@endpoint(
    bp,
    "POST",
    "/api/maintenance/{maintenance_id}/publish",
    Role.MEMBER,
    body=Publishing,
    answer=TeamMaintenance,
    locked=True,
    bodiless=True,
)
def publish_maintenance(call: Call[Publishing, None]) -> TeamMaintenance:
    """Publish a draft: the maintenance is announced now, as if it had never been one.

    It keeps the draft's id. One whose start has passed begins within a minute; one whose end has passed is refused.
    """
    maintenance_id = call.id("maintenance_id")
    return team.team_maintenance(
        drafts.publish_maintenance(call.org_id, maintenance_id, call.actor, call.now, call.expected, call.body)
    )


@endpoint(
    bp,
    "PUT",
    "/api/maintenance/{maintenance_id}/draft",
    Role.MEMBER,
    body=MaintenanceDraft,
    answer=TeamMaintenance,
    locked=True,
)
def rewrite_maintenance_draft(call: Call[MaintenanceDraft, None]) -> TeamMaintenance:
    """Rewrite a draft of maintenance: it then says what the body says, and nothing else."""
    maintenance_id = call.id("maintenance_id")
    return team.drafted_maintenance(
        drafts.rewrite(
            call.org_id, DraftKind.MAINTENANCE, maintenance_id, call.body, call.actor, call.now, call.expected
        )
    )
