"""Carrying out an import, a part at a time: what is there already stays as it is, and nothing is told to anybody.

Every item is written in one transaction with its own event and with its foreign id, so that a part that is begun again
adds nothing twice. In the end one event publishes all of the part (decision 122).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from chalicelib.domain import page_room
from chalicelib.domain.errors import AllclearError, ConflictError, ContendedError, UnavailableError
from chalicelib.domain.events import Actor, Event, EventType
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.imports import Import, PartOutcome
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.model import Model
from chalicelib.domain.pieces import (
    HistoryPiece,
    IncidentPiece,
    MaintenancePiece,
    Part,
    Piece,
    RecordPiece,
    ServicePiece,
    SubscriberPiece,
    TemplatePiece,
)
from chalicelib.domain.services import MAX_SERVICES, Service
from chalicelib.importing import building
from chalicelib.importing.items import TRIES, Done, Item, committed, error_of, lean, message_of, told
from chalicelib.importing.people import People
from chalicelib.store import imports as store
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import organizations, services
from chalicelib.store.changes import Change, Operation
from chalicelib.store.imports import Known
from chalicelib.store.transactions import LostRaceError
from chalicelib.use_cases import incidents, maintenance, metrics, templates

AT_ONCE = 6
"""Items of one transaction; each has its event and its foreign id, too. On one machine, others wait meanwhile."""
P = TypeVar("P", bound=Piece)
_RECORDS = "records"


_OF_RECORDS = {
    "services": EventType.SERVICE_IMPORTED,
    "incidents": EventType.INCIDENT_IMPORTED,
    "maintenance": EventType.MAINTENANCE_IMPORTED,
    "metrics": EventType.METRIC_CREATED,
}


class Carrier:
    """Carries out parts of one import. With `dry`, everything is tried and nothing is written."""

    def __init__(self, made: Import, now: datetime, *, dry: bool = False) -> None:
        self._made = made
        self._org_id = made.org_id
        self._now = now
        self._dry = dry
        self._known: dict[str, dict[str, Known]] = {}
        self._services = services.of_organization(made.org_id)
        by_id = {each.id: each for each in self._services}
        self._by_foreign_id = {
            key: by_id[known.id] for key, known in self._there("service").items() if known.id in by_id
        }
        self._people = People(made, now, dry=dry)
        self._records: Any = None

    def part(self, part: Part, now: datetime | None = None) -> PartOutcome:
        """What became of a part; safe to repeat."""
        self._now = now or self._now
        done = Done()
        carry: dict[str, Callable[[Sequence[Any], Done], None]] = {
            "service": self._carry_services,
            "history": self._carry_history,
            "incident": self._carry_incidents,
            "maintenance": self._carry_maintenance,
            "template": self._carry_templates,
            "subscriber": self._carry_subscribers,
            _RECORDS: self._carry_records,
        }
        is_of_archive = isinstance(part.pieces[0], RecordPiece)
        carry[part.sort if not is_of_archive else _RECORDS](part.pieces, done)
        outcome = PartOutcome(
            number=part.number,
            sort=part.sort,
            added=done.added,
            unchanged=done.unchanged,
            errors=tuple(done.errors),
        )
        if not self._dry:
            self._finish(outcome, done)
        return outcome

    def _finish(self, outcome: PartOutcome, done: Done) -> None:
        """Notes what became of the part, together with the event that publishes it, if anything of it shows."""
        noting = store.noting(self._made, outcome)
        try:
            Change(self._event_of_part(outcome, done), first=[noting]).commit()
        except LostRaceError as lost:
            if not lost.failed:
                raise ContendedError("The part is carried out by somebody else right now.") from None

    def _event_of_part(self, outcome: PartOutcome, done: Done) -> Event:
        shows = bool(done.imported or done.spans)
        summary = f"Imported {outcome.added} of {outcome.sort}: part {outcome.number + 1} of {self._made.parts}"
        profile = organizations.get(self._org_id).profile
        data = {"organization": profile.model_dump(mode="json"), "imported": done.imported, "partial": True}
        return Event(
            id=new_id(self._now),
            org_id=self._org_id,
            type=EventType.ORGANIZATION_IMPORTED if shows else EventType.IMPORT_ADVANCED,
            actor=self._actor,
            occurred_at=self._now,
            resource_id=self._org_id if shows else self._made.id,
            data=data | ({"history": done.spans} if done.spans else {}) if shows else {},
            summary=summary,
            notify=False,
        )

    @property
    def _actor(self) -> Actor:
        return self._made.created_by

    def _there(self, sort: str) -> dict[str, Known]:
        """What is imported already; noted here what is imported now."""
        if sort not in self._known:
            self._known[sort] = store.known(self._org_id, self._made.source, sort)
        return self._known[sort]

    def _carry_services(self, pieces: Sequence[ServicePiece], done: Done) -> None:
        there, waiting = self._there("service"), list[Item]()
        named = {(each.name.casefold(), each.category.casefold()): each for each in self._services}
        for piece in pieces:
            if piece.foreign_id in there:
                self._found_again(there[piece.foreign_id], done, partial(self._service_item, piece))
                continue
            built = building.service(piece, self._org_id, self._services, self._now)
            if same := named.get((built.name.casefold(), built.category.casefold())):
                self._link(piece, same)
                done.unchanged += 1
                continue
            try:
                self._check_room(built)
            except AllclearError as error:
                done.errors.append(error_of(piece, error.detail))
                continue
            self._services.append(built)
            self._by_foreign_id[piece.foreign_id] = built
            named[built.name.casefold(), built.category.casefold()] = built
            waiting.append(self._item_of_service(piece, built))
        self._write("service", waiting, done)

    def _check_room(self, service: Service) -> None:
        if len(self._services) >= MAX_SERVICES:
            raise ConflictError(f"An organization can have {MAX_SERVICES} services.")
        page_room.check_services(service, self._services)

    def _link(self, piece: ServicePiece, service: Service) -> None:
        """A service that has the same name stands for the foreign one from now on."""
        self._by_foreign_id[piece.foreign_id] = service
        self._there("service")[piece.foreign_id] = Known(service.id, "")
        if not self._dry:
            claim = store.claiming(self._made.but(id=new_id(self._now)), "service", piece.foreign_id, service.id)
            event = self._event(EventType.SERVICE_IMPORTED, service, f"{service.name} stands for an imported service")
            committed(Change(event, first=[claim]))

    def _service_item(self, piece: ServicePiece, here: Id) -> Item | None:
        found = services.find(self._org_id, here)
        return self._item_of_service(piece, found) if found else None

    def _item_of_service(self, piece: ServicePiece, service: Service) -> Item:
        told = service.model_dump(mode="json", include={"id", "status", "updated_at", "version"})
        event = self._event(EventType.SERVICE_IMPORTED, service, f"{service.name} was imported")
        return Item(piece, service.id, [service], event, told)

    def _carry_history(self, pieces: Sequence[HistoryPiece], done: Done) -> None:
        """Told once: spans that are told again would count the same, and take room."""
        there = self._there("history")
        for piece in pieces:
            if piece.foreign_id in there and there[piece.foreign_id].import_id != self._made.id:
                done.unchanged += 1
                continue
            done.added += 1
            done.spans += building.spans_of(piece.spans, self._by_foreign_id)
            if not self._dry and piece.foreign_id not in there:
                event = self._event(EventType.IMPORT_ADVANCED, self._made, "What services were was imported")
                claim = store.claiming(self._made, "history", piece.foreign_id, self._made.id)
                committed(Change(event, first=[claim]))

    def _carry_incidents(self, pieces: Sequence[IncidentPiece], done: Done) -> None:
        there, waiting = self._there("incident"), list[Item]()
        for piece in pieces:
            if piece.foreign_id in there:
                self._found_again(there[piece.foreign_id], done, partial(self._incident_again, piece))
            elif building.is_open(piece):
                self._try(piece, done, self._open_incident)
            elif item := self._built(piece, done, self._past_incident):
                waiting.append(item)
        self._write("incident", waiting, done)

    def _past_incident(self, piece: IncidentPiece) -> Item:
        built = building.past_incident(piece, self._org_id, self._by_foreign_id, self._now)
        item = self._item_of_incident(piece, built.incident)
        item.spans = built.spans
        item.saved += [built.postmortem] if built.postmortem else []
        return item

    def _incident_again(self, piece: IncidentPiece, here: Id) -> Item | None:
        found = stored_incidents.find(self._org_id, here)
        if found is None or found.is_open or building.is_open(piece):
            return None
        item = self._item_of_incident(piece, found)
        item.spans = building.spans_of(piece.spans, self._by_foreign_id, here)
        return item

    def _item_of_incident(self, piece: IncidentPiece, incident: Incident) -> Item:
        event = self._event(EventType.INCIDENT_IMPORTED, incident, f"Incident imported: {incident.title}")
        return Item(piece, incident.id, [incident], event, lean(incident, "started_at", "resolved_at"))

    def _open_incident(self, piece: IncidentPiece) -> None:
        draft = building.incident_draft(piece, self._by_foreign_id)
        if self._dry:
            return
        claim = self._claimed("incident", piece)
        incidents.open_once(self._org_id, draft, self._actor, self._now, along=lambda each: [claim(each.id)])

    def _carry_maintenance(self, pieces: Sequence[MaintenancePiece], done: Done) -> None:
        there, waiting = self._there("maintenance"), list[Item]()
        for piece in pieces:
            if piece.foreign_id in there:
                self._found_again(there[piece.foreign_id], done, partial(self._maintenance_again, piece))
            elif not piece.is_over:
                self._try(piece, done, self._schedule)
            elif item := self._built(piece, done, self._past_maintenance):
                waiting.append(item)
        self._write("maintenance", waiting, done)

    def _past_maintenance(self, piece: MaintenancePiece) -> Item:
        found, spans = building.past_maintenance_of(piece, self._org_id, self._by_foreign_id, self._now)
        item = self._item_of_maintenance(piece, found)
        item.spans = spans
        return item

    def _maintenance_again(self, piece: MaintenancePiece, here: Id) -> Item | None:
        found = stored_maintenance.find(self._org_id, here)
        if found is None or not found.is_finished or not piece.is_over:
            return None
        item = self._item_of_maintenance(piece, found)
        item.spans = self._past_maintenance(piece).spans
        return item

    def _item_of_maintenance(self, piece: MaintenancePiece, found: Maintenance) -> Item:
        event = self._event(EventType.MAINTENANCE_IMPORTED, found, f"Maintenance imported: {found.title}")
        return Item(piece, found.id, [found], event, lean(found, "actual_start", "actual_end"))

    def _schedule(self, piece: MaintenancePiece) -> None:
        draft = building.maintenance_draft(piece, self._by_foreign_id, self._now)
        if self._dry:
            return
        claim = self._claimed("maintenance", piece)
        maintenance.schedule_once(self._org_id, draft, self._actor, self._now, along=lambda each: [claim(each.id)])

    def _carry_templates(self, pieces: Sequence[TemplatePiece], done: Done) -> None:
        there = self._there("template")
        for piece in pieces:
            if piece.foreign_id in there:
                self._found_again(there[piece.foreign_id], done, lambda _: None)
            else:
                self._try(piece, done, self._make_template)

    def _make_template(self, piece: TemplatePiece) -> None:
        draft = building.template_draft(piece, self._by_foreign_id)
        if not self._dry:
            made = templates.make(self._org_id, draft, self._actor, self._now)
            event = self._event(EventType.IMPORT_ADVANCED, made, f"Template {made.name} was imported")
            committed(Change(event, first=[store.claiming(self._made, "template", piece.foreign_id, made.id)]))

    def _carry_subscribers(self, pieces: Sequence[SubscriberPiece], done: Done) -> None:
        known = {key: each.id for key, each in self._by_foreign_id.items()}
        for piece, outcome in zip(pieces, self._people.carry(pieces, known), strict=True):
            if isinstance(outcome, str):
                done.errors.append(error_of(piece, outcome))
            elif outcome:
                done.added += 1
            else:
                done.unchanged += 1

    def _carry_records(self, pieces: Sequence[RecordPiece], done: Done) -> None:
        from chalicelib.importing.records import Records  # noqa: PLC0415 - only an archive needs the whole domain

        self._records = self._records or Records(self._made, self._now)
        if pieces[0].kind == "settings":
            self._try(pieces[0], done, lambda piece: self._records.apply_settings(piece, dry=self._dry))
            return
        if pieces[0].kind == "history":
            done.added += self._records.keep_history(pieces, done.errors, dry=self._dry)
            done.imported["history"] = [{"lines": len(pieces)}]
            return
        there, waiting = self._there(pieces[0].kind), list[Item]()
        for piece in pieces:
            if piece.foreign_id in there and there[piece.foreign_id].import_id != self._made.id:
                done.unchanged += 1
            elif item := self._built(piece, done, self._record_item):
                if piece.foreign_id in there:
                    done.add(item)
                else:
                    waiting.append(item)
        self._write(pieces[0].kind, waiting, done)
        if pieces[0].kind == "metrics" and not self._dry:
            metrics.show_as_stored(self._org_id, self._actor, self._now)

    def _record_item(self, piece: RecordPiece) -> Item:
        assert self._records is not None, "made before"  # noqa: S101 - a programming error
        record = self._records.of(piece, dry=self._dry)
        event = self._event(_OF_RECORDS.get(piece.kind, EventType.IMPORT_ADVANCED), record.model, record.summary)
        return Item(piece, piece.foreign_id, [], event, told(record.model), first=record.operations)

    def _found_again(self, known: Known, done: Done, item: Callable[[Id], Item | None]) -> None:
        """One that this import brought counts as added, and is told of again: the event of its part may be missing."""
        if known.import_id != self._made.id:
            done.unchanged += 1
            return
        done.added += 1
        if found := item(known.id):
            done.tell(found)

    def _built(self, piece: P, done: Done, build: Callable[[P], Item]) -> Item | None:
        try:
            return build(piece)
        except (AllclearError, ValidationError) as error:
            done.errors.append(error_of(piece, message_of(error)))
            return None

    def _try(self, piece: P, done: Done, carry: Callable[[P], None]) -> None:
        """What has a use case of its own; somebody else's change in between has it tried a few times."""
        for _ in range(TRIES):
            try:
                carry(piece)
            except LostRaceError as lost:
                if 0 in lost.failed:
                    done.unchanged += 1
                    return
            except (UnavailableError, ContendedError):
                raise
            except (AllclearError, ValidationError) as error:
                done.errors.append(error_of(piece, message_of(error)))
                return
            else:
                done.added += 1
                return
        raise ContendedError("Too many changes at the same time.")

    def _write(self, sort: str, items: Sequence[Item], done: Done) -> None:
        """Some at once; one by one where any of them turns out to be there already."""
        for start in range(0, len(items), AT_ONCE):
            some = items[start : start + AT_ONCE]
            if self._dry or self._written(sort, some):
                for item in some:
                    done.add(item)
                continue
            for item in some:
                if self._written(sort, [item]):
                    done.add(item)
                else:
                    done.unchanged += 1

    def _written(self, sort: str, items: Sequence[Item]) -> bool:
        claims = [store.claiming(self._made, sort, each.piece.foreign_id, each.id) for each in items]
        claims += [operation for each in items for operation in each.first]
        events = [each.event for each in items]
        saved = [model for each in items for model in each.saved]
        return committed(Change(events[0], saved=saved, first=claims, more_events=events[1:]))

    def _claimed(self, sort: str, piece: Piece) -> Callable[[Id], Operation]:
        return lambda here: store.claiming(self._made, sort, piece.foreign_id, here)

    def _event(self, kind: EventType, subject: Model, summary: str) -> Event:
        """For the audit log; what it is about is stored beside it, and need not be stored twice."""
        here = str(subject.__dict__["id"])
        return Event(
            id=new_id(self._now),
            org_id=self._org_id,
            type=kind,
            actor=self._actor,
            occurred_at=self._now,
            resource_id=here,
            data={kind.resource: {"id": here}},
            summary=summary,
            notify=False,
        )
