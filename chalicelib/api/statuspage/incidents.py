"""/v1/pages/{page_id}/incidents: incidents, and maintenance among them."""

from collections.abc import Iterable, Iterator
from heapq import merge

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Paged, Text
from chalicelib.api.statuspage.incident_bodies import (
    INCIDENT_WORDS,
    MAINTENANCE_WORDS,
    POSTMORTEM,
    IncidentBody,
    IncidentFields,
    incident_draft,
    maintenance_draft,
    word,
)
from chalicelib.api.statuspage.incident_views import Views
from chalicelib.api.statuspage.listed import listed
from chalicelib.api.statuspage.shapes import Incident as Shown
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import (
    DEFAULT_TEXTS,
    Incident,
    IncidentEdit,
    IncidentStatus,
    IncidentUpdateDraft,
    statuses_given,
)
from chalicelib.domain.maintenance import (
    STEPS,
    Maintenance,
    MaintenanceEdit,
    MaintenanceStatus,
    MaintenanceStatusChange,
)
from chalicelib.domain.organizations import Role
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.use_cases import incidents, maintenance, services

_PATH, _ONE = f"{PAGE}/incidents", f"{PAGE}/incidents/{{incident_id}}"
_AT_ONCE = 50
"""How many are read at a time on the way to a later page."""


class IncidentQuery(Paged):
    """Which incidents."""

    q: Text = None
    """Only those with this in their name, or in what was said."""


def entry(org_id: Id, entry_id: Id) -> Incident | Maintenance:
    """An incident or maintenance; raises NotFoundError."""
    return stored_incidents.find(org_id, entry_id) or stored_maintenance.get(org_id, entry_id)


@v1("GET", _PATH, Role.VIEWER, query=IncidentQuery)
def list_incidents(call: Call[None, IncidentQuery]) -> Answer:
    """List incidents and maintenance, newest first."""
    wanted = (call.query.q or "").strip().casefold()
    found: Iterable[Incident | Maintenance] = merge(
        _incidents(call.org_id), _maintenance(call.org_id), key=_place, reverse=True
    )
    return listed((each for each in found if _says(each, wanted)), call.query, Views(call.org_id).of)


@v1("GET", f"{_PATH}/unresolved", Role.VIEWER, query=Paged)
def list_unresolved(call: Call[None, Paged]) -> Answer:
    """List the incidents that are not resolved, newest first."""
    found = sorted(stored_incidents.unresolved(call.org_id), key=_place, reverse=True)
    return listed(found, call.query, Views(call.org_id).of)


@v1("GET", f"{_PATH}/scheduled", Role.VIEWER, query=Paged)
def list_scheduled(call: Call[None, Paged]) -> Answer:
    """List all maintenance, newest first."""
    return listed(_maintenance(call.org_id), call.query, Views(call.org_id).of)


@v1("GET", f"{_PATH}/upcoming", Role.VIEWER, query=Paged)
def list_upcoming(call: Call[None, Paged]) -> Answer:
    """List maintenance that is to come, by its start."""
    found = [each for each in _unfinished(call.org_id) if not each.is_running]
    return listed(found, call.query, Views(call.org_id).of)


@v1("GET", f"{_PATH}/active_maintenance", Role.VIEWER, query=Paged)
def list_active_maintenance(call: Call[None, Paged]) -> Answer:
    """List maintenance that is under way, by its start."""
    found = [each for each in _unfinished(call.org_id) if each.is_running]
    return listed(found, call.query, Views(call.org_id).of)


@v1("POST", _PATH, Role.MEMBER, body=IncidentBody, status=201)
def create_incident(call: Call[IncidentBody, None]) -> Shown:
    """Open an incident, record one that is over, or schedule maintenance."""
    given = call.body.incident
    given.check()
    if given.scheduled_for:
        return Views(call.org_id).of(_scheduled(call, given))
    draft = incident_draft(given, call.now)
    return Views(call.org_id).of(incidents.open_incident(call.org_id, draft, call.actor, call.now))


@v1("GET", _ONE, Role.VIEWER)
def get_incident(call: Call[None, None]) -> Shown:
    """Get an incident, or maintenance."""
    return Views(call.org_id).of(entry(call.org_id, call.id("incident_id")))


@v1("PATCH PUT", _ONE, Role.MEMBER, body=IncidentBody)
def edit_incident(call: Call[IncidentBody, None]) -> Shown:
    """Edit an incident or maintenance; a status, text or component status is posted as an update."""
    given = call.body.incident
    given.check()
    before = entry(call.org_id, call.id("incident_id"))
    if isinstance(before, Incident):
        return Views(call.org_id).of(_edited_incident(call, before, given))
    return Views(call.org_id).of(_edited_maintenance(call, before, given))


@v1("DELETE", _ONE, Role.MEMBER)
def delete_incident(call: Call[None, None]) -> Shown:
    """Delete an incident, or maintenance; the answer is what it was."""
    before = entry(call.org_id, call.id("incident_id"))
    shown = Views(call.org_id).of(before)
    use_cases = incidents if isinstance(before, Incident) else maintenance
    use_cases.delete(call.org_id, before.id, call.actor, call.now)
    return shown


def _scheduled(call: Call[IncidentBody, None], given: IncidentFields) -> Maintenance:
    """Maintenance; one that is said to have begun is begun."""
    draft = maintenance_draft(given, call.now)
    status = word(MAINTENANCE_WORDS, given.status) or MaintenanceStatus.SCHEDULED
    made = maintenance.schedule(call.org_id, draft, call.actor, call.now)
    if status is made.status:
        return made
    return _moved(call, made, MaintenanceStatusChange(status=status, notify=given.notify))


def _edited_incident(call: Call[IncidentBody, None], before: Incident, given: IncidentFields) -> Incident:
    """What is said of it, and then an update; all that can be refused is looked at before the first of both."""
    if given.status == POSTMORTEM and not before.postmortem_at:
        raise InvalidError(("status",), "is postmortem once a postmortem is published")
    if given.scheduled_for or given.scheduled_until:
        raise InvalidError(("scheduled_start",), "is for maintenance: create it with scheduled_for")
    status: IncidentStatus | None = None if given.status == POSTMORTEM else word(INCIDENT_WORDS, given.status)
    update = _update(before, given, status)
    fields = given.sent(name="title") | ({"impact": given.impact} if given.impact else {})
    if given.backfilled is not False and given.backfill_date and not before.is_open:
        fields["started_at"] = given.backfill_date
    if update is None and given.names_components:
        fields |= {"service_ids": _named(before, given)}
    edit = IncidentEdit.model_validate(fields)
    if update and update.service_ids is not None:
        services.chosen(before.org_id, update.service_ids)
        statuses_given(given.statuses, update.service_ids)
    after = incidents.edit(before.org_id, before.id, edit, call.actor, call.now) if fields else before
    return incidents.post_update(before.org_id, before.id, update, call.actor, call.now) if update else after


def _update(before: Incident, given: IncidentFields, status: IncidentStatus | None) -> IncidentUpdateDraft | None:
    """None where nothing is said that visitors read as an update."""
    moves = status is not None and status is not before.status
    if not (given.said or moves or given.statuses):
        return None
    fields = {"text": given.said or DEFAULT_TEXTS[status or before.status], "notify": given.notify}
    if given.names_components:
        fields |= {"service_ids": _named(before, given), "service_status": given.statuses or None}
    return IncidentUpdateDraft.model_validate({**fields, "status": status})


def _named(before: Incident, given: IncidentFields) -> tuple[Id, ...]:
    """All that it affects from now on: `component_ids` replace, `components` add."""
    kept = given.component_ids if given.component_ids is not None else tuple(each.id for each in before.services)
    return tuple(dict.fromkeys([*kept, *(given.components or {})]))


def _edited_maintenance(call: Call[IncidentBody, None], before: Maintenance, given: IncidentFields) -> Maintenance:
    status: MaintenanceStatus = word(MAINTENANCE_WORDS, given.status) or before.status
    fields = given.sent(name="title", scheduled_for="scheduled_start", scheduled_until="scheduled_end")
    if given.names_components:
        fields["service_ids"] = given.affected
    _check_step(before, status)
    after = before
    if fields:
        edit = MaintenanceEdit.model_validate({**fields, "notify": given.notify})
        after = maintenance.edit(before.org_id, before.id, edit, call.actor, call.now)
    if not given.said and status is before.status:
        return after
    change = MaintenanceStatusChange.model_validate({"status": status, "text": given.said, "notify": given.notify})
    return _moved(call, after, change)


def _check_step(before: Maintenance, status: MaintenanceStatus) -> None:
    """Looked at before anything is changed; raises ConflictError."""
    if status is not before.status and status not in STEPS[before.status] and not _skips_the_start(before, status):
        raise ConflictError(f"Maintenance that is {before.status} cannot become {status}.")


def _skips_the_start(before: Maintenance, status: MaintenanceStatus) -> bool:
    return before.status is MaintenanceStatus.SCHEDULED and status in STEPS[MaintenanceStatus.IN_PROGRESS]


def _moved(call: Call[IncidentBody, None], before: Maintenance, change: MaintenanceStatusChange) -> Maintenance:
    """One step on; theirs may be completed though nobody said that it began, and begins then without a word."""
    given = call.actor, call.now
    if change.status not in STEPS[before.status] and _skips_the_start(before, change.status):
        start = MaintenanceStatusChange(status=MaintenanceStatus.IN_PROGRESS, notify=False)
        maintenance.change_status(before.org_id, before.id, start, *given)
    return maintenance.change_status(before.org_id, before.id, change, *given)


def _incidents(org_id: Id) -> Iterator[Incident]:
    before = None
    while found := stored_incidents.newest_first(org_id, limit=_AT_ONCE, before=before):
        yield from found
        before = found[-1].place


def _maintenance(org_id: Id) -> Iterator[Maintenance]:
    before = None
    while found := stored_maintenance.newest_first(org_id, limit=_AT_ONCE, before=before):
        yield from found
        before = found[-1].id


def _unfinished(org_id: Id) -> list[Maintenance]:
    return sorted(stored_maintenance.unfinished(org_id), key=lambda each: (each.scheduled_start, each.id))


def _place(each: Incident | Maintenance) -> Id:
    return each.place if isinstance(each, Incident) else each.id


def _says(each: Incident | Maintenance, wanted: str) -> bool:
    return not wanted or any(wanted in text.casefold() for text in (each.title, *(said.text for said in each.updates)))
