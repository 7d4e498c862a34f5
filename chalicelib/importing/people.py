"""Subscribers of an import: by mail alone, with a consent that whoever imports answers for, or asked first.

Who is to be asked is handed on to an import of subscribers of the same id, which asks as many at a time as mail servers
bear.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError

from chalicelib.auth import mail_gate
from chalicelib.domain.addresses import canonical
from chalicelib.domain.errors import TooManyError
from chalicelib.domain.ids import Id
from chalicelib.domain.imports import Import
from chalicelib.domain.pieces import SubscriberPiece
from chalicelib.domain.subscriber_imports import Consents, Line, Part
from chalicelib.domain.subscriber_imports import Import as SubscriberImport
from chalicelib.domain.subscribers import MAX_CHOSEN, Following
from chalicelib.store import organizations
from chalicelib.store import subscriber_imports as store
from chalicelib.use_cases import subscriber_imports


class People:
    """Adds subscribers as an import of subscribers does."""

    def __init__(self, made: Import, now: datetime, *, dry: bool) -> None:
        self._made = made
        self._now = now
        self._dry = dry
        self._zone = ""

    def carry(self, pieces: Sequence[SubscriberPiece], services: Mapping[str, Id]) -> list[bool | str]:
        """For each: whether it is added, or what is wrong with it. Safe to repeat."""
        found, lines = self._lines(pieces, services)
        found |= {line.line: outcome for line, outcome in zip(lines, self._carried(lines), strict=True)}
        return [found[number] for number in range(len(pieces))]

    def _lines(
        self, pieces: Sequence[SubscriberPiece], services: Mapping[str, Id]
    ) -> tuple[dict[int, bool | str], list[Line]]:
        """What is wrong with some, by their place, and the others."""
        found: dict[int, bool | str] = {}
        lines = list[Line]()
        for number, piece in enumerate(pieces):
            try:
                lines.append(self._line(number, piece, services))
            except (ValueError, ValidationError) as error:
                found[number] = f"email {error}" if not isinstance(error, ValidationError) else "can't be read"
        return found, lines

    def hand_on(self, pieces: Sequence[SubscriberPiece], services: Mapping[str, Id], number: int) -> list[bool | str]:
        """For each: True if it will be asked, or what is wrong with it. Safe to repeat until asking begins."""
        found, lines = self._lines(pieces, services)
        if lines and not self._dry:
            total = self._made.preview.tallies["subscriber"].found if self._made.preview else len(lines)
            store.add(self._import(total, "ask"), [Part(number=number, lines=tuple(lines))])
        found |= dict.fromkeys((line.line for line in lines), True)
        return [found[each] for each in range(len(pieces))]

    def _carried(self, lines: Sequence[Line]) -> list[bool | str]:
        if self._dry:
            return [True] * len(lines)
        try:
            mail_gate.count_given_consents(self._made.org_id, self._now, len(lines))
        except TooManyError as error:
            return [error.detail] * len(lines)
        return subscriber_imports.add_all(self._import(len(lines), "given"), lines, self._now)

    def _line(self, number: int, piece: SubscriberPiece, services: Mapping[str, Id]) -> Line:
        chosen = tuple(dict.fromkeys(services[each] for each in piece.services if each in services))[:MAX_CHOSEN]
        self._zone = self._zone or organizations.get(self._made.org_id).time_zone
        following = Following(service_ids=chosen, time_zone=self._zone)
        return Line(line=number, email=canonical(piece.email.strip()), following=following)

    def _import(self, total: int, consent: Consents) -> SubscriberImport:
        made = self._made
        return SubscriberImport(
            id=made.id,
            org_id=made.org_id,
            consent=consent,
            total=total,
            created_at=made.created_at,
            created_by=made.created_by,
        )
