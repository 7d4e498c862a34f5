"""Open incidents and unfinished maintenance that name a service: they follow when it is renamed or deleted.

As many as one transaction takes are written together with the service, and the others one by one after it, each with an
event of its own (docs/decisions/0079). Whoever adds a service to one of them fails if the service changed meanwhile.
So what is read after the service was written is all that can still name it as it was.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.affected import Affected, touches, with_name, without_service
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.events import Actor, Event, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service
from chalicelib.domain.updates import has_room
from chalicelib.store import incidents, maintenance, services
from chalicelib.store.changes import Change
from chalicelib.store.transactions import retried

Holder = Incident | Maintenance

ROOM = 1_500_000
"""Bytes written together with a service, and as many again for indexes: TransactWriteItems takes 4 MB."""
MOST = 90
"""TransactWriteItems takes 100 operations."""


def with_room(org_id: Id, service_id: Id, service: Service | None, now: datetime) -> list[Holder]:
    """What names the service otherwise than it is to be (None: deleted), revised; as much as one transaction takes."""
    found = [each for each in _open(org_id) if _following(each, service_id, service) != each.services]
    return [_revised(each, service_id, service, now) for each in first_that_fit(found, MOST, ROOM)]


def of_incidents(holders: Sequence[Holder]) -> list[Incident]:
    """Those that are incidents."""
    return [each for each in holders if isinstance(each, Incident)]


def of_maintenance(holders: Sequence[Holder]) -> list[Maintenance]:
    """Those that are maintenance."""
    return [each for each in holders if isinstance(each, Maintenance)]


def follow(org_id: Id, service_id: Id, actor: Actor, now: datetime) -> None:
    """Whatever still names the service as it was follows. Safe to repeat."""
    service = services.find(org_id, service_id)
    for holder in _open(org_id):
        if _following(holder, service_id, service) != holder.services:
            _follow(org_id, holder, service_id, actor, now)


def _follow(org_id: Id, holder: Holder, service_id: Id, actor: Actor, now: datetime) -> None:
    find = incidents.find if isinstance(holder, Incident) else maintenance.find

    def attempt() -> None:
        service, before = services.find(org_id, service_id), find(org_id, holder.id)
        if before is None or not _is_open(before) or not touches(before.services, [service_id]):
            return
        after = _revised(before, service_id, service, now)
        unchanged = [services.unchanged(service)] if service else []
        Change(_event(before, after, actor, now), saved=[after], first=unchanged).commit()

    retried(attempt)


def _open(org_id: Id) -> list[Holder]:
    return [*incidents.unresolved(org_id), *maintenance.unfinished(org_id)]


def _is_open(holder: Holder) -> bool:
    return holder.is_open if isinstance(holder, Incident) else not holder.is_finished


def _revised(holder: Holder, service_id: Id, service: Service | None, now: datetime) -> Holder:
    return holder.revised(now, services=_following(holder, service_id, service))


def _following(holder: Holder, service_id: Id, service: Service | None) -> Affected:
    """One that is full of text, and of services, keeps an old name where the new one is too long for it."""
    if service is None:
        return without_service(holder.services, service_id)
    renamed = with_name(holder.services, service_id, service.name)
    return renamed if has_room(holder.but(services=renamed)) else holder.services


def _event(before: Holder, after: Holder, actor: Actor, now: datetime) -> Event:
    of_incident = isinstance(after, Incident)
    kind = EventType.INCIDENT_UPDATED if of_incident else EventType.MAINTENANCE_UPDATED
    summary = f"{'Incident edited' if of_incident else 'Maintenance updated'}: {after.title}"
    return happened(kind, after, actor, now, org_id=after.org_id, summary=summary, before=before)
