"""People in charge of what machines change: pausing all of it, and undoing one change."""

from datetime import datetime
from typing import Any

from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.events import Actor, Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Organization, OrganizationEdit
from chalicelib.domain.services import ServiceStatus
from chalicelib.store import drafts as stored_drafts
from chalicelib.store import events, incidents, organizations
from chalicelib.store import services as stored_services
from chalicelib.use_cases import corrections, drafts, services
from chalicelib.use_cases import incidents as use_incidents
from chalicelib.use_cases import organizations as use_organizations
from chalicelib.use_cases.automatic_services import names_of

_AMISS = {ServiceStatus.DEGRADED_PERFORMANCE, ServiceStatus.PARTIAL_OUTAGE, ServiceStatus.MAJOR_OUTAGE}
_TAKEN_BACK = {EventType.INCIDENT_UPDATE_DELETED}
_MOST_SINCE = 200
"""Events about one incident; in one with more, people have a say."""
_CHANGED = "It was changed again since. Change it by hand."


def pause(org_id: Id, actor: Actor, now: datetime, *, paused: bool) -> Organization:
    """The organization, whose alerts, monitors and mail change nothing from now on, or go on."""
    if organizations.get(org_id).automation_paused is paused:
        return organizations.get(org_id)
    return use_organizations.edit(org_id, OrganizationEdit(automation_paused=paused), actor, now)


def undo(org_id: Id, event_id: Id, actor: Actor, now: datetime) -> None:
    """What a machine did is as it was before, by a person, who wins until the next transition.

    Raises NotFoundError for what no machine did, and ConflictError where somebody has changed it since.
    """
    event = events.find(org_id, event_id)
    if event is None or not event.actor.automatic:
        raise NotFoundError("There is no such automatic change.")
    _BY_TYPE.get(event.type, _refuse)(event, actor, now)


def _services(event: Event, actor: Actor, now: datetime) -> None:
    changed = [event.data["service"], *event.data.get("services", ())]
    was, became = event.changes["status"]
    names = names_of({each["id"]: _name(event, each) for each in changed})
    before = was if isinstance(was, dict) else {names[changed[0]["id"]]: was}
    present = [found for each in changed if (found := stored_services.find(event.org_id, each["id"]))]
    if not any(each.status == became for each in present):
        raise ConflictError(_CHANGED)
    for each in present:
        status = before.get(names[each.id])
        if each.status == became and status is not None:
            services.change_status(event.org_id, each.id, ServiceStatus(status), actor, now, known=each)


def _name(event: Event, told: dict[str, Any]) -> str:
    """Where many changed, the event leaves names out."""
    if "name" in told:
        return str(told["name"])
    found = stored_services.find(event.org_id, told["id"])
    return found.name if found else ""


def _opened(event: Event, actor: Actor, now: datetime) -> None:
    """As if it had never been, as long as only machines have written in it, or people have taken that back."""
    incident = incidents.find(event.org_id, event.resource_id)
    if incident is None or not incident.is_open:
        raise ConflictError(_CHANGED)
    if incident.version != event.data["incident"].get("version") and not _by_machines_alone(event):
        raise ConflictError("More was said in it since. Resolve it, or delete it, by hand.")
    use_incidents.delete(event.org_id, incident.id, actor, now, incident.version)


def _by_machines_alone(event: Event) -> bool:
    """Whether nobody else has written in what the event is about since."""
    since = events.log(event.org_id, lambda each: each.resource_id == event.resource_id, limit=_MOST_SINCE)
    theirs = [each for each in since.entries if not each.actor.automatic and each.type not in _TAKEN_BACK]
    return any(each.id == event.id for each in since.entries) and not theirs


def _said(event: Event, actor: Actor, now: datetime) -> None:
    """Without its update: what it resolved is open again, and its services are what the incident said before."""
    told = event.data["incident"].get("updates") or [{}]
    was = event.changes.get("services", [event.data["incident"]["services"]])[0]
    given = {each["id"]: ServiceStatus(each["status"]) for each in was if each["status"] in _AMISS}
    try:
        corrections.take_incident_update_back(event.org_id, event.resource_id, told[0].get("id", ""), given, actor, now)
    except NotFoundError:
        raise ConflictError(_CHANGED) from None


def _prepared(event: Event, actor: Actor, now: datetime) -> None:
    try:
        draft = stored_drafts.get(event.org_id, DraftKind.INCIDENT, event.resource_id)
    except NotFoundError:
        raise ConflictError(_CHANGED) from None
    if draft.version != event.data["draft"].get("version"):
        raise ConflictError("Somebody has written in the draft since. Delete it by hand.")
    drafts.delete(event.org_id, DraftKind.INCIDENT, draft.id, actor, now, draft.version)


def _refuse(event: Event, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - as the others
    raise ConflictError("This can't be undone. Change it by hand.")


_BY_TYPE = {
    EventType.SERVICE_STATUS_CHANGED: _services,
    EventType.INCIDENT_CREATED: _opened,
    EventType.INCIDENT_UPDATE_POSTED: _said,
    EventType.INCIDENT_STATUS_CHANGED: _said,
    EventType.DRAFT_CREATED: _prepared,
}
