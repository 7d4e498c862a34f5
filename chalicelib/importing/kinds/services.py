"""Services of an import, and what they were aside from incidents."""

from collections.abc import Sequence

from chalicelib.domain import page_room
from chalicelib.domain.errors import AllclearError, ConflictError
from chalicelib.domain.events import EventType
from chalicelib.domain.holds import said_by_itself
from chalicelib.domain.ids import new_id
from chalicelib.domain.markdown import rewritten
from chalicelib.domain.pieces import HistoryPiece, ServicePiece
from chalicelib.domain.services import MAX_SERVICES, Service
from chalicelib.domain.times import from_wire, to_wire
from chalicelib.importing import building, digests
from chalicelib.importing.following import Along, Following
from chalicelib.importing.items import Done, Item, committed, error_of
from chalicelib.importing.ledger import Ledger
from chalicelib.store import imports as store
from chalicelib.store import services
from chalicelib.store.changes import Change
from chalicelib.store.imports import Known
from chalicelib.use_cases import claims, holders


def carry(ledger: Ledger, pieces: Sequence[ServicePiece], done: Done) -> None:
    """Adds services; one that has the same name and category stands for the foreign one, and stays as it is."""
    there, waiting = ledger.there("service"), list[Item]()
    named = {_key(each): each for each in ledger.services}
    again = _Again(ledger).following()
    for piece in pieces:
        if piece.foreign_id in there:
            again.carry(piece, there[piece.foreign_id], done)
            continue
        built = building.service(piece, ledger.org_id, ledger.services, ledger.now)
        if same := named.get(_key(built)):
            _link(ledger, piece, same)
            done.unchanged += 1
            continue
        try:
            _check_room(built, ledger.services)
        except AllclearError as error:
            done.errors.append(error_of(piece, error.detail))
            continue
        ledger.services.append(built)
        ledger.by_foreign_id[piece.foreign_id] = built
        named[_key(built)] = built
        waiting.append(_item(ledger, piece, built))
    ledger.write("service", waiting, done)


def carry_history(ledger: Ledger, pieces: Sequence[HistoryPiece], done: Done) -> None:
    """Told once: spans that are told again would count the same, and take room. What came since is told later."""
    there = ledger.there("history")
    for piece in pieces:
        known, said = there.get(piece.foreign_id), digests.said(piece)
        last = to_wire(max((each.end for each in piece.spans), default=ledger.now))
        if known is None or known.import_id == ledger.made.id:
            done.added += 1
            done.spans += building.spans_of(piece.spans, ledger.by_foreign_id)
        elif known.left is None or (known.said == said and known.changed_by != ledger.made.id):
            done.unchanged += 1
            continue
        else:
            done.changed += 1
            since = from_wire(known.left)
            fresh = [each for each in piece.spans if each.end > since or known.changed_by == ledger.made.id]
            done.spans += building.spans_of(fresh, ledger.by_foreign_id)
        _note(ledger, piece, known, (said, last))


def _note(ledger: Ledger, piece: HistoryPiece, known: Known | None, told: tuple[str, str]) -> None:
    """That it is told, what its source said, and until when."""
    if ledger.dry or (known and known.said == told[0]):
        return
    event = ledger.event(EventType.IMPORT_ADVANCED, ledger.made, "What services were was imported")
    operation = (
        store.following(ledger.made, "history", piece.foreign_id, known, *told)
        if known
        else store.claiming(ledger.made, "history", piece.foreign_id, ledger.made.id, *told)
    )
    committed(Change(event, first=[operation]))


def _key(service: Service) -> tuple[str, str]:
    return service.name.casefold(), service.category.casefold()


def _check_room(service: Service, existing: Sequence[Service]) -> None:
    if len(existing) >= MAX_SERVICES:
        raise ConflictError(f"An organization can have {MAX_SERVICES} services.")
    page_room.check_services(service, existing)


def _link(ledger: Ledger, piece: ServicePiece, service: Service) -> None:
    """A service that has the same name stands for the foreign one from now on."""
    ledger.by_foreign_id[piece.foreign_id] = service
    said = digests.said(piece)
    ledger.there("service")[piece.foreign_id] = Known(service.id, "", said, digests.OURS)
    if not ledger.dry:
        made = ledger.made.but(id=new_id(ledger.now))
        claim = store.claiming(made, "service", piece.foreign_id, service.id, said, digests.OURS)
        event = ledger.event(EventType.SERVICE_IMPORTED, service, f"{service.name} stands for an imported service")
        committed(Change(event, first=[claim]))


def _item(ledger: Ledger, piece: ServicePiece, service: Service, summary: str = "") -> Item:
    told = service.model_dump(mode="json", include={"id", "status", "updated_at", "version"})
    event = ledger.event(EventType.SERVICE_IMPORTED, service, summary or f"{service.name} was imported")
    return Item(piece, service.id, [service], event, told, left=service)


class _Again:
    """How services that are here already follow their source."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def following(self) -> Following[ServicePiece, Service]:
        """For the pieces of a part."""
        return Following(
            self._ledger,
            "service",
            find=lambda here: services.find(self._ledger.org_id, here),
            after=self._after,
            write=self._write,
            told=lambda piece, found: _item(self._ledger, piece, found),
        )

    def _after(self, piece: ServicePiece, found: Service) -> Service:
        """As its source has it; what incidents and maintenance here say of it counts as before."""
        built = building.service(piece, found.org_id, (), self._ledger.now)
        words = rewritten(found, name=built.name, description=built.description, category=built.category)
        after = found.but(**words)
        if piece.status is found.own_status:
            after = after.revised(self._ledger.now)
        else:
            others = claims.of_others(found.org_id, "").get(found.id, ())
            after = said_by_itself(after, piece.status, others, self._ledger.now)
        if page_room.size_of_service(after) > page_room.size_of_service(found):
            page_room.check_services(after, self._ledger.services)
        self._ledger.by_foreign_id[piece.foreign_id] = after
        return after

    def _write(self, piece: ServicePiece, before: Service, after: Service, along: Along) -> None:
        ledger = self._ledger
        item = _item(ledger, piece, after, f"{after.name} was changed as where it comes from")
        Change(item.event, saved=[after], first=along(after)).commit()
        if after.name != before.name:
            holders.follow(ledger.org_id, after.id, ledger.actor, ledger.now)
