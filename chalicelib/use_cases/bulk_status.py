"""One status for many services: a transaction, an event and a frame for as many as fit, none of them lost."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.errors import ContendedError, PartlyDoneError, UnavailableError
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service, ServiceStatus, with_status
from chalicelib.store.changes import Change
from chalicelib.store.services import find
from chalicelib.store.transactions import LostRaceError, retried
from chalicelib.use_cases.parts import MOST, ROOM
from chalicelib.use_cases.services import chosen

_LATER = timedelta(milliseconds=1)
"""A part is told after the one before it."""


def change_statuses(
    org_id: Id, service_ids: Sequence[Id], status: ServiceStatus, actor: Actor, now: datetime
) -> list[Service]:
    """The services in their new status, in page order; one that is deleted at this moment is left out.

    Raises InvalidError, with nothing written, for one that is not the organization's, and PartlyDoneError when some
    could be changed and the others could not: sent again, the same request completes it.
    """
    wanted = tuple(dict.fromkeys(service_ids))
    changed: list[Service] = []
    for part in _parts(chosen(org_id, wanted)):
        try:
            changed += _changed(org_id, part, status, actor, now)
        except (ContendedError, UnavailableError) as error:
            if not changed:
                raise
            said = f"{len(changed)} of {len(wanted)} services have the new status; the others do not have it yet."
            raise PartlyDoneError(f"{said} Send the request again.", [each.id for each in changed]) from error
        now += _LATER
    return changed


def _parts(services: Sequence[Service]) -> Iterator[list[Service]]:
    while services:
        part = first_that_fit(services, MOST, ROOM)
        yield part
        services = services[len(part) :]


def _changed(
    org_id: Id, part: Collection[Service], status: ServiceStatus, actor: Actor, now: datetime
) -> list[Service]:
    """One part. After a lost race only those are read again that somebody else has changed."""
    ids, known = [each.id for each in part], {each.id: each for each in part}

    def attempt() -> list[Service]:
        before = [each for each in (known.get(service_id) or find(org_id, service_id) for service_id in ids) if each]
        after = [with_status(each, status, now) for each in before]
        if not after:
            return []
        try:
            Change(_event(before, after, actor, now), saved=list(after)).commit()
        except LostRaceError as lost:
            for position in lost.failed:
                known.pop(after[position].id, None)
            raise
        return after

    return retried(attempt)


def _event(before: Sequence[Service], after: Sequence[Service], actor: Actor, now: datetime) -> Event:
    """It is about the first of them, and has the others along."""
    first, status = after[0], after[0].status
    words = status.value.replace("_", " ")
    summary = f"{first.name} is {words}" if len(after) == 1 else f"{len(after)} services: {words}"
    event = happened(
        EventType.SERVICE_STATUS_CHANGED,
        first,
        actor,
        now,
        org_id=first.org_id,
        summary=summary,
        before=before[0],
        services=after[1:],
    )
    return event.but(changes={"status": [{each.name: each.status for each in before}, status]}) if after[1:] else event
