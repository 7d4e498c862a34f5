"""/api/incidents."""

from typing import Literal

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.incidents import (
    Incident,
    IncidentDraft,
    IncidentEdit,
    IncidentStatusChange,
    IncidentUpdateDraft,
)
from chalicelib.domain.organizations import Role
from chalicelib.store import incidents as store
from chalicelib.use_cases import incidents as use_cases

bp = Blueprint(__name__)


class IncidentQuery(Paging):
    """Which incidents."""

    state: Literal["open"] | None = None
    """`open`: only those not resolved, on one page as long as they fit an answer."""


class IncidentList(Items):
    """Incidents, newest first."""

    items: list[Incident]


@endpoint(bp, "GET", "/api/incidents", Role.VIEWER, query=IncidentQuery, answer=IncidentList)
def list_incidents(call: Call[None, IncidentQuery]) -> Answer:
    """List incidents, newest first."""
    limit, before = call.query.limit, call.query.before
    if call.query.state == "open":
        open_now = store.unresolved(call.org_id)[::-1]
        found, limit = [each for each in open_now if before is None or each.id < before], len(open_now)
    else:
        found = store.newest_first(call.org_id, limit=limit + 1, before=before)
    items = first_that_fit(found, limit)
    cursor = items[-1].id if len(found) > len(items) else None
    filters = {"state": call.query.state} if call.query.state else {}
    link = next_link("/api/incidents", call.query, cursor, **filters)
    return Answer(IncidentList(items=items, next_cursor=cursor), link)


@endpoint(bp, "POST", "/api/incidents", Role.MEMBER, body=IncidentDraft, answer=Incident, status=201)
def open_incident(call: Call[IncidentDraft, None]) -> Answer:
    """Open an incident; it may set the status of the services it affects."""
    incident = use_cases.open_incident(call.org_id, call.body, call.actor, call.now)
    return Answer(incident, {"Location": f"/api/incidents/{incident.id}"})


@endpoint(bp, "GET", "/api/incidents/{incident_id}", Role.VIEWER, answer=Incident)
def get_incident(call: Call[None, None]) -> Incident:
    """Get an incident with all its updates."""
    return store.get(call.org_id, call.id("incident_id"))


@endpoint(bp, "PUT", "/api/incidents/{incident_id}", Role.MEMBER, body=IncidentEdit, answer=Incident, locked=True)
def edit_incident(call: Call[IncidentEdit, None]) -> Incident:
    """Edit an incident; fields left out keep their values. A service taken out of an open incident is given back."""
    return use_cases.edit(call.org_id, call.id("incident_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/incidents/{incident_id}", Role.MEMBER, status=204, locked=True)
def delete_incident(call: Call[None, None]) -> None:
    """Delete an incident; an open one gives back its services."""
    use_cases.delete(call.org_id, call.id("incident_id"), call.actor, call.now, call.expected)


@endpoint(
    bp,
    "PUT",
    "/api/incidents/{incident_id}/status",
    Role.MEMBER,
    body=IncidentStatusChange,
    answer=Incident,
    locked=True,
)
def change_incident_status(call: Call[IncidentStatusChange, None]) -> Incident:
    """Move an incident on, or back; resolving it restores its services."""
    incident_id = call.id("incident_id")
    return use_cases.change_status(call.org_id, incident_id, call.body, call.actor, call.now, call.expected)


@endpoint(
    bp,
    "POST",
    "/api/incidents/{incident_id}/updates",
    Role.MEMBER,
    body=IncidentUpdateDraft,
    answer=Incident,
    status=201,
    locked=True,
)
def post_incident_update(call: Call[IncidentUpdateDraft, None]) -> Incident:
    """Post an update; with an open status it reopens a resolved incident."""
    return use_cases.post_update(call.org_id, call.id("incident_id"), call.body, call.actor, call.now, call.expected)
