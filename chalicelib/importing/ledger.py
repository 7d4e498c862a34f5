"""What the parts of one import share: what is here already, and how something new is written once.

Every item is written in one transaction with its own event and with its foreign id, so that a part that is begun again
adds nothing twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from chalicelib.domain.errors import AllclearError, ContendedError, UnavailableError
from chalicelib.domain.events import Actor, Event, EventType
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.imports import Import
from chalicelib.domain.model import Model
from chalicelib.domain.pieces import Piece
from chalicelib.importing import digests
from chalicelib.importing.items import TRIES, Done, Item, committed, error_of, message_of
from chalicelib.store import imports as store
from chalicelib.store import services
from chalicelib.store.changes import Change, Operation
from chalicelib.store.imports import Known
from chalicelib.store.transactions import LostRaceError

AT_ONCE = 6
"""Items of one transaction; each has its event and its foreign id, too. On one machine, others wait meanwhile."""
P = TypeVar("P", bound=Piece)


class Ledger:
    """Of one import. When `dry`, everything is tried and nothing is written."""

    def __init__(self, made: Import, now: datetime, *, dry: bool) -> None:
        self.made = made
        self.org_id = made.org_id
        self.now = now
        self.dry = dry
        self._known: dict[str, dict[str, Known]] = {}
        self.services = services.of_organization(made.org_id)
        by_id = {each.id: each for each in self.services}
        self.by_foreign_id = {key: by_id[known.id] for key, known in self.there("service").items() if known.id in by_id}

    @property
    def actor(self) -> Actor:
        """Who began it."""
        return self.made.created_by

    def there(self, sort: str) -> dict[str, Known]:
        """What is imported already; noted here what is imported now."""
        if sort not in self._known:
            self._known[sort] = store.known(self.org_id, self.made.source, sort)
        return self._known[sort]

    def found_again(self, known: Known, done: Done, item: Callable[[Id], Item | None]) -> None:
        """One that this import brought counts as added, and is told of again: the event of its part may be missing."""
        if known.import_id != self.made.id:
            done.unchanged += 1
            return
        done.added += 1
        if found := item(known.id):
            done.tell(found)

    def built(self, piece: P, done: Done, build: Callable[[P], Item]) -> Item | None:
        """What is to be written for a piece, unless it can't be."""
        try:
            return build(piece)
        except (AllclearError, ValidationError) as error:
            done.errors.append(error_of(piece, message_of(error)))
            return None

    def attempt(self, piece: P, done: Done, carry: Callable[[P], None]) -> None:
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

    def write(self, sort: str, items: Sequence[Item], done: Done) -> None:
        """Some at once; one by one where any of them turns out to be there already."""
        for start in range(0, len(items), AT_ONCE):
            some = items[start : start + AT_ONCE]
            if self.dry or self._written(sort, some):
                for item in some:
                    done.add(item)
                continue
            for item in some:
                if self._written(sort, [item]):
                    done.add(item)
                else:
                    done.unchanged += 1

    def _written(self, sort: str, items: Sequence[Item]) -> bool:
        claims = [self.claim(sort, each.piece, each.id, each.left) for each in items]
        claims += [operation for each in items for operation in each.first]
        events = [each.event for each in items]
        saved = [model for each in items for model in each.saved]
        return committed(Change(events[0], saved=saved, first=claims, more_events=events[1:]))

    def claim(self, sort: str, piece: Piece, here: Id, left: Model | None = None) -> Operation:
        """Notes what the piece's foreign id stands for here; what is `left` follows its source from now on."""
        if left is None:
            return store.claiming(self.made, sort, piece.foreign_id, here)
        return store.claiming(self.made, sort, piece.foreign_id, here, digests.said(piece), digests.left(left))

    def event(self, kind: EventType, subject: Model, summary: str) -> Event:
        """For the audit log; what it is about is stored beside it, and need not be stored twice."""
        here = str(subject.__dict__["id"])
        return Event(
            id=new_id(self.now),
            org_id=self.org_id,
            type=kind,
            actor=self.actor,
            occurred_at=self.now,
            resource_id=here,
            data={kind.resource: {"id": here}},
            summary=summary,
            notify=False,
        )
