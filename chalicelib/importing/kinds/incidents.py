"""Incidents of an import."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from chalicelib.domain import back_dating
from chalicelib.domain.affected import affected_by
from chalicelib.domain.events import EventType
from chalicelib.domain.incidents import Incident, IncidentDraft, StatusByService, statuses_given
from chalicelib.domain.pieces import IncidentPiece
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing import building
from chalicelib.importing.following import Along, Following
from chalicelib.importing.items import Done, Item, lean
from chalicelib.importing.ledger import Ledger
from chalicelib.store import incidents as stored
from chalicelib.store import postmortems
from chalicelib.store.changes import Change
from chalicelib.use_cases import incident_imports, incidents


def carry(ledger: Ledger, pieces: Sequence[IncidentPiece], done: Done) -> None:
    """Records those that are over, opens those that are not, and has those follow that are here already."""
    there, waiting = ledger.there("incident"), list[Item]()
    again = _Again(ledger).following()
    for piece in pieces:
        if piece.foreign_id in there:
            again.carry(piece, there[piece.foreign_id], done)
        elif building.is_open(piece):
            ledger.attempt(piece, done, partial(_open, ledger))
        elif item := ledger.built(piece, done, partial(_past, ledger)):
            waiting.append(item)
    ledger.write("incident", waiting, done)


def _past(ledger: Ledger, piece: IncidentPiece) -> Item:
    built = building.past_incident(piece, ledger.org_id, ledger.by_foreign_id, ledger.now)
    item = _item(ledger, piece, built.incident)
    item.spans = built.spans
    item.saved += [built.postmortem] if built.postmortem else []
    return item


def _item(ledger: Ledger, piece: IncidentPiece, incident: Incident) -> Item:
    event = ledger.event(EventType.INCIDENT_IMPORTED, incident, f"Incident imported: {incident.title}")
    told = lean(incident, "started_at", "resolved_at")
    return Item(piece, incident.id, [incident], event, told, left=incident)


def _open(ledger: Ledger, piece: IncidentPiece) -> None:
    draft = building.incident_draft(piece, ledger.by_foreign_id)
    if ledger.dry:
        return
    incidents.open_once(
        ledger.org_id,
        draft,
        ledger.actor,
        ledger.now,
        along=lambda each: [ledger.claim("incident", piece, each.id, each)],
    )


class _Again:
    """How incidents that are here already follow their source."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def following(self) -> Following[IncidentPiece, Incident]:
        """For the pieces of a part."""
        return Following(
            self._ledger,
            "incident",
            find=lambda here: stored.find(self._ledger.org_id, here),
            after=self._after,
            write=self._write,
            told=self._told,
        )

    def _after(self, piece: IncidentPiece, found: Incident) -> Incident:
        """The next version of the incident, as its source has it."""
        ledger = self._ledger
        if building.is_open(piece):
            draft, given = self._drafted(piece)
            named = {each.id: each for each in ledger.by_foreign_id.values() if each.id in draft.service_ids}
            built = back_dating.recorded(ledger.org_id, draft, affected_by(named.values(), given), given, ledger.now)
        else:
            built = building.past_incident(piece, ledger.org_id, ledger.by_foreign_id, ledger.now).incident
        return incident_imports.instead_of(found, built, ledger.now)

    def _drafted(self, piece: IncidentPiece) -> tuple[IncidentDraft, StatusByService]:
        draft = building.incident_draft(piece, self._ledger.by_foreign_id)
        return draft, statuses_given(draft.service_status, draft.service_ids)

    def _told(self, piece: IncidentPiece, found: Incident) -> Item | None:
        """What is open was published by an event of its own."""
        if found.is_open or building.is_open(piece):
            return None
        item = _item(self._ledger, piece, found)
        item.spans = building.spans_of(piece.spans, self._ledger.by_foreign_id, found.id)
        return item

    def _write(self, piece: IncidentPiece, before: Incident, after: Incident, along: Along) -> None:
        ledger = self._ledger
        after, saved = self._with_postmortem(piece, after)
        over = _over_sooner(before, after)
        if before.is_open or after.is_open or over or before.place != after.place:
            _, given = self._drafted(piece)
            beside = incident_imports.Beside(given, saved, along, over)
            incident_imports.replace(before, after, beside, ledger.actor, ledger.now)
        else:
            summary = f"Incident changed as where it comes from: {after.title}"
            event = ledger.event(EventType.INCIDENT_IMPORTED, after, summary)
            Change(event, saved=[after, *saved], first=along(after)).commit()

    def _with_postmortem(self, piece: IncidentPiece, after: Incident) -> tuple[Incident, list[Postmortem]]:
        """Its postmortem, new or with another text than before; one that is gone at the source stays."""
        if after.is_open or not piece.postmortem:
            return after, []
        built = building.past_incident(piece, self._ledger.org_id, self._ledger.by_foreign_id, self._ledger.now)
        known = postmortems.find(after.org_id, after.id)
        if built.postmortem is None or (known and known.published and known.text == built.postmortem.text):
            return after, []
        version, now = (known.version + 1 if known else 1), self._ledger.now
        written = built.postmortem.but(id=after.id, version=version)
        if known:
            written = written.but(created_at=known.created_at, published_at=known.published_at or now, updated_at=now)
        return after.but(postmortem_at=written.updated_at), [written]


def _over_sooner(before: Incident, after: Incident) -> list[dict[str, Any]]:
    """What services were after it was over at its source, while it still held them down here."""
    if after.resolved_at is None:
        return []
    end = before.resolved_at or after.updated_at
    held = [each.id for each in before.services if each.status is not ServiceStatus.OPERATIONAL]
    return incident_imports.spans(held, ServiceStatus.OPERATIONAL, after.resolved_at, end, after.id)
