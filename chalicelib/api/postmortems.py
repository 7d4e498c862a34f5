"""/api/incidents/{id}/postmortem."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.organizations import Role
from chalicelib.domain.postmortems import Postmortem, PostmortemEdit
from chalicelib.use_cases import postmortems

bp = Blueprint(__name__)
_PATH = "/api/incidents/{incident_id}/postmortem"


@endpoint(bp, "GET", _PATH, Role.VIEWER, answer=Postmortem)
def get_postmortem(call: Call[None, None]) -> Postmortem:
    """Get the postmortem of an incident, published or not."""
    return postmortems.get(call.org_id, call.id("incident_id"))


@endpoint(bp, "PUT", _PATH, Role.MEMBER, body=PostmortemEdit, answer=Postmortem, locked=True)
def write_postmortem(call: Call[PostmortemEdit, None]) -> Postmortem:
    """Write the postmortem of an incident, publish it, edit it, or take it back.

    While `published` is false, only the team sees it, and the incident may be open; to publish it, resolve the incident
    first. `If-Match` takes the postmortem's own version: 0 while there is none.
    """
    return postmortems.write(call.org_id, call.id("incident_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", _PATH, Role.MEMBER, status=204, locked=True)
def delete_postmortem(call: Call[None, None]) -> None:
    """Delete the postmortem of an incident, published or not."""
    postmortems.delete(call.org_id, call.id("incident_id"), call.actor, call.now, call.expected)
