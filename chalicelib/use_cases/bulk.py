"""The same change to many services: a transaction, an event and a frame for as many as fit, none of them lost."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.errors import ContendedError, PartlyDoneError, UnavailableError
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service
from chalicelib.store.changes import Change
from chalicelib.store.services import find
from chalicelib.store.transactions import LostRaceError, retried
from chalicelib.use_cases.parts import MOST, ROOM

_LATER = timedelta(milliseconds=1)
"""A part is told after the one before it."""


@dataclass(frozen=True)
class Wish:
    """What each of the services becomes, and how that is told."""

    kind: EventType
    revised: Callable[[Service, datetime], Service]
    field: str
    """The field that changes."""
    what: str
    """What they have then, such as `the new status`."""
    summary: Callable[[Sequence[Service]], str]
    """The sentence in the timeline for services as they are then."""


def change_all(services: Sequence[Service], wish: Wish, actor: Actor, now: datetime) -> list[Service]:
    """The services as they are then, in the order given; one that is deleted at this moment is left out.

    Raises PartlyDoneError when some could be changed and the others could not: sent again, the same request completes
    it.
    """
    changed: list[Service] = []
    for part in _parts(services):
        try:
            changed += _changed(part, wish, actor, now)
        except (ContendedError, UnavailableError) as error:
            if not changed:
                raise
            said = f"{len(changed)} of {len(services)} services have {wish.what}; the others do not have it yet."
            raise PartlyDoneError(f"{said} Send the request again.", [each.id for each in changed]) from error
        now += _LATER
    return changed


def _parts(services: Sequence[Service]) -> Iterator[list[Service]]:
    while services:
        part = first_that_fit(services, MOST, ROOM)
        yield part
        services = services[len(part) :]


def _changed(part: Collection[Service], wish: Wish, actor: Actor, now: datetime) -> list[Service]:
    """One part. After a lost race only those are read again that somebody else has changed."""
    keys, known = [(each.org_id, each.id) for each in part], {each.id: each for each in part}

    def attempt() -> list[Service]:
        before = [each for each in (known.get(key[1]) or find(*key) for key in keys) if each]
        after = [wish.revised(each, now) for each in before]
        if not after:
            return []
        try:
            Change(_event(before, after, wish, actor, now), saved=list(after)).commit()
        except LostRaceError as lost:
            for position in lost.failed:
                known.pop(after[position].id, None)
            raise
        return after

    return retried(attempt)


def _event(before: Sequence[Service], after: Sequence[Service], wish: Wish, actor: Actor, now: datetime) -> Event:
    """It is about the first of them, and has the others along; the log has what each was before."""
    first = after[0]
    event = happened(
        wish.kind,
        first,
        actor,
        now,
        org_id=first.org_id,
        summary=wish.summary(after),
        before=before[0],
        services=after[1:],
    )
    if not after[1:]:
        return event
    was: dict[Id, object] = {each.name: getattr(each, wish.field) for each in before}
    return event.but(changes={wish.field: [was, getattr(first, wish.field)]})
