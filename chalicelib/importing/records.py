"""Records of an archive made into resources again, within the limits that hold for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chalicelib.auth import mail_gate
from chalicelib.domain import page_room
from chalicelib.domain.drafts import MAX_DRAFTS, Draft, DraftKind
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import is_id
from chalicelib.domain.imports import Import, PieceError
from chalicelib.domain.incidents import MAX_OPEN, Incident, IncidentDraft
from chalicelib.domain.maintenance import MAX_UNFINISHED, Maintenance, MaintenanceDraft
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.pieces import RecordPiece
from chalicelib.domain.services import MAX_SERVICES, Service
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.templates import MAX_TEMPLATES, Template
from chalicelib.domain.updates import MAX_UPDATES, check_room
from chalicelib.importing.automation import Automation, without_secrets
from chalicelib.store import archive, drafts, incidents, maintenance, services, templates
from chalicelib.store.changes import Operation
from chalicelib.use_cases import organizations

_NEVER = frozenset({"slug"})
"""An organization keeps its own address."""


@dataclass(frozen=True)
class Record:
    """A resource that is to be written."""

    model: Model
    operations: Sequence[Operation]
    summary: str


class Records:
    """Checks records one after the other against what is there, and against those before them."""

    def __init__(self, made: Import, now: datetime) -> None:
        org_id = made.org_id
        self._made = made
        self._now = now
        self._services = {each.id: each for each in services.of_organization(org_id)}
        self._open = {each.id: each for each in incidents.unresolved(org_id)}
        self._unfinished = {each.id: each for each in maintenance.unfinished(org_id)}
        self._templates = {each.id for each in templates.of_organization(org_id)}
        self._drafts = {kind: {each.id for each in drafts.of_organization(org_id, kind)} for kind in DraftKind}
        self._automation = Automation(org_id)

    def of(self, piece: RecordPiece, *, dry: bool) -> Record:
        """The record of a piece; raises ValidationError, InvalidError or ConflictError where it can't be written."""
        kind = archive.of_name(piece.kind)
        if kind is None or kind.create is None:
            raise InvalidError(("kind",), "is none that is imported")
        if not is_id(piece.foreign_id):
            raise InvalidError(("id",), "is no id")
        model = without_secrets(archive.resource_of(kind, piece.data, self._made.org_id))
        self._check(model)
        if isinstance(model, Subscriber) and not dry:
            mail_gate.count_given_consents(self._made.org_id, self._now)
        return Record(model, kind.create(model), f"{_named(piece)} was imported")

    def keep_history(self, pieces: Sequence[RecordPiece], errors: list[PieceError], *, dry: bool) -> int:
        """How many facts were stored."""
        kept = list[Mapping[str, Any]]()
        for piece in pieces:
            try:
                archive.HistoryLine.model_validate(piece.data)
                kept.append(piece.data)
            except ValidationError:
                errors.append(PieceError(what="history", name=piece.foreign_id[:200], message="can't be read"))
        if not dry:
            archive.keep_history(self._made.org_id, kept)
        return len(kept)

    def apply_settings(self, piece: RecordPiece, *, dry: bool) -> None:
        """Has the page look as in the archive; what a newer release wrote is left out."""
        known = {name for name in OrganizationEdit.model_fields if name not in _NEVER}
        given = {name: value for name, value in piece.data.items() if name in known and value is not None}
        edit = OrganizationEdit.model_validate(given)
        if not dry:
            organizations.edit(self._made.org_id, edit, self._made.created_by, self._now)

    def _check(self, model: Model) -> None:
        if isinstance(model, Service):
            self._check_service(model)
        elif isinstance(model, Incident):
            self._check_incident(model)
        elif isinstance(model, Maintenance):
            self._check_maintenance(model)
        elif isinstance(model, Draft):
            self._check_draft(model)
        elif isinstance(model, Template):
            _check_count(len(self._templates | {model.id}), MAX_TEMPLATES, "templates")
            self._templates.add(model.id)
        else:
            self._automation.check(model, self._services, self._templates)

    def _check_service(self, service: Service) -> None:
        _check_count(len(self._services | {service.id: service}), MAX_SERVICES, "services")
        page_room.check_services(service, self._services.values())
        self._services[service.id] = service

    def _check_incident(self, incident: Incident) -> None:
        _check_updates(incident)
        if incident.is_open:
            _check_count(len(self._open | {incident.id: incident}), MAX_OPEN, "open incidents")
            page_room.check_incident(incident, self._open.values())
            self._open[incident.id] = incident

    def _check_maintenance(self, entry: Maintenance) -> None:
        _check_updates(entry)
        if not entry.is_finished:
            _check_count(len(self._unfinished | {entry.id: entry}), MAX_UNFINISHED, "maintenances planned or running")
            page_room.check_maintenance(entry, self._unfinished.values())
            self._unfinished[entry.id] = entry

    def _check_draft(self, draft: Draft) -> None:
        kept = self._drafts[draft.kind]
        _check_count(len(kept | {draft.id}), MAX_DRAFTS, "drafts of a kind")
        (IncidentDraft if draft.kind is DraftKind.INCIDENT else MaintenanceDraft).model_validate(draft.content)
        kept.add(draft.id)


def _check_updates(entry: Incident | Maintenance) -> None:
    check_room(entry)
    if not entry.updates or len(entry.updates) > MAX_UPDATES + 10:
        raise InvalidError(("updates",), f"must be 1 to {MAX_UPDATES}")


def _check_count(count: int, most: int, what: str) -> None:
    if count > most:
        raise ConflictError(f"An organization can have {most} {what}.")


def _named(piece: RecordPiece) -> str:
    name = piece.data.get("title") or piece.data.get("name") or piece.foreign_id
    return (
        f"{piece.kind.removesuffix('s').capitalize()} {str(name)[:150]}"
        if piece.kind != "subscribers"
        else "A subscriber"
    )
