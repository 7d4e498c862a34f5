"""Maintenance of an import."""

from collections.abc import Sequence
from functools import partial

from chalicelib.domain import maintenance as rules
from chalicelib.domain.affected import affected_by
from chalicelib.domain.events import EventType
from chalicelib.domain.maintenance import Maintenance, MaintenanceEdit
from chalicelib.domain.pieces import MaintenancePiece
from chalicelib.domain.updates import check_room_to_open
from chalicelib.importing import building, digests
from chalicelib.importing.following import Along, Following
from chalicelib.importing.items import Done, Item, lean
from chalicelib.importing.ledger import Ledger
from chalicelib.store import maintenance as stored
from chalicelib.store.changes import Change
from chalicelib.use_cases import maintenance, maintenance_imports


def carry(ledger: Ledger, pieces: Sequence[MaintenancePiece], done: Done) -> None:
    """Records what is over, schedules what is not, and has that follow that is here already."""
    there, waiting = ledger.there("maintenance"), list[Item]()
    again = _Again(ledger).following()
    for piece in pieces:
        if piece.foreign_id in there:
            again.carry(piece, there[piece.foreign_id], done)
        elif not piece.is_over:
            ledger.attempt(piece, done, partial(_schedule, ledger))
        elif item := ledger.built(piece, done, partial(_past, ledger)):
            waiting.append(item)
    ledger.write("maintenance", waiting, done)


def _past(ledger: Ledger, piece: MaintenancePiece) -> Item:
    found, spans = building.past_maintenance_of(piece, ledger.org_id, ledger.by_foreign_id, ledger.now)
    item = _item(ledger, piece, found)
    item.spans = spans
    return item


def _item(ledger: Ledger, piece: MaintenancePiece, found: Maintenance) -> Item:
    event = ledger.event(EventType.MAINTENANCE_IMPORTED, found, f"Maintenance imported: {found.title}")
    return Item(piece, found.id, [found], event, lean(found, "actual_start", "actual_end"), left=found)


def _schedule(ledger: Ledger, piece: MaintenancePiece) -> None:
    draft = building.maintenance_draft(piece, ledger.by_foreign_id, ledger.now)
    if ledger.dry:
        return
    maintenance.schedule_once(
        ledger.org_id,
        draft,
        ledger.actor,
        ledger.now,
        along=lambda each: [ledger.claim("maintenance", piece, each.id, each)],
    )


class _Again:
    """How maintenance that is here already follows its source."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def following(self) -> Following[MaintenancePiece, Maintenance]:
        """For the pieces of a part."""
        return Following(
            self._ledger,
            "maintenance",
            find=lambda here: stored.find(self._ledger.org_id, here),
            after=self._after,
            write=self._write,
            told=self._told,
        )

    def _after(self, piece: MaintenancePiece, found: Maintenance) -> Maintenance:
        """The next version of the maintenance, as its source has it."""
        ledger = self._ledger
        if piece.is_over:
            built, _ = building.past_maintenance_of(piece, ledger.org_id, ledger.by_foreign_id, ledger.now)
            return _instead_of(found, built)
        draft = building.maintenance_draft(piece, ledger.by_foreign_id, ledger.now)
        if found.is_running and piece.scheduled_start <= ledger.now:
            fields = draft.model_dump(include={"title", "description", "scheduled_end"})
            return rules.edited(found, MaintenanceEdit.model_validate(fields), None, ledger.now)
        named = {each.id: each for each in ledger.by_foreign_id.values() if each.id in draft.service_ids}
        built = rules.scheduled(ledger.org_id, draft, affected_by(named.values(), {}), ledger.now)
        check_room_to_open(built)
        said = [each for each in found.updates if not digests.is_of_the_clock(found, each)]
        return _instead_of(found, built.but(updates=said if found.description == built.description else built.updates))

    def _told(self, piece: MaintenancePiece, found: Maintenance) -> Item | None:
        """What is not over was published by an event of its own."""
        if not (found.is_finished and piece.is_over):
            return None
        item = _item(self._ledger, piece, found)
        item.spans = _past(self._ledger, piece).spans
        return item

    def _write(self, _: MaintenancePiece, before: Maintenance, after: Maintenance, along: Along) -> None:
        ledger = self._ledger
        if before.is_finished and after.is_finished:
            summary = f"Maintenance changed as where it comes from: {after.title}"
            event = ledger.event(EventType.MAINTENANCE_IMPORTED, after, summary)
            Change(event, saved=[after], first=along(after)).commit()
        else:
            maintenance_imports.replace(before, after, ledger.actor, ledger.now, along)


def _instead_of(before: Maintenance, built: Maintenance) -> Maintenance:
    return built.but(id=before.id, created_at=before.created_at, version=before.version + 1)
