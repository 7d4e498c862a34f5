"""Carrying out an import, a part at a time; nothing is told to anybody.

In the end of a part, one event publishes all of it (decision 122).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.counts import so_many_of
from chalicelib.domain.errors import ContendedError
from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import new_id
from chalicelib.domain.imports import Import, PartOutcome
from chalicelib.domain.pieces import Part, RecordPiece
from chalicelib.importing.items import Done
from chalicelib.importing.kinds import incidents, maintenance, services, subscribers, templates
from chalicelib.importing.ledger import Ledger
from chalicelib.store import imports as store
from chalicelib.store import organizations
from chalicelib.store.changes import Change
from chalicelib.store.transactions import LostRaceError

_CARRY: Mapping[str, Callable[[Ledger, Sequence[Any], Done], None]] = {
    "service": services.carry,
    "history": services.carry_history,
    "incident": incidents.carry,
    "maintenance": maintenance.carry,
    "template": templates.carry,
    "subscriber": subscribers.carry,
}


class Carrier:
    """Carries out parts of one import. With `dry`, everything is tried and nothing is written."""

    def __init__(self, made: Import, now: datetime, *, dry: bool = False) -> None:
        self._made = made
        self._dry = dry
        self._ledger = Ledger(made, now, dry=dry)
        self._records: Any = None

    def part(self, part: Part, now: datetime | None = None) -> PartOutcome:
        """What became of a part; safe to repeat."""
        self._ledger.now = now or self._ledger.now
        done = Done(part.number)
        if isinstance(part.pieces[0], RecordPiece):
            self._carry_records(part.pieces, done)
        else:
            _CARRY[part.sort](self._ledger, part.pieces, done)
        outcome = PartOutcome(
            number=part.number,
            sort=part.sort,
            added=done.added,
            asked=done.asked,
            changed=done.changed,
            unchanged=done.unchanged,
            kept=tuple(done.kept),
            errors=tuple(done.errors),
        )
        if not self._dry:
            self._finish(outcome, done)
        return outcome

    def _carry_records(self, pieces: Sequence[Any], done: Done) -> None:
        from chalicelib.importing.kinds import records  # noqa: PLC0415 - only an archive needs the whole domain

        self._records = self._records or records.all_of(self._ledger)
        records.carry(self._ledger, self._records, pieces, done)

    def _finish(self, outcome: PartOutcome, done: Done) -> None:
        """Notes what became of the part, together with the event that publishes it, if anything of it shows."""
        noting = store.noting(self._made, outcome)
        try:
            Change(self._event_of_part(outcome, done), first=[noting]).commit()
        except LostRaceError as lost:
            if not lost.failed:
                raise ContendedError("The part is carried out by somebody else right now.") from None

    def _event_of_part(self, outcome: PartOutcome, done: Done) -> Event:
        shows, made, now = bool(done.imported or done.spans), self._made, self._ledger.now
        count = outcome.added + outcome.changed
        summary = f"Imported {so_many_of(count, outcome.sort)}: part {outcome.number + 1} of {made.parts}"
        profile = organizations.get(made.org_id).profile
        data = {"organization": profile.model_dump(mode="json"), "imported": done.imported, "partial": True}
        return Event(
            id=new_id(now),
            org_id=made.org_id,
            type=EventType.ORGANIZATION_IMPORTED if shows else EventType.IMPORT_ADVANCED,
            actor=made.created_by,
            occurred_at=now,
            resource_id=made.org_id if shows else made.id,
            data=data | ({"history": done.spans} if done.spans else {}) if shows else {},
            summary=summary,
            notify=False,
        )
