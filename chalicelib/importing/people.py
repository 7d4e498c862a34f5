"""Subscribers of an import: by mail alone, and only with a consent that whoever imports answers for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError

from chalicelib.auth import mail_gate
from chalicelib.domain.addresses import canonical
from chalicelib.domain.errors import TooManyError
from chalicelib.domain.ids import Id
from chalicelib.domain.imports import Import
from chalicelib.domain.pieces import SubscriberPiece
from chalicelib.domain.subscriber_imports import Import as SubscriberImport
from chalicelib.domain.subscriber_imports import Line
from chalicelib.domain.subscribers import MAX_CHOSEN, Following
from chalicelib.store import organizations
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
        found: dict[int, bool | str] = {}
        lines = list[Line]()
        for number, piece in enumerate(pieces):
            try:
                lines.append(self._line(number, piece, services))
            except (ValueError, ValidationError) as error:
                found[number] = f"email {error}" if not isinstance(error, ValidationError) else "can't be read"
        found |= {line.line: outcome for line, outcome in zip(lines, self._carried(lines), strict=True)}
        return [found[number] for number in range(len(pieces))]

    def _carried(self, lines: Sequence[Line]) -> list[bool | str]:
        if self._dry:
            return [True] * len(lines)
        try:
            mail_gate.count_given_consents(self._made.org_id, self._now, len(lines))
        except TooManyError as error:
            return [error.detail] * len(lines)
        return subscriber_imports.add_all(self._import(len(lines)), lines, self._now)

    def _line(self, number: int, piece: SubscriberPiece, services: Mapping[str, Id]) -> Line:
        chosen = tuple(dict.fromkeys(services[each] for each in piece.services if each in services))[:MAX_CHOSEN]
        self._zone = self._zone or organizations.get(self._made.org_id).time_zone
        following = Following(service_ids=chosen, time_zone=self._zone)
        return Line(line=number, email=canonical(piece.email.strip()), following=following)

    def _import(self, total: int) -> SubscriberImport:
        made = self._made
        return SubscriberImport(
            id=made.id,
            org_id=made.org_id,
            consent="given",
            total=total,
            created_at=made.created_at,
            created_by=made.created_by,
        )
