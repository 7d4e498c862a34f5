"""From neutral pieces to what this product stores, by the same rules as for what people record afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import back_dating, past_maintenance
from chalicelib.domain.affected import MAX_AFFECTED, affected_by
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.incidents import (
    DEFAULT_TEXTS,
    Impact,
    Incident,
    IncidentDraft,
    IncidentStatus,
    PastUpdate,
    StatusByService,
)
from chalicelib.domain.maintenance import DEFAULT_TEXTS as MAINTENANCE_TEXTS
from chalicelib.domain.maintenance import (
    MAX_LENGTH,
    Maintenance,
    MaintenanceDraft,
    MaintenanceStatus,
    PastMaintenanceUpdate,
)
from chalicelib.domain.markdown import written
from chalicelib.domain.pieces import (
    IncidentPiece,
    IncidentSaid,
    MaintenancePiece,
    ServicePiece,
    SpanPiece,
    TemplatePiece,
)
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.services import MAX_POSITION, POSITION_GAP, Service, ServiceStatus
from chalicelib.domain.templates import TemplateDraft, TemplateKind
from chalicelib.domain.times import to_wire
from chalicelib.domain.updates import MAX_UPDATES, check_room
from chalicelib.importing import texts

_RESOLVED = IncidentStatus.RESOLVED
_COMPLETED = MaintenanceStatus.COMPLETED
_SECOND = timedelta(seconds=1)
ServicesByForeignId = Mapping[str, Service]


@dataclass(frozen=True)
class PastIncident:
    """An incident that is over, and what comes with it."""

    incident: Incident
    spans: list[dict[str, Any]]
    """What its services were, as an event's `history` has it."""
    postmortem: Postmortem | None = None


def service(piece: ServicePiece, org_id: Id, existing: Sequence[Service], now: datetime) -> Service:
    """A service that is listed after the existing ones. Its id is of the time since when it exists."""
    since = min(piece.since or now, now)
    last = max((each.position for each in existing), default=0)
    return Service(
        id=new_id(since),
        org_id=org_id,
        **written(description=texts.lines(piece.description)),
        name=texts.line(piece.name, texts.MAX_NAME),
        category=texts.line(piece.category, texts.MAX_NAME, ""),
        status=piece.status,
        own_status=piece.status,
        position=min(last + POSITION_GAP, MAX_POSITION),
        created_at=since,
        updated_at=now,
    )


def is_open(piece: IncidentPiece) -> bool:
    """Whether the incident is not over."""
    return piece.resolved_at is None and not (piece.updates and piece.updates[-1].status is _RESOLVED)


def incident_draft(piece: IncidentPiece, known: ServicesByForeignId) -> IncidentDraft:
    """The draft of an incident: one that is over is recorded from it, another one is opened."""
    updates, named = _told(piece), _service_ids((*piece.services, *(each.service for each in piece.spans)), known)
    given = _statuses_now(piece, known) if is_open(piece) else _worst(piece.spans, known)
    return IncidentDraft(
        title=texts.line(piece.title),
        description=texts.lines(piece.description),
        impact=None if piece.impact is Impact.NONE and given else piece.impact,
        service_ids=named,
        service_status={each: status for each, status in given.items() if each in named} or None,
        started_at=min([piece.started_at, *(said.created_at for said in updates)]),
        updates=updates,
        notify=False,
    )


def past_incident(piece: IncidentPiece, org_id: Id, known: ServicesByForeignId, now: datetime) -> PastIncident:
    """An incident that is over; raises InvalidError or ConflictError for what can't be recorded."""
    draft = incident_draft(piece, known)
    given: StatusByService = draft.service_status if isinstance(draft.service_status, dict) else {}
    services = [each for each in known.values() if each.id in draft.service_ids]
    affected = affected_by({each.id: each for each in services}.values(), given)
    incident = back_dating.recorded(org_id, draft, affected, given, now)
    spans = spans_of(piece.spans, known, incident.id)
    text = texts.lines(piece.postmortem, texts.MAX_POSTMORTEM)
    if not text or incident.resolved_at is None:
        return PastIncident(incident, spans)
    said = max([incident.resolved_at, *(each.created_at for each in incident.updates)])
    postmortem = Postmortem(
        id=incident.id,
        org_id=org_id,
        **written(text=text),
        published=True,
        published_at=said,
        created_at=said,
        updated_at=said,
    )
    return PastIncident(incident.but(postmortem_at=said), spans, postmortem)


def spans_of(spans: Iterable[SpanPiece], known: ServicesByForeignId, incident_id: Id = "") -> list[dict[str, Any]]:
    """What services were, as an event's `history` has it. Spans shorter than a second are left out."""
    because = {"incident_id": incident_id} if incident_id else {}
    return [
        {
            "service_id": known[each.service].id,
            "status": each.status.value,
            "from": to_wire(each.start),
            "to": to_wire(each.end),
            **because,
        }
        for each in spans
        if each.service in known and each.end - each.start >= _SECOND
    ]


def maintenance_draft(piece: MaintenancePiece, known: ServicesByForeignId, now: datetime) -> MaintenanceDraft:
    """The draft of maintenance: recorded when it is over, else scheduled. A plan that is too long is cut."""
    end = max(piece.scheduled_end, piece.scheduled_start + timedelta(minutes=1))
    end = min(end, piece.scheduled_start + MAX_LENGTH)
    fields: dict[str, Any] = {
        "title": texts.line(piece.title),
        "description": texts.lines(piece.description),
        "scheduled_start": piece.scheduled_start,
        "scheduled_end": end,
        "service_ids": _service_ids(piece.services, known),
        "notify": False,
    }
    if piece.is_over:
        actual_start = piece.actual_start or piece.scheduled_start
        actual_end = min(max(piece.actual_end or end, actual_start + _SECOND), now)
        updates = _course(piece, actual_end)
        fields |= {"status": _COMPLETED, "actual_start": actual_start, "actual_end": actual_end, "updates": updates}
    return MaintenanceDraft(**fields)


def past_maintenance_of(
    piece: MaintenancePiece, org_id: Id, known: ServicesByForeignId, now: datetime
) -> tuple[Maintenance, list[dict[str, Any]]]:
    """Maintenance that is over, and what its services were meanwhile."""
    draft = maintenance_draft(piece, known, now)
    services = {each.id: each for each in known.values() if each.id in draft.service_ids}
    found = past_maintenance.recorded(org_id, draft, affected_by(services.values(), {}), now)
    check_room(found)
    start, end = found.actual_start or found.scheduled_start, found.actual_end or found.scheduled_end
    status = ServiceStatus.UNDER_MAINTENANCE
    spans = [SpanPiece(service=each, status=status, start=start, end=end) for each in dict.fromkeys(piece.services)]
    return found, spans_of(spans, known)


def template_draft(piece: TemplatePiece, known: ServicesByForeignId) -> TemplateDraft:
    """A template of incidents."""
    text = texts.lines(piece.text)
    return TemplateDraft(
        kind=TemplateKind.INCIDENT,
        name=texts.line(piece.name, texts.MAX_NAME),
        title=texts.line(piece.title, texts.MAX_TITLE, ""),
        texts={piece.status.value: text} if text else {},
        service_ids=_service_ids(piece.services, known),
    )


def _service_ids(foreign: Iterable[str], known: ServicesByForeignId) -> tuple[Id, ...]:
    found = dict.fromkeys(known[each].id for each in foreign if each in known)
    return tuple(found)[:MAX_AFFECTED]


def _told(piece: IncidentPiece) -> tuple[PastUpdate, ...]:
    """The updates, oldest first, ending with one that resolves what is over. Of too many, the first and the last."""
    said = sorted(piece.updates, key=lambda each: each.at)
    if not is_open(piece) and not (said and said[-1].status is _RESOLVED):
        end = max([piece.resolved_at or piece.started_at, *(each.at for each in said)])
        said.append(IncidentSaid(status=_RESOLVED, text="", at=end))
    if not said:
        said = [IncidentSaid(status=IncidentStatus.INVESTIGATING, text=piece.description, at=piece.started_at)]
    if len(said) > MAX_UPDATES:
        said = [said[0], *said[len(said) - MAX_UPDATES + 1 :]]
    return tuple(
        PastUpdate(status=each.status, text=texts.lines(each.text) or DEFAULT_TEXTS[each.status], created_at=each.at)
        for each in said
    )


def _course(piece: MaintenancePiece, end: datetime) -> tuple[PastMaintenanceUpdate, ...]:
    """Its updates, oldest first, ending with one that says completed."""
    said = [each for each in sorted(piece.updates, key=lambda each: each.at) if each.status is not _COMPLETED]
    last = next((each for each in reversed(piece.updates) if each.status is _COMPLETED), None)
    told = [
        PastMaintenanceUpdate(
            status=each.status, text=texts.lines(each.text) or MAINTENANCE_TEXTS[each.status], created_at=each.at
        )
        for each in said[-(MAX_UPDATES - 1) :]
    ]
    text = (texts.lines(last.text) if last else "") or MAINTENANCE_TEXTS[_COMPLETED]
    at = max([last.at if last else end, *(each.created_at for each in told)])
    return (*told, PastMaintenanceUpdate(status=_COMPLETED, text=text, created_at=at))


def _statuses_now(piece: IncidentPiece, known: ServicesByForeignId) -> StatusByService:
    return {
        known[each].id: status
        for each, status in piece.statuses.items()
        if each in known and status is not ServiceStatus.UNDER_MAINTENANCE
    }


def _worst(spans: Sequence[SpanPiece], known: ServicesByForeignId) -> StatusByService:
    """The worst status that each service had, for an incident that is over."""
    found: StatusByService = {}
    for each in spans:
        if each.service in known and each.status is not ServiceStatus.UNDER_MAINTENANCE:
            here = known[each.service].id
            found[here] = max(found.get(here, each.status), each.status, key=lambda status: status.severity)
    return found
