"""/v1/pages/{page_id}/incidents/{incident_id}/incident_updates/{update_id}: corrections of what was said."""

from chalicelib.api.call import Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Given, Moment, Text
from chalicelib.api.statuspage.incident_views import Views
from chalicelib.api.statuspage.incidents import entry
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance_corrections import MaintenanceUpdateEdit
from chalicelib.domain.organizations import Role
from chalicelib.publish.statuspage.shapes import Update
from chalicelib.use_cases import corrections


class UpdateFields(Given):
    """An update. A correction is told to nobody, whatever `deliver_notifications` says."""

    body: Text = None
    display_at: Moment = None
    """When it was said."""


class UpdateBody(Given):
    """Its wrapper."""

    incident_update: UpdateFields


@v1("PATCH PUT", f"{PAGE}/incidents/{{incident_id}}/incident_updates/{{update_id}}", Role.MEMBER, body=UpdateBody)
def edit_incident_update(call: Call[UpdateBody, None]) -> Update:
    """Correct what was said of an incident, or when."""
    before, update_id = entry(call.org_id, call.id("incident_id")), call.id("update_id")
    fields = call.body.incident_update.sent(body="text", display_at="created_at")
    given = call.org_id, before.id, update_id
    after = before
    if fields and isinstance(before, Incident):
        edit = IncidentUpdateEdit.model_validate(fields)
        after = corrections.edit_incident_update(*given, edit, call.actor, call.now)
    elif fields:
        correction = MaintenanceUpdateEdit.model_validate(fields)
        after = corrections.edit_maintenance_update(*given, correction, call.actor, call.now)
    for each in Views(call.org_id).of(after).incident_updates:
        if each.id == update_id:
            return each
    raise NotFoundError("There is no such update.")
