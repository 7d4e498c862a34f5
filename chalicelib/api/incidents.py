"""/api/incidents."""

from typing import Literal

from chalice import Blueprint

from chalicelib.api import team_views as team
from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.drafts import DraftKind, TeamIncident
from chalicelib.domain.incidents import (
    Incident,
    IncidentDraft,
    IncidentEdit,
    IncidentStatusChange,
    IncidentUpdateDraft,
)
from chalicelib.domain.organizations import Role
from chalicelib.store import incidents as store
from chalicelib.use_cases import drafts
from chalicelib.use_cases import incidents as use_cases

bp = Blueprint(__name__)


class IncidentQuery(Paging):
    """Which incidents."""

    state: Literal["open", "draft"] | None = None
    """`open`: only those not resolved, on one page as long as they fit an answer. `draft`: only drafts."""


class IncidentList(Items):
    """Incidents, newest first."""

    items: list[TeamIncident]


@endpoint(bp, "GET", "/api/incidents", Role.VIEWER, query=IncidentQuery, answer=IncidentList)
def list_incidents(call: Call[None, IncidentQuery]) -> Answer:
    """List incidents and drafts of incidents, newest first."""
    limit, before = call.query.limit, call.query.before
    if call.query.state == "open":
        unresolved = sorted(store.unresolved(call.org_id), key=lambda each: each.place, reverse=True)
        open_now = [team.team_incident(each) for each in unresolved]
        found, limit = [each for each in open_now if before is None or each.place < before], len(open_now)
    else:
        prepared = team.incident_drafts(call.org_id, before)
        opened = [] if call.query.state else store.newest_first(call.org_id, limit=limit + 1, before=before)
        found = team.merged([team.team_incident(each) for each in opened], prepared)
    items = first_that_fit(found, limit)
    cursor = items[-1].place if len(found) > len(items) else None
    filters = {"state": call.query.state} if call.query.state else {}
    link = next_link("/api/incidents", call.query, cursor, **filters)
    return Answer(IncidentList(items=items, next_cursor=cursor), link)


@endpoint(bp, "POST", "/api/incidents", Role.MEMBER, body=IncidentDraft, answer=TeamIncident, status=201)
def open_incident(call: Call[IncidentDraft, None]) -> Answer:
    """Open an incident; it may set the status of the services it affects.

    With `draft`, it is prepared for the team alone.
    """
    if call.body.draft:
        prepared = drafts.prepare(call.org_id, call.body, call.actor, call.now)
        return Answer(team.drafted_incident(prepared), {"Location": f"/api/incidents/{prepared.id}"})
    incident = use_cases.open_incident(call.org_id, call.body, call.actor, call.now)
    return Answer(team.team_incident(incident), {"Location": f"/api/incidents/{incident.id}"})


@endpoint(bp, "GET", "/api/incidents/{incident_id}", Role.VIEWER, answer=TeamIncident)
def get_incident(call: Call[None, None]) -> TeamIncident:
    """Get an incident with all its updates, or a draft of one."""
    return team.incident(call.org_id, call.id("incident_id"))


@endpoint(bp, "PUT", "/api/incidents/{incident_id}", Role.MEMBER, body=IncidentEdit, answer=TeamIncident, locked=True)
def edit_incident(call: Call[IncidentEdit, None]) -> TeamIncident:
    """Edit an incident; fields left out keep their values. A service taken out of an open incident is given back."""
    org_id, incident_id = call.org_id, call.id("incident_id")
    given = (call.body, call.actor, call.now, call.expected)
    return team.or_draft(
        lambda: team.team_incident(use_cases.edit(org_id, incident_id, *given)),
        lambda: team.drafted_incident(drafts.edit(org_id, DraftKind.INCIDENT, incident_id, *given)),
    )


@endpoint(bp, "DELETE", "/api/incidents/{incident_id}", Role.MEMBER, status=204, locked=True)
def delete_incident(call: Call[None, None]) -> None:
    """Delete an incident, or a draft of one; an open one gives back its services."""
    org_id, incident_id, by = call.org_id, call.id("incident_id"), (call.actor, call.now, call.expected)
    team.or_draft(
        lambda: use_cases.delete(org_id, incident_id, *by),
        lambda: drafts.delete(org_id, DraftKind.INCIDENT, incident_id, *by),
    )


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
    org_id, incident_id = call.org_id, call.id("incident_id")
    given = (call.body, call.actor, call.now, call.expected)
    return team.unless_draft(
        org_id, DraftKind.INCIDENT, incident_id, lambda: use_cases.change_status(org_id, incident_id, *given)
    )


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
    org_id, incident_id = call.org_id, call.id("incident_id")
    given = (call.body, call.actor, call.now, call.expected)
    return team.unless_draft(
        org_id, DraftKind.INCIDENT, incident_id, lambda: use_cases.post_update(org_id, incident_id, *given)
    )
